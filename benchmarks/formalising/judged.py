"""A plan of a reading, judged by the right reading, by an independent oracle and by the official rule."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.formalising.sources import Subject
from benchmarks.natural_plan.official_rows import answer_text, official_score
from plangen.errors import UsageError
from plangen.schema import Plan, PlanFormat, Task
from plangen.solvers import solve
from plangen.trust.alignment import align, plain
from plangen.verifiers import check_constraints, combine
from plangen.verifiers.certificate import certificate

CERTIFIED = "verified by program"
_SECONDS = 10.0
_THRESHOLD = 0.975


@dataclass(frozen=True, slots=True)
class Judged:
    """`kept` says whether the plan keeps the hard constraints of the right reading, `oracle` and `annotation` what
    others who know the task say; `None` where they do not say. `official` is NATURAL PLAN's own rule."""

    kept: bool | None = None
    oracle: bool | None = None
    annotation: bool | None = None
    official: bool | None = None

    @property
    def wrong(self) -> bool:
        """Whether anybody who can judge the plan refuses it, or nobody can."""
        return False in (self.kept, self.oracle) or self.kept is self.oracle is None

    def record(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "wrong": self.wrong}


def judged(subject: Subject, plan: Plan, shape: PlanFormat | None) -> Judged:
    """Judge a plan of the format `shape`, after its steps were given the names that the right reading has for them.

    The tasks of NATURAL PLAN name everybody who takes part: there a step keeps its own people, and one without
    somebody is wrong. A plan on another clock than the right reading's keeps nothing and has no answer form.
    """
    sides = align(shape, subject.right.plan_format)
    if sides is None:
        return Judged(kept=False)
    named = sides.to_second(plan)
    return judged_as_is(subject, named if subject.case is None else _own_people(subject, named, plan))


def _own_people(subject: Subject, named: Plan, plan: Plan) -> Plan:
    """The plan in the right reading's names, its people those that were read, in the order of the right reading."""
    slots = subject.right.plan_format.slots if subject.right.plan_format else ()
    order = {plain(who): (number, who) for number, who in enumerate(who for slot in slots for who in slot.actors)}
    steps = []
    for step, own in zip(named.steps, plan.steps, strict=True):
        known = sorted(order.get(plain(who), (len(order), who)) for who in own.actors)
        steps.append(step.model_copy(update={"actors": tuple(who for _, who in known)}))
    return named.model_copy(update={"steps": tuple(steps)})


def judged_as_is(subject: Subject, plan: Plan) -> Judged:
    """Judge a plan in the right reading's own names."""
    kept = _kept(subject.right, plan)
    if subject.case is None or subject.row is None:
        return Judged(kept)
    annotated = subject.case.others.get("annotation")
    return Judged(
        kept,
        oracle=not subject.case.faults(plan),
        annotation=None if annotated is None else annotated(plan),
        official=official_score(subject.row, answer_text(subject.row, plan)),
    )


def _kept(right: Task, plan: Plan) -> bool | None:
    hard = {one.id for one in right.constraints if one.hard} | {"format"}
    found = {one.status for one in check_constraints(right, plan) if one.constraint in hard}
    return False if "fail" in found else True if found <= {"pass"} else None


def solved(task: Task, *, seed: int) -> tuple[str, Plan | None, str]:
    """The solver's word on a reading, its plan, and what a certificate may claim of that plan by program alone."""
    try:
        answer = solve(task, seconds=_SECONDS, seed=seed)
    except UsageError:
        return "refused", None, "not judged"
    if answer.plan is None:
        return answer.status, None, "not judged"
    verdict = combine(task.constraints, check_constraints(task, answer.plan), complete=True, threshold=_THRESHOLD)
    return answer.status, answer.plan, certificate(task.constraints, verdict, uncovered=task.uncovered).claim
