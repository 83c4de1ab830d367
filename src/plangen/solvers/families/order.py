"""Families about how steps lie to each other: no_overlap, precedence, capacity."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from plangen.constraints.capacity import Capacity
from plangen.constraints.no_overlap import NoOverlap
from plangen.constraints.precedence import Precedence
from plangen.solvers.formula import (
    FALSE,
    TRUE,
    All,
    AtMost,
    Either,
    Formula,
    Global,
    Is,
    NotCompilable,
    at_least,
    define,
    guard,
)
from plangen.solvers.variables import Place, Variables

MAX_AMOUNT = 10**12
"""Amounts beyond it are not given to the solver, whose sums have 64 bits."""


def no_overlap(check: NoOverlap, variables: Variables) -> Formula:
    """Disjoint in pairs, `gap` between them; a step without length takes one tick of room."""
    places = variables.chosen(check.select)
    rooms = [room(variables.model, place) for place in places]

    def pairs() -> Formula:
        return All(
            tuple(
                both_there(
                    one, other, Either((_after(other.start, stop, check.gap), _after(one.start, end, check.gap)))
                )
                for (one, stop), (other, end) in combinations(zip(places, rooms, strict=True), 2)
            )
        )

    def post(when: Sequence[Any]) -> None:
        intervals = [_interval(variables, place, stop, check.gap) for place, stop in zip(places, rooms, strict=True)]
        guard(variables.model.add_no_overlap(intervals), when)

    return Global(post, pairs) if len(places) > 1 else TRUE


def precedence(check: Precedence, variables: Variables) -> Formula:
    """Each of `then` starts `min_lag` to `max_lag` after each other of `first` ends."""
    found = []
    for then in variables.chosen(check.then):
        for first in variables.chosen(check.first):
            lag = then.start - first.end
            sides = [at_least(lag, check.min_lag)]
            if check.max_lag is not None:
                sides.append(AtMost(lag, check.max_lag))
            if first is not then:
                found.append(both_there(first, then, All(tuple(sides))))
    return All(tuple(found))


def capacity(check: Capacity, variables: Variables) -> Formula:
    """At most `limit` of the resource at every tick; a step without length uses it for one tick."""
    amounts = [(place, place.slot.resources.get(check.resource, 0)) for place in variables.chosen(check.select)]
    if any(abs(amount) > MAX_AMOUNT for _, amount in amounts):
        raise NotCompilable("its amounts are too large to be counted exactly")
    wrong = All(tuple(place.if_there(FALSE) for place, amount in amounts if amount < 0))
    users = [(place, room(variables.model, place), amount) for place, amount in amounts if amount > 0]

    def post(when: Sequence[Any]) -> None:
        intervals = [_interval(variables, place, stop, 0) for place, stop, _ in users]
        guard(variables.model.add_cumulative(intervals, [amount for _, _, amount in users], check.limit), when)

    def at_each_start() -> Formula:
        return All(
            tuple(
                place.if_there(
                    AtMost(sum(n * _in_use(variables, place, other, stop) for other, stop, n in users), check.limit)
                )
                for place, _, _ in users
            )
        )

    return All((wrong, Global(post, at_each_start))) if users else wrong


def both_there(one: Place, other: Place, formula: Formula) -> Formula:
    """The formula holds if both steps are in the plan."""
    absent = tuple(Is(~place.present) for place in (one, other) if not place.always)
    return Either((*absent, formula)) if absent else formula


def room(model: Any, place: Place) -> Any:
    """Where the room that a step takes ends: one of no length takes a tick."""
    if place.slot.duration[0] > 0:
        return place.end
    stop = model.new_int_var(
        min(start for start, _ in place.slot.within), max(end for _, end in place.slot.within) + 1, ""
    )
    model.add_max_equality(stop, [place.end, place.start + 1])
    return stop


def _after(start: Any, stop: Any, gap: int) -> Formula:
    return AtMost(stop - start, -gap)


def _interval(variables: Variables, place: Place, stop: Any, gap: int) -> Any:
    size = variables.model.new_int_var(0, variables.last - variables.first + gap + 1, "")
    return variables.model.new_optional_interval_var(place.start, size, stop + gap, place.present, "")


def _in_use(variables: Variables, at: Place, other: Place, stop: Any) -> Any:
    """A literal that is true exactly if `other` is there and under way when `at` starts."""
    literal = variables.model.new_bool_var("")
    under_way = All((Is(other.present), AtMost(other.start - at.start, 0), at_least(stop - at.start, 1)))
    define(variables.model, literal, under_way)
    return literal
