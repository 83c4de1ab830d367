"""The numbers of a check, one by one, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plangen.trust.likeness import joined

Meaning = Literal["time", "length", "number"]
Side = Literal["low", "high", ""]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a check: where it stands in it, what it means, and which side of the plan it bounds.

    Times and lengths are in ticks. `begins` is, for the end of an interval, the interval's start.
    """

    field: str
    meaning: Meaning
    value: float
    side: Side = ""
    begins: int | None = None


_SIMPLE: dict[str, tuple[tuple[str, Meaning, Side], ...]] = {
    "window": (("earliest", "time", "low"), ("latest", "time", "high")),
    "duration": (("min", "length", "low"), ("max", "length", "high")),
    "bounds": (("start", "time", "low"), ("end", "time", "high")),
    "no_overlap": (("gap", "length", "low"),),
    "precedence": (("min_lag", "length", "low"), ("max_lag", "length", "high")),
    "capacity": (("limit", "number", "high"),),
    "count": (("min", "number", "low"), ("max", "number", "high")),
    "transition": (("origin_time", "time", "low"),),
    "minimise": (("best", "time", ""),),
}


def parameters(check: Mapping[str, Any]) -> Iterator[Parameter]:
    """Every number of the check and of its members; expressions, queries and code keep theirs to themselves."""
    name = str(check.get("type"))
    for field, meaning, side in _SIMPLE.get(name, ()):
        yield from _one(field, meaning, check.get(field), side)
    if name == "avoid":
        for start, end in joined(check.get("intervals") or ()):
            yield from _interval("intervals", start, end)
    if name == "present":
        yield from _interval("interval", *(check.get("interval") or (None, None)))
    if name == "transition":
        for row in (check.get("lag") or {}).values():
            for way in row.values():
                yield from _one("lag", "length", way)
    if name == "total":
        summed: Meaning = "length" if check.get("field") == "duration" else "number"
        yield from _one("min", summed, check.get("min"), "low")
        yield from _one("max", summed, check.get("max"), "high")
    if name in ("allowed", "cover", "domain"):
        for value in check.get("values") or ():
            yield from _one("values", "time" if check.get("field") in ("start", "end") else "number", value)
    for member in members(check):
        yield from parameters(member)


def members(check: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The checks that a check is made of."""
    several = check.get("checks") if check.get("type") == "any_of" else [check.get("when"), check.get("then")]
    return [one for one in several or () if isinstance(one, Mapping) and "type" in one]


def _one(field: str, meaning: Meaning, value: Any, side: Side = "") -> Iterator[Parameter]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield Parameter(field, meaning, value, side)


def _interval(field: str, start: Any, end: Any) -> Iterator[Parameter]:
    yield from _one(field, "time", start, "low")
    if isinstance(end, int) and isinstance(start, int):
        yield Parameter(field, "time", end, "high", start)
