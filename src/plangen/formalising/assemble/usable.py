"""When someone or something may be used: hours, refusals and deadlines as constraints in minutes."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.formalising.assemble.problem import Check, Problem
from plangen.formalising.calendar import DAY
from plangen.formalising.facts import Busy, Due, Free, Said, Who
from plangen.formalising.hours import Range, allowed, complement, covered, merged, placed

_NOT_PLACED = "its day cannot be placed"


def usable(problem: Problem) -> None:
    """Nothing lies in busy times, nor outside of the hours that are free.

    Hours of one and the same that several statements name are taken together; bounds hold each for itself.
    """
    for busy in problem.of(Busy):
        if placed(problem.calendar, busy.when):
            _forbid(problem, busy.who, covered(problem.calendar, busy.when), busy.said)
        else:
            problem.unread(busy.said, _NOT_PLACED)
    groups: dict[Who, list[Free]] = {}
    for free in problem.of(Free):
        if free.who.everyone or all(one.side in {"before", "after"} for one in free.when):
            only(problem, free.who, [free])
        else:
            groups.setdefault(free.who, []).append(free)
    for who, facts in groups.items():
        only(problem, who, facts)


def only(problem: Problem, who: Who, facts: Sequence[Free]) -> None:
    """One and the same may be used in any of the hours that facts give, and in no others."""
    hours: list[Range] = []
    for fact in facts:
        if not placed(problem.calendar, fact.when):
            problem.unread(fact.said, _NOT_PLACED)
            return
        hours += allowed(problem.calendar, fact.when)
    _forbid(problem, who, complement(problem.calendar, merged(hours)), facts[-1].said)


def due(problem: Problem) -> None:
    """What must be over by a moment: of the last day of the horizon, where it names no day."""
    for fact in problem.of(Due):
        days = problem.calendar.indices(fact.when.days) if fact.when.days else problem.calendar.horizon[-1:]
        minute = fact.when.end if fact.when.end is not None else fact.when.start
        selects = problem.selects(fact.who)
        if not days or len(days) > 1 or minute is None or not selects:
            problem.unread(fact.said, "what is due, or when, is not understood")
            continue
        for select in selects:
            check: Check = {"type": "window", "latest": days[0] * DAY + minute}
            problem.add("due", check, fact.said, select=select)


def _forbid(problem: Problem, who: Who, ranges: Sequence[Range], said: Said) -> None:
    selects = problem.selects(who)
    if not selects:
        problem.unread(said, "nothing in the plan is known by that name")
    for select in selects:
        named = next(iter(select.values()), "all")
        if ranges:
            check: Check = {"type": "avoid", "intervals": [list(pair) for pair in ranges]}
            problem.add(f"not_{named}", check, said, select=select)
