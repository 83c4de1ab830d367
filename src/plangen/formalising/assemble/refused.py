"""Facts that a plan of some form has no check for: they are unread, never left out in silence."""

from __future__ import annotations

from plangen.formalising.assemble.problem import Problem
from plangen.formalising.facts import Begins, Best, Fact, Lasts, Present, Returns, Way, Whole

_WHY = "a plan of this form has no check for it"


def refuse(problem: Problem) -> None:
    """Note every fact of the text that has not become part of the problem."""
    in_days = problem.calendar.unit == "day"
    timed = any(way.minutes is not None for way in problem.of(Way))
    begun = aimed = False
    for fact in problem.notes.facts:
        again = (isinstance(fact, Begins) and begun) or (isinstance(fact, Best) and aimed)
        begun, aimed = begun or isinstance(fact, Begins), aimed or isinstance(fact, Best)
        if again or (_lost_in_days(fact) if in_days else _lost_on_the_clock(fact, timed=timed)):
            problem.unread(fact.said, _WHY)


def _lost_in_days(fact: Fact) -> bool:
    if isinstance(fact, Way):
        return fact.minutes is not None
    return not isinstance(fact, Lasts | Whole | Present)


def _lost_on_the_clock(fact: Fact, *, timed: bool) -> bool:
    """`timed`: the text has ways with minutes, without which there is nowhere to return to."""
    if isinstance(fact, Way):
        return fact.minutes is None
    if isinstance(fact, Begins):
        # A latest time to set out is no bound of ours, nor is a start at a place that no way leads from.
        return fact.when is not None and (fact.when.side == "before" or (timed and fact.place is None))
    return isinstance(fact, Present | Whole) or (isinstance(fact, Returns) and not timed)
