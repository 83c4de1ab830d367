"""Plans aimed at what lies between steps: gaps, ways, order, and what runs at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations
from typing import Any

from plangen.schema import Plan, Step
from plangen.trust.trials.edits import at, length, only
from plangen.trust.trials.target import Target

MAX_WAYS = 250
_BESIDE = (-1, 0, 1)


def no_overlap(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """Two selected steps overlapping, touching, and around the gap."""
    gap = check.get("gap") or 0
    for first, second in combinations(target.some(check), 2):
        for by in {-1, 0, 1, gap - 1, gap, gap + 1}:
            yield from target.together(first, at(second, (first.end or 0) + by))


def transition(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """A first step at each place, and two steps over each connection, listed or not: in time, early and late."""
    origin, start = check.get("origin"), check.get("origin_time")
    opening = target.edges()[0] if start is None else start
    places: dict[str, Step] = {}
    for step in target.picked(check):
        places.setdefault(step.location or "", step)
    firsts: dict[str, Step] = {}
    for place, step in places.items():
        way = _way(check, origin, place) if origin is not None else 0
        firsts[place] = at(step, opening + (way or 0))
        for by in _BESIDE:
            yield only(target.base, at(step, opening + (way or 0) + by))
    for (here, first), (there, _) in list(permutations(firsts.items(), 2))[:MAX_WAYS]:
        way = _way(check, here, there)
        for by in _BESIDE if way is not None else (0, 1, 60):
            yield only(target.base, first, at(places[there], (first.end or 0) + (way or 0) + by))


def precedence(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """Each pair in order and in the wrong order, around the least and the greatest time between."""
    lags = {by + (check.get(name) or 0) for name in ("min_lag", "max_lag") for by in _BESIDE}
    for first in target.some(check, "first"):
        for then in target.some(check, "then"):
            if first.id == then.id:
                continue
            for lag in lags:
                yield from target.together(first, at(then, (first.end or 0) + lag))
            yield from target.together(first, at(then, (first.start or 0) - length(then)))
            yield from target.together(first, at(then, (first.start or 0) - length(then) - 1))


def capacity(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """More and more steps at the same time, the small ones first and the great ones first; and one after another."""
    resource = check.get("resource")
    using = sorted(target.picked(check), key=lambda step: step.resources.get(str(resource), 0))
    for steps in (using, using[::-1]):
        for number in range(1, min(len(steps), 12) + 1):
            start = steps[0].start or 0
            stacked = [at(step, start) for step in steps[:number]]
            yield from target.together(*stacked)
            behind = at(stacked[-1], max(step.end or 0 for step in stacked[:-1])) if number > 1 else stacked[-1]
            yield from target.together(*stacked[:-1], behind)
    for one, two in list(combinations(using, 2))[:MAX_WAYS]:
        yield only(target.base, one, at(two, one.start or 0))


def _way(check: Mapping[str, Any], here: Any, there: str) -> int | None:
    """The time from one place to another, `None` when the check does not list it."""
    way = ((check.get("lag") or {}).get(here) or {}).get(there)
    return way if isinstance(way, int) else None
