"""Plans of minutes: appointments, bookings, errands, cooking, workshops, as activities on the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import gcd
from typing import Any

from plangen.formalising.assemble.at_once import at_once
from plangen.formalising.assemble.problem import Check, Problem, bounds
from plangen.formalising.assemble.routes import routes
from plangen.formalising.assemble.usable import due, usable
from plangen.formalising.calendar import DAY
from plangen.formalising.facts import AtMost, Best, Busy, Follows, Free, Lasts, OneAtATime, Part
from plangen.schema import Slot

_GRID = 30


def clock_plan(problem: Problem) -> list[Slot]:
    """The slots of the activities, in minutes; the constraints go to `problem`."""
    _parts(problem)
    _participants(problem)
    _lengths(problem)
    usable(problem)
    due(problem)
    routes(problem)
    for fact in problem.of(Follows):
        check = {"type": "precedence", "first": {"id": fact.first}, "then": {"id": fact.then}, "min_lag": fact.lag}
        problem.add(f"order_{fact.first}_{fact.then}", check, fact.said)
    at_once(problem)
    _best(problem)
    return _slots(problem)


def _parts(problem: Problem) -> None:
    """Who does what: persons and places of activities that other statements name."""
    for fact in problem.of(Part):
        for at, item in enumerate(problem.activities):
            if item.id == fact.activity:
                persons = tuple(dict.fromkeys((*item.persons, *fact.persons)))
                problem.activities[at] = replace(item, persons=persons, place=item.place or fact.place)
    for one in problem.of(OneAtATime):
        # One person who does several things one at a time takes part in each of them.
        known = {name for item in problem.activities for name in item.persons}
        if len(one.who.persons) == 1 and not known & set(one.who.persons) and len(one.who.activities) > 1:
            for at, item in enumerate(problem.activities):
                if item.id in one.who.activities:
                    problem.activities[at] = replace(item, persons=(*item.persons, *one.who.persons))


def _participants(problem: Problem) -> None:
    """Where there is one activity, everybody with a calendar of their own takes part."""
    if len(problem.activities) != 1:
        return
    (only,) = problem.activities
    calendars = [name for fact in problem.notes.facts if isinstance(fact, Busy | Free) for name in fact.who.persons]
    problem.activities[0] = replace(only, persons=tuple(dict.fromkeys((*only.persons, *calendars))))


def _lengths(problem: Problem) -> None:
    for fact in problem.of(Lasts):
        if fact.unit != "minutes":
            problem.unread(fact.said, "a length in days in a plan of minutes")
            continue
        check: Check = {"type": "duration", "select": {"id": fact.activity}}
        problem.add(f"length_{fact.activity}", check | bounds(fact.low, fact.high), fact.said)


def _best(problem: Problem) -> None:
    """The first aim that is named; what may be done as often as possible may be left out."""
    best = next(iter(problem.of(Best)), None)
    if best is None:
        return
    check: Check = {"type": "minimise", "objective": best.objective}
    if best.most:
        check["sense"] = "max"
        problem.activities[:] = [replace(item, optional=True) for item in problem.activities]
    elif best.objective == "start" and len(problem.activities) > 1:
        check["objective"] = "end"
    problem.add("best", check, best.said)


def _slots(problem: Problem) -> list[Slot]:
    within = tuple((day * DAY, (day + 1) * DAY) for day in problem.calendar.horizon)
    every = _grid(problem)
    uses = {"at_once": 1} if problem.of(AtMost) else {}
    slots = []
    for item in problem.activities:
        lasts = [fact for fact in problem.of(Lasts) if fact.activity == item.id and fact.unit == "minutes"]
        slots.append(
            Slot(
                id=item.id,
                action=item.phrase,
                location=item.place,
                actors=item.persons,
                within=within,
                duration=_duration(lasts),
                every=every,
                optional=item.optional,
                resources=uses,
                cost=item.cost,
            )
        )
    return slots


def _duration(lasts: Sequence[Lasts]) -> tuple[int, int]:
    low = max((fact.low for fact in lasts if fact.low is not None), default=1)
    high = min((fact.high for fact in lasts if fact.high is not None), default=DAY)
    return low, max(low, high)


def _grid(problem: Problem) -> int:
    """The largest step that every time and length of the task is a multiple of: no start in between is better."""
    ticks = [number for one in problem.constraints for number in _numbers(one.check)]
    return min(gcd(*ticks) or _GRID, _GRID)


def _numbers(check: Any) -> list[int]:
    if isinstance(check, bool):
        return []
    if isinstance(check, int):
        return [check]
    if isinstance(check, dict):
        return [number for value in check.values() for number in _numbers(value)]
    if isinstance(check, list | tuple):
        return [number for value in check for number in _numbers(value)]
    return []
