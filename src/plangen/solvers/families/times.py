"""Families about the times of steps: window, duration, avoid, bounds, present."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plangen.constraints.avoid import Avoid
from plangen.constraints.bounds import Bounds
from plangen.constraints.duration import Duration
from plangen.constraints.present import Present
from plangen.constraints.window import Window
from plangen.solvers.formula import FALSE, All, AtMost, Either, Formula, at_least
from plangen.solvers.variables import Place, Variables


def window(check: Window, variables: Variables) -> Formula:
    """Start at or after `earliest`, end at or before `latest`."""

    def rule(place: Place) -> Formula:
        sides = []
        if check.earliest is not None:
            sides.append(at_least(place.start, check.earliest))
        if check.latest is not None:
            sides.append(AtMost(place.end, check.latest))
        return All(tuple(sides))

    return each(variables.chosen(check.select), rule)


def duration(check: Duration, variables: Variables) -> Formula:
    """Length from `min` to `max`."""

    def rule(place: Place) -> Formula:
        sides = []
        if check.min is not None:
            sides.append(at_least(place.length, check.min))
        if check.max is not None:
            sides.append(AtMost(place.length, check.max))
        return All(tuple(sides))

    return each(variables.chosen(check.select), rule)


def avoid(check: Avoid, variables: Variables) -> Formula:
    """Before or after each interval; a step without length stands at its instant."""

    def rule(place: Place) -> Formula:
        return All(
            tuple(
                Either((at_least(place.start, busy[1]), ends_by(place, busy[0])))
                for busy in check.intervals
                if busy[0] < variables.last + 1 and busy[1] > variables.first
            )
        )

    return each(variables.chosen(check.select), rule)


def bounds(check: Bounds, variables: Variables) -> Formula:
    """The first starts at `start`, the last ends at `end`, if there is any."""
    places = variables.chosen(check.select)
    sides: list[Formula] = []
    if check.start is not None:
        earliest = check.start
        sides.append(each(places, lambda place: at_least(place.start, earliest)))
        sides.append(_some(places, lambda place: AtMost(place.start, earliest)))
    if check.end is not None:
        latest = check.end
        sides.append(each(places, lambda place: AtMost(place.end, latest)))
        sides.append(_some(places, lambda place: at_least(place.end, latest)))
    return Either((each(places, lambda place: FALSE), All(tuple(sides))))


def present(check: Present, variables: Variables) -> Formula:
    """Some step at the place contains the interval."""
    places = [place for place in variables.chosen(check.select) if place.slot.location == check.location]
    start, end = check.interval
    return _some(places, lambda place: All((AtMost(place.start, start), at_least(place.end, end))))


def _some(places: Sequence[Place], rule: Callable[[Place], Formula]) -> Formula:
    return Either(tuple(place.there_and(rule(place)) for place in places))


def ends_by(place: Place, tick: int) -> Formula:
    """The step, or the instant that one without length stands at, is over at `tick`."""
    over = AtMost(place.end, tick)
    return over if place.slot.duration[0] > 0 else All((over, AtMost(place.start, tick - 1)))


def each(places: Sequence[Place], rule: Callable[[Place], Formula]) -> Formula:
    """The rule holds for every one of the places that has a step."""
    return All(tuple(place.if_there(rule(place)) for place in places))
