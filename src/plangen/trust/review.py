"""The trust ladder in one call: what each rung found, and how far each constraint may now be believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plangen.reading.mentions import Span
from plangen.schema import Constraint, Finding, Task, Trust
from plangen.trust.agreement import Agreement, agree
from plangen.trust.consistency import Consistency, consistent
from plangen.trust.coverage import uncovered
from plangen.trust.lint import Fault, lint
from plangen.trust.self_test import self_test


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The task with raised trust, and why no more could be believed.

    `faults` by constraint, `untested` the constraints whose check told no two plans apart, `agreement` the comparison
    with the second reading (`None` without one), `consistency` the solver's word, `uncovered` the spans of the text
    that no constraint speaks for.
    """

    task: Task
    faults: dict[str, tuple[Fault, ...]]
    untested: tuple[str, ...]
    agreement: Agreement | None
    consistency: Consistency
    uncovered: tuple[Span, ...]

    @property
    def sure(self) -> bool:
        """Whether every hard constraint may certify, none is missing, and the text holds nothing unread."""
        missing = self.agreement is None or bool(self.agreement.missing or self.agreement.formats)
        hard = [one for one in self.task.constraints if one.hard]
        believed = all(one.trust in ("agreed", "confirmed") for one in hard)
        return believed and not missing and not self.uncovered and self.consistency.holds is not False


def review(task: Task, second: Task | None = None, settled: Iterable[Span] = ()) -> Reviewed:
    """Climb the ladder (`constraints.md`, section 6): lint, self-test, consistency, a second reading, coverage.

    A constraint whose self-test passes and that has no fault becomes `tested`; one that the second reading shares
    becomes `agreed`, unless it has a grave fault or stands in a conflict of the hard constraints. Trust is never
    lowered, and what the user confirmed stays confirmed. `settled` are spans that two readings agreed demand nothing.
    """
    faults = lint(task)
    passed = {one.id: self_test(one, task.plan_format) for one in task.constraints}
    consistency = consistent(task)
    agreement = None if second is None else agree(task, second)
    shared = set() if agreement is None else set(agreement.agreed())
    raised = tuple(
        _raised(one, faults.get(one.id, ()), passed[one.id], shared=one.id in shared, consistency=consistency)
        for one in task.constraints
    )
    return Reviewed(
        task.model_copy(update={"constraints": raised}),
        faults,
        tuple(name for name, said in passed.items() if said is False),
        agreement,
        consistency,
        uncovered(task, settled),
    )


def _raised(
    one: Constraint, faults: Sequence[Fault], passed: bool | None, *, shared: bool, consistency: Consistency
) -> Constraint:
    trust: Trust = one.trust
    if trust == "confirmed" or passed is not True or any(fault.grave for fault in faults):
        return one
    if trust == "unreviewed" and not faults:
        trust = "tested"
    if shared and one.id not in consistency.conflict:
        trust = "agreed"
    return one.model_copy(update={"trust": trust})


def suspects(candidates: Sequence[Sequence[Finding]]) -> tuple[str, ...]:
    """The constraints that every candidate fails, in the order of the first one's findings.

    One finding list a candidate; fewer than two candidates suspect nothing. What everybody fails is likelier a
    misreading than a demand that nobody can meet.
    """
    if len(candidates) < 2:
        return ()
    failed = [{finding.constraint for finding in findings if finding.status == "fail"} for findings in candidates]
    common = set.intersection(*failed)
    return tuple(dict.fromkeys(finding.constraint for finding in candidates[0] if finding.constraint in common))
