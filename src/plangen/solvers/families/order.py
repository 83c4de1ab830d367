"""Families about how steps lie to each other: no_overlap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from plangen.constraints.no_overlap import NoOverlap
from plangen.solvers.formula import All, AtMost, Either, Formula, Global, Is
from plangen.solvers.variables import Place, Variables


def no_overlap(check: NoOverlap, variables: Variables) -> Formula:
    """Disjoint in pairs, `gap` between them; a step without length takes one tick of room."""
    places = variables.chosen(check.select)
    rooms = [_room(variables.model, place) for place in places]
    pairs = All(
        tuple(
            both_there(
                one, other, Either((AtMost(stop + check.gap - other.start, 0), AtMost(end + check.gap - one.start, 0)))
            )
            for (one, stop), (other, end) in combinations(zip(places, rooms, strict=True), 2)
        )
    )

    def post(when: Sequence[Any]) -> None:
        model = variables.model
        intervals = []
        for place, stop in zip(places, rooms, strict=True):
            size = model.new_int_var(0, variables.last - variables.first + check.gap + 1, "")
            intervals.append(model.new_optional_interval_var(place.start, size, stop + check.gap, place.present, ""))
        constraint = model.add_no_overlap(intervals)
        if when:
            constraint.only_enforce_if(list(when))

    return Global(post, pairs) if len(places) > 1 else All(())


def both_there(one: Place, other: Place, formula: Formula) -> Formula:
    """The formula holds if both steps are in the plan."""
    absent = tuple(Is(~place.present) for place in (one, other) if not place.always)
    return Either((*absent, formula)) if absent else formula


def _room(model: Any, place: Place) -> Any:
    """Where the room that a step takes ends: one of no length takes a tick."""
    if place.slot.duration[0] > 0:
        return place.end
    stop = model.new_int_var(
        min(start for start, _ in place.slot.within), max(end for _, end in place.slot.within) + 1, ""
    )
    model.add_max_equality(stop, [place.end, place.start + 1])
    return stop
