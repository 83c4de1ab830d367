"""Ways on the clock: the minutes from place to place, where and when one sets out, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plangen.formalising.assemble.problem import Check, Problem
from plangen.formalising.assemble.usable import only
from plangen.formalising.facts import Begins, Free, Returns, Said, Way, Who
from plangen.formalising.hours import tick

Lag = Mapping[str, Mapping[str, int]]


def routes(problem: Problem) -> None:
    """The minutes that lie between activities at different places; without ways only the time of setting out counts."""
    ways = [(way, way.minutes) for way in problem.of(Way) if way.minutes is not None]
    begins = next(iter(problem.of(Begins)), None)
    if not ways:
        if begins is not None and begins.when is not None:
            only(problem, Who(), [Free(Who(), (replace(begins.when, side="after"),), begins.said)])
        return
    lag: dict[str, dict[str, int]] = {}
    for way, minutes in ways:
        lag.setdefault(way.start, {})[way.end] = minutes
    check: Check = {"type": "transition", "lag": lag}
    if begins is not None and begins.place is not None:
        check["origin"] = begins.place
        at = None if begins.when is None else tick(problem.calendar, begins.when)
        if at is not None:
            check["origin_time"] = at
    problem.add("ways", check, quoted([way for way, _ in ways]))
    for back in problem.of(Returns):
        _back(problem, back, lag)


def quoted(ways: list[Way]) -> Said:
    """The words from the first way to the last."""
    return Said((ways[0].said.span[0], ways[-1].said.span[1]))


def _back(problem: Problem, back: Returns, lag: Lag) -> None:
    """Each place is left early enough to be back in time."""
    by = None if back.when is None else tick(problem.calendar, back.when)
    for place in dict.fromkeys(item.place for item in problem.activities if item.place is not None):
        needed = 0 if place == back.place else lag.get(place, {}).get(back.place)
        if by is None or needed is None:
            problem.unread(back.said, "the way back is not known")
            return
        check: Check = {"type": "window", "select": {"location": place}, "latest": by - needed}
        problem.add(f"back_from_{place}", check, back.said)
