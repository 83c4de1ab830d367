"""By how much a bound on a step may lie beside the time that the text names: the step's length, or the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plangen.schema import Constraint, Task
from plangen.trust.likeness import selected

_CUE = re.compile(
    r"\b(?:back|home|return|arriv|finish|ready|done|end|over|out|start|begin|leav|serv|hot)", re.IGNORECASE
)


def detours(one: Constraint, task: Task) -> frozenset[float]:
    """Ticks between what a quote such as `back by five`, `not finished before seven` says and what a window states.

    A bound on an end may be stated as one on a start, and one on the arrival as one on the leaving. Empty for other
    families, and where the quote has no such word.
    """
    if (one.check or {}).get("type") != "window" or not _CUE.search(one.quote) or task.plan_format is None:
        return frozenset()
    chosen = selected(one, task.plan_format)
    slots = [slot for slot in task.plan_format.slots if slot.id in chosen]
    found: set[float] = {slot.duration[0] for slot in slots if slot.duration[0] == slot.duration[1]}
    places = {slot.location for slot in slots}
    for check in (other.check or {} for other in task.constraints):
        found |= set(_of(check, places))
    return frozenset(found - {0})


def _of(check: Mapping[str, Any], places: set[str | None]) -> Iterator[float]:
    if check.get("type") == "duration" and check.get("min") is not None and check.get("min") == check.get("max"):
        yield check["min"]
    if check.get("type") == "transition":
        for here, row in (check.get("lag") or {}).items():
            for there, ticks in row.items():
                if here in places or there in places:
                    yield ticks
