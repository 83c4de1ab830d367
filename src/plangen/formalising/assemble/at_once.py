"""How many activities may go on at once, and how many there have to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from plangen.formalising.assemble.problem import Check, Problem
from plangen.formalising.facts import AtLeast, AtMost, OneAtATime, Way


def at_once(problem: Problem) -> None:
    """One at a time, at most so many, at least so many; without a word of it nobody is at two things at once."""
    for alone in problem.of(OneAtATime):
        for select in _alone(problem, alone):
            check: Check = {"type": "no_overlap"} | ({"select": dict(select)} if select else {})
            problem.add("one_at_a_time", check | ({"gap": alone.gap} if alone.gap else {}), alone.said)
    for most in problem.of(AtMost):
        problem.add("at_most_at_once", {"type": "capacity", "resource": "at_once", "limit": most.limit}, most.said)
    for least in problem.of(AtLeast):
        problem.activities[:] = [replace(item, optional=True) for item in problem.activities]
        problem.add("at_least", {"type": "count", "min": least.number}, least.said)
    if not problem.of(OneAtATime) and not problem.of(AtMost) and not problem.of(Way):
        _nobody_twice(problem)


def _nobody_twice(problem: Problem) -> None:
    counts = Counter(name for item in problem.activities for name in item.persons)
    for name in (name for name, count in counts.items() if count > 1):
        said = next(item.said for item in problem.activities if name in item.persons)
        problem.add(f"one_{name}", {"type": "no_overlap", "select": {"actor": name}}, said)


def _alone(problem: Problem, fact: OneAtATime) -> list[Mapping[str, str]]:
    """What holds one at a time: those named, or each place for itself, or all there is."""
    places = list(dict.fromkeys(item.place for item in problem.activities if item.place is not None))
    if fact.who.places or fact.who.persons:
        return [*problem.selects(replace(fact.who, activities=()))] or [{}]
    if fact.each and places and all(item.place for item in problem.activities):
        return [{"location": place} for place in places]
    return [{}]
