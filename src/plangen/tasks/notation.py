"""From the notations that people use in a task file to ticks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plangen.constraints import Notation, family
from plangen.errors import ParseError
from plangen.reading import Clock

_EXAMPLES = {
    "time": "a time like Monday 10:30, or a number of ticks",
    "length": "a length like 30 min, or a number of ticks",
    "intervals": "a list of intervals like Monday 09:00-17:00, or of pairs of ticks",
}


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
        if value is None:
            return None
        return _intervals(value, clock) if notation == "intervals" else _ticks(value, notation, clock)
    except ParseError as error:
        raise ParseError(f"`{name}`: {error.message}", hint=error.hint) from None


def _ticks(value: Any, notation: Notation, clock: Clock) -> int:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ParseError(f"should be {_EXAMPLES[notation]}, not `{str(value)[:40]}`")
    return clock.parse(value) if notation == "time" else clock.ticks(value)


def _intervals(value: Any, clock: Clock) -> list[list[int]]:
    found: list[list[int]] = []
    for item in [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else [value]:
        if isinstance(item, str):
            found += [list(interval) for interval in clock.intervals(item)]
        elif isinstance(item, list | tuple) and len(item) == 2:
            found.append([_ticks(part, "time", clock) for part in item])
        else:
            raise ParseError(f"should be {_EXAMPLES['intervals']}, not `{str(item)[:40]}`")
    return found
