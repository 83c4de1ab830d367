"""By how much a bound on a step may lie beside the time that the text names: the step's length, or the way back."""

from __future__ import annotations

from typing import Any

from plangen.schema import Constraint, Task
from plangen.trust.likeness import selected


def detours(one: Constraint, task: Task) -> frozenset[float]:
    """Ticks between what a quote such as `back by five`, `not finished before seven` says and what a window states.

    A bound on an end may be stated as one on a start, and one on the return to where the way begins as one on the
    leaving. Empty for other families.
    """
    if (one.check or {}).get("type") != "window" or task.plan_format is None:
        return frozenset()
    chosen = set(selected(one, task.plan_format))
    slots = [slot for slot in task.plan_format.slots if slot.id in chosen]
    found: set[float] = {slot.duration[0] for slot in slots if slot.duration[0] == slot.duration[1]}
    for other in task.constraints:
        check: dict[str, Any] = dict(other.check or {})
        if check.get("type") == "duration" and check.get("min") == check.get("max"):
            found |= {check["min"]} if chosen & set(selected(other, task.plan_format)) else set()
        if check.get("type") == "transition":
            found |= _ways(check, {slot.location for slot in slots}, {slot.location for slot in task.plan_format.slots})
    return frozenset(found - {0})


def _ways(check: dict[str, Any], places: set[str | None], visited: set[str | None]) -> set[float]:
    """The ways between these places and those where no step is."""
    return {
        ticks
        for here, row in (check.get("lag") or {}).items()
        for there, ticks in row.items()
        if (here in places and there not in visited) or (there in places and here not in visited)
    }
