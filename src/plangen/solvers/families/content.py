"""Families about which steps there are and what they hold: count, allowed."""

from __future__ import annotations

from math import isfinite

from pydantic import JsonValue

from plangen.constraints.allowed import Allowed
from plangen.constraints.count import Count
from plangen.constraints.select import same
from plangen.schema import Slot
from plangen.solvers.families.times import each
from plangen.solvers.formula import FALSE, TRUE, All, AtMost, Either, Formula, at_least, negated
from plangen.solvers.variables import Place, Variables


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
            variable = place.start if check.field == "start" else place.end
            ticks = {tick for value in check.values if (tick := _whole(value)) is not None}
            one = Either(tuple(All((AtMost(variable, tick), at_least(variable, tick))) for tick in sorted(ticks)))
            return negated(one) if check.negate else one
        found = content(place.slot, check.field)
        if not found:
            return TRUE if check.negate or check.field in ("actors", "depends_on") else FALSE
        right = all(any(same(value, wanted) for wanted in check.values) != check.negate for value in found)
        return TRUE if right else FALSE

    return each(variables.chosen(check.select), rule)


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
