"""Families about which steps there are and what they hold: count, allowed, cover, total."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, isfinite, lcm
from typing import Any

from pydantic import JsonValue

from plangen.constraints.allowed import Allowed
from plangen.constraints.count import Count
from plangen.constraints.cover import Cover
from plangen.constraints.select import same
from plangen.constraints.total import Total
from plangen.schema import Slot
from plangen.solvers.families.times import each
from plangen.solvers.formula import FALSE, TRUE, All, AtMost, Either, Formula, NotCompilable, at_least, negated
from plangen.solvers.variables import Place, Variables

MAX_SCALE = 10**6
MAX_AMOUNT = 10**14
"""Scaled amounts up to here are exact as floats too, which is what the evaluator compares."""


def count(check: Count, variables: Variables) -> Formula:
    """From `min` to `max` steps."""
    number = sum(place.present for place in variables.chosen(check.select))
    sides = []
    if check.min is not None:
        sides.append(at_least(number, check.min))
    if check.max is not None:
        sides.append(AtMost(number, check.max))
    return All(tuple(sides))


def allowed(check: Allowed, variables: Variables) -> Formula:
    """What a slot fixes is right or wrong at once; a start or end is one of the values."""

    def rule(place: Place) -> Formula:
        if check.field in ("start", "end"):
            one = _at(place, check.field, check.values)
            return negated(one) if check.negate else one
        found = content(place.slot, check.field)
        if not found:
            return TRUE if check.negate or check.field in ("actors", "depends_on") else FALSE
        right = all(any(same(value, wanted) for wanted in check.values) != check.negate for value in found)
        return TRUE if right else FALSE

    return each(variables.chosen(check.select), rule)


def cover(check: Cover, variables: Variables) -> Formula:
    """Each value occurs, or occurs once."""
    places = variables.chosen(check.select)
    return All(tuple(_occurs(places, check.field, value, once=check.once) for value in check.values))


def _occurs(places: list[Place], field: str, value: JsonValue, *, once: bool) -> Formula:
    if field in ("start", "end"):
        here = [place.there_and(_at(place, field, (value,))) for place in places]
        others = [[negated(other) for other in here if other is not one] for one in here] if once else [[]] * len(here)
        return Either(tuple(All((one, *rest)) for one, rest in zip(here, others, strict=True)))
    number = sum(place.present for place in places for held in content(place.slot, field) if same(held, value))
    least = at_least(number, 1)
    return All((least, AtMost(number, 1))) if once else least


def total(check: Total, variables: Variables) -> Formula:
    """From `min` to `max`, in units so small that every amount is whole."""
    places = variables.chosen(check.select)
    if check.field == "duration":
        return _between(sum(variables.time_taken(place) for place in places), check.min, check.max, 1)
    kind, _, name = check.field.partition(".")
    if kind == "args":
        # Steps of slots have no `args`, and a step without a number breaks it; no step at all sums to 0.
        return All((each(places, lambda place: FALSE), _between(0, check.min, check.max, 1)))
    amounts = [(place, place.slot.cost if kind == "cost" else place.slot.resources.get(name, 0)) for place in places]
    scale = scale_of([amount for _, amount in amounts] + [side for side in (check.min, check.max) if side is not None])
    wrong = All(tuple(place.if_there(FALSE) for place, amount in amounts if amount < 0))
    number = sum(int(Fraction(str(amount)) * scale) * place.present for place, amount in amounts)
    return All((wrong, _between(number, check.min, check.max, scale)))


def scale_of(amounts: list[float]) -> int:
    """The factor that makes all amounts whole; raises `NotCompilable` where 64 bits cannot hold them exactly."""
    scale = lcm(*(Fraction(str(amount)).denominator for amount in amounts))
    if scale > MAX_SCALE or any(abs(amount) * scale > MAX_AMOUNT for amount in amounts):
        raise NotCompilable("its amounts are too large or too fine to be summed exactly")
    return scale


def _between(number: Any, least: float | None, most: float | None, scale: int) -> Formula:
    sides = []
    if least is not None:
        sides.append(at_least(number, ceil(Fraction(str(least)) * scale)))
    if most is not None:
        sides.append(AtMost(number, floor(Fraction(str(most)) * scale)))
    return All(tuple(sides))


def _at(place: Place, field: str, values: Sequence[JsonValue]) -> Formula:
    """The start or end is one of the values."""
    variable = place.start if field == "start" else place.end
    ticks = {tick for value in values if (tick := _whole(value)) is not None}
    return Either(tuple(All((AtMost(variable, tick), at_least(variable, tick))) for tick in sorted(ticks)))


def content(slot: Slot, field: str) -> list[JsonValue]:
    """What a step of the slot has in a field other than its times; steps of slots have no `args`."""
    if field.startswith("args.") or field == "depends_on":
        return []
    found = getattr(slot, field)
    if isinstance(found, tuple):
        return list(found)
    return [] if found is None or found == "" else [found]


def _whole(value: JsonValue) -> int | None:
    """The tick that a value equals, if any."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return int(value) if value == int(value) else None
