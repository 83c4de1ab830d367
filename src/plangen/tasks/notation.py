"""From the notations that people use in a task file to ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plangen.constraints import Notation, family
from plangen.errors import ParseError
from plangen.reading import Clock


def check_in_ticks(check: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The check with clock texts, lengths and intervals turned into ticks; numbers stay as they are.

    Raises `UsageError` for an unknown family and `ParseError` that names the field for a text that cannot be read.
    """
    fields = family(check).notation
    return {key: _field(key, value, fields[key], clock) if key in fields else value for key, value in check.items()}


def slot_in_ticks(slot: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The slot with `within`, `duration` and `every` in ticks; raises `ParseError` that names the field."""
    found = dict(slot)
    if "within" in found:
        found["within"] = _field("within", found["within"], "intervals", clock)
    if "every" in found:
        found["every"] = _field("every", found["every"], "length", clock)
    if "duration" in found:
        found["duration"] = _duration(found["duration"], clock)
    return found


def _duration(value: Any, clock: Clock) -> Any:
    if isinstance(value, str) and " to " in value:
        value = value.split(" to ", 1)
    if isinstance(value, list | tuple):
        return [_field("duration", item, "length", clock) for item in value]
    length = _field("duration", value, "length", clock)
    return [length, length]


def _field(name: str, value: Any, notation: Notation, clock: Clock) -> Any:
    try:
        if notation == "intervals":
            return _intervals(value, clock)
        if isinstance(value, str):
            return clock.parse(value) if notation == "time" else clock.ticks(value)
    except ParseError as error:
        raise ParseError(f"`{name}`: {error.message}", hint=error.hint) from None
    return value


def _intervals(value: Any, clock: Clock) -> Any:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence):
        return value
    found: list[Any] = []
    for item in value:
        if isinstance(item, str):
            found += [list(interval) for interval in clock.intervals(item)]
        elif isinstance(item, list | tuple):
            found.append([clock.parse(part) if isinstance(part, str) else part for part in item])
        else:
            found.append(item)
    return found
