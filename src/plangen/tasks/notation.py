"""From the notations that people use in a task file to ticks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plangen.constraints import Notation, family
from plangen.constraints.members import MAX_DEPTH
from plangen.errors import ParseError, UsageError
from plangen.reading import Clock

_EXAMPLES = {
    "time": "a time like Monday 10:30, or a number of ticks",
    "length": "a length like 30 min, or a number of ticks",
    "time or amount": "a time like Monday 10:30, or a number",
    "length or amount": "a length like 30 min, or a number",
    "interval": "an interval like Monday 09:00-17:00, or a pair of ticks",
    "intervals": "a list of intervals like Monday 09:00-17:00, or of pairs of ticks",
    "lengths": "a mapping of place to place to a length like 30 min",
    "check": "a check: a mapping with `type` and its fields",
    "checks": "a list of checks",
}


def check_in_ticks(check: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The check, and the checks inside it, with clock texts, lengths and intervals turned into ticks.

    Numbers stay as they are. Raises `UsageError` for an unknown family, and `ParseError` that names the field for a
    text that cannot be read and for checks nested too deep.
    """
    return _check(check, clock, 0)


def _check(check: Mapping[str, Any], clock: Clock, depth: int) -> dict[str, Any]:
    if depth > MAX_DEPTH:
        raise ParseError(f"checks are nested more than {MAX_DEPTH} deep")
    fields = family(check).notation
    found = dict(check)
    for key in fields.keys() & check.keys():
        if fields[key] in ("check", "checks"):
            found[key] = _members(key, check[key], fields[key], clock, depth + 1)
        else:
            found[key] = _field(key, check[key], fields[key], clock)
    return found


def _members(name: str, value: Any, notation: Notation, clock: Clock, depth: int) -> Any:
    if notation == "checks":
        if not isinstance(value, list | tuple):
            raise ParseError(f"`{name}`: should be {_EXAMPLES[notation]}, not `{str(value)[:40]}`")
        return [_members(f"{name}.{index}", item, "check", clock, depth) for index, item in enumerate(value)]
    if not isinstance(value, Mapping):
        raise ParseError(f"`{name}`: should be {_EXAMPLES[notation]}, not `{str(value)[:40]}`")
    try:
        return _check(value, clock, depth)
    except ParseError as error:
        raise ParseError(f"`{name}`: {error.message}", hint=error.hint) from None
    except UsageError as error:
        raise UsageError(f"`{name}`: {error.message}", hint=error.hint) from None


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
        if notation == "lengths":
            return _lengths(value, clock)
        if notation == "interval":
            return _interval(value, clock)
        return _intervals(value, clock) if notation == "intervals" else _ticks(value, notation, clock)
    except ParseError as error:
        raise ParseError(f"`{name}`: {error.message}", hint=error.hint) from None


def _ticks(value: Any, notation: Notation, clock: Clock) -> int | float:
    if isinstance(value, float) and notation in ("time or amount", "length or amount"):
        return value
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ParseError(f"should be {_EXAMPLES[notation]}, not `{str(value)[:40]}`")
    return clock.parse(value) if notation in ("time", "time or amount") else clock.ticks(value)


def _lengths(value: Any, clock: Clock) -> dict[Any, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(ends, Mapping) for ends in value.values()):
        raise ParseError(f"should be {_EXAMPLES['lengths']}, not `{str(value)[:40]}`")
    return {
        start: {end: _field(f"{start}.{end}", lag, "length", clock) for end, lag in ends.items()}
        for start, ends in value.items()
    }


def _interval(value: Any, clock: Clock) -> list[int | float]:
    if isinstance(value, list | tuple) and len(value) == 2:
        return [_ticks(part, "time", clock) for part in value]
    if isinstance(value, str) and len(found := clock.intervals(value)) == 1:
        return list(found[0])
    raise ParseError(f"should be {_EXAMPLES['interval']}, not `{str(value)[:40]}`")


def _intervals(value: Any, clock: Clock) -> list[list[int | float]]:
    found: list[list[int | float]] = []
    for item in [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else [value]:
        if isinstance(item, str):
            found += [list(interval) for interval in clock.intervals(item)]
        elif isinstance(item, list | tuple) and len(item) == 2:
            found.append([_ticks(part, "time", clock) for part in item])
        else:
            raise ParseError(f"should be {_EXAMPLES['intervals']}, not `{str(item)[:40]}`")
    return found
