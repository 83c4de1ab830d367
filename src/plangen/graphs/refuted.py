"""What programs have refuted so far, so that no later draft is offered it again."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.graphs.playback import Entry
from plangen.schema import Candidate, Constraint, PlanFormat
from plangen.verifiers.base import CHECKER
from plangen.verifiers.verdict import exact, trusted

Barred = dict[str, list[int]]


def refuted(log: Sequence[Entry], constraints: Sequence[Constraint], plan_format: PlanFormat | None) -> Barred:
    """Starts of each slot that break a trusted hard constraint whatever the other steps do.

    Such is the start of a step that a violation names alone, or of the only step there is, where the step's length
    is fixed: it is refuted by a program, not disliked by a model. It follows from the log, so replay bars the same.
    """
    if plan_format is None:
        return {}
    binding = {constraint.id for constraint in constraints if constraint.hard and trusted(constraint)} | {CHECKER}
    fixed = {slot.id for slot in plan_format.slots if slot.duration[0] == slot.duration[1]}
    barred: dict[str, set[int]] = {}
    for entry in log:
        if entry["kind"] == "candidate":
            for slot, start in _alone(Candidate.model_validate(entry["value"]), binding):
                if slot in fixed:
                    barred.setdefault(slot, set()).add(start)
    return {slot: sorted(ticks) for slot, ticks in sorted(barred.items())}


def _alone(candidate: Candidate, binding: set[str]) -> list[tuple[str, int]]:
    if candidate.verdict is None or candidate.plan is None:
        return []
    starts = {step.id: step.start for step in candidate.plan.steps}
    only = tuple(starts) if candidate.complete else ()
    broken = [item for item in candidate.verdict.findings if item.status == "fail" and exact(item)]
    violations = [violation for item in broken if item.constraint in binding for violation in item.violations]
    named = [violation.steps or only for violation in violations]
    return [(steps[0], start) for steps in named if len(steps) == 1 and (start := starts.get(steps[0])) is not None]
