"""What programs have refuted so far, so that no later draft is offered it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plangen.constraints.registry import family
from plangen.errors import UsageError
from plangen.graphs.playback import Entry
from plangen.schema import Constraint, PlanFormat
from plangen.verifiers.base import CHECKER
from plangen.verifiers.verdict import trusted

Barred = dict[str, list[int]]


class Refuted:
    """Starts of each slot that break a trusted hard constraint whatever the other steps do.

    Such is the start of a step that a violation of a step-wise family names alone, or of the only step there can be,
    where the step's length is fixed: it is refuted by a program, not disliked by a model. An objective or a checker may
    blame one step for what another does, so they refute only where there is no other. It follows from the log, so
    replay bars the same.
    """

    def __init__(self, constraints: Sequence[Constraint], plan_format: PlanFormat | None) -> None:
        slots = plan_format.slots if plan_format else ()
        self._binding = {item.id for item in constraints if item.hard and trusted(item)} | {CHECKER}
        self._stepwise = {item.id for item in constraints if item.check and _is_stepwise(item.check)}
        self._fixed = {slot.id for slot in slots if slot.duration[0] == slot.duration[1]}
        self._single = len(slots) == 1 and plan_format is not None and not plan_format.values
        self._forget()

    def _forget(self) -> None:
        self._read = 0
        self._starts: dict[str, set[int]] = {}

    def starts(self, log: Sequence[Entry]) -> Barred:
        """What the log refutes; only what was appended since the last call is read, unless the log is another one."""
        if len(log) < self._read:
            self._forget()
        for entry in log[self._read :]:
            if entry["kind"] == "candidate":
                for slot, start in _alone(entry["value"], self._binding, self._stepwise, single=self._single):
                    if slot in self._fixed:
                        self._starts.setdefault(slot, set()).add(start)
        self._read = len(log)
        return {slot: sorted(ticks) for slot, ticks in sorted(self._starts.items())}


def _is_stepwise(check: Mapping[str, Any]) -> bool:
    try:
        return family(check).stepwise
    except UsageError:
        return False


def _alone(candidate: dict[str, Any], binding: set[str], stepwise: set[str], *, single: bool) -> list[tuple[str, int]]:
    """Slots and starts that a candidate's violations name alone; `single` says that no plan has anything else."""
    if candidate["verdict"] is None or candidate["plan"] is None:
        return []
    starts = {step["id"]: step["start"] for step in candidate["plan"]["steps"]}
    only = list(starts) if single and candidate["complete"] else []
    broken = [
        finding
        for finding in candidate["verdict"]["findings"]
        if finding["status"] == "fail" and finding["by"] != "model" and finding["constraint"] in binding
    ]
    named = [
        only or (violation["steps"] if finding["constraint"] in stepwise else [])
        for finding in broken
        for violation in finding["violations"]
    ]
    return [(steps[0], start) for steps in named if len(steps) == 1 and (start := starts.get(steps[0])) is not None]
