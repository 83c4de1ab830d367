"""From ticks to the notations that people use in a task file: the way back of `notation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plangen.constraints import Notation, family
from plangen.errors import ParseError, UsageError
from plangen.reading import Clock
from plangen.tasks.notation import check_in_ticks, slot_in_ticks


def check_as_written(check: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The check with its ticks as clock texts and lengths; as it is where that would not be read back the same."""
    found = dict(check)
    try:
        for key, notation in family(check).notation.items():
            if found.get(key) is not None:
                found[key] = _field(found[key], notation, clock)
        same = check_in_ticks(found, clock) == check_in_ticks(check, clock)
    except (ParseError, UsageError, TypeError, ValueError, AttributeError):
        return dict(check)
    return found if same else dict(check)


def slot_as_written(slot: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The slot with `within`, `duration` and `every` as texts; as it is where they would not be read back the same."""
    found = dict(slot)
    shortest, longest = slot["duration"]
    length = clock.length(shortest) if shortest == longest else f"{clock.length(shortest)} to {clock.length(longest)}"
    found |= {"within": [_span(pair, clock) for pair in slot["within"]], "duration": length}
    if "every" in slot:
        found["every"] = clock.length(slot["every"])
    try:
        same = slot_in_ticks(found, clock) == slot_in_ticks(slot, clock)
    except ParseError:
        return dict(slot)
    return found if same else dict(slot)


def _field(value: Any, notation: Notation, clock: Clock) -> Any:
    if notation == "check":
        return check_as_written(value, clock)
    if notation == "checks":
        return [check_as_written(item, clock) for item in value]
    if notation == "lengths":
        return {start: {end: clock.length(lag) for end, lag in ends.items()} for start, ends in value.items()}
    if notation == "interval":
        return _span(value, clock)
    if notation == "intervals":
        return [_span(pair, clock) for pair in value]
    if not isinstance(value, int):
        return value
    return clock.time(value) if notation == "time" else clock.length(value) if notation == "length" else value


def _span(pair: Any, clock: Clock) -> Any:
    start, end = pair
    if start >= end or (clock.unit not in ("minute", "hour") and clock.origin is None):
        return list(pair)
    return clock.span(start, end).replace("–", "-")
