"""Objectives: what a plan is best by, as a linear expression to minimise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from plangen.constraints.minimise import Minimise
from plangen.solvers.engine import Answer
from plangen.solvers.families.content import scale_of
from plangen.solvers.formula import FALSE, All, AtMost, Either, Formula, Is, at_least, enforce
from plangen.solvers.variables import Place, Variables


@dataclass(frozen=True, slots=True)
class Objective:
    """The smaller `expression`, the better the plan; `factor` times it is the objective in its own unit.

    Where the literal `vacuous` is true no step is selected, and a time has no value.
    """

    expression: Any
    factor: Fraction
    vacuous: Any

    def value(self, answer: Answer) -> float | None:
        """The objective of the plan that was found: ticks, cost or number; `None` where it has none."""
        if self.vacuous is not None and answer.true(self.vacuous):
            return None
        value = answer.value(self.expression) * self.factor
        return int(value) if value.denominator == 1 else float(value)


def objective(check: Minimise, variables: Variables) -> Objective:
    """The objective of a check; for times, a plan without a selected step counts as worse than every other.

    Raises `NotCompilable` for costs that cannot be summed exactly.
    """
    places = variables.chosen(check.select)
    sign = 1 if check.sense == "min" else -1
    if check.objective == "steps":
        return Objective(sign * sum(place.present for place in places), Fraction(sign), None)
    if check.objective == "cost":
        scale = scale_of([place.slot.cost for place in places])
        total = sum(int(Fraction(str(place.slot.cost)) * scale) * place.present for place in places)
        return Objective(sign * total, Fraction(sign, scale), None)
    return _time(check, places, variables)


def _time(check: Minimise, places: Sequence[Place], variables: Variables) -> Objective:
    model, least = variables.model, check.sense == "min"
    worst = variables.last + 1 if least else variables.first - 1
    value = model.new_int_var(variables.first - 1, variables.last + 1, "")
    vacuous = model.new_bool_var("")
    # The value is no better than the time: for the first start and the last end one step decides, or all of them.
    bounds = [
        AtMost(_tick(check, place) - value, 0) if least else at_least(_tick(check, place) - value, 0)
        for place in places
    ]
    there = tuple(place.there_and(bound) for place, bound in zip(places, bounds, strict=True))
    some: Formula = Either(there)
    if (check.objective == "start") != least:
        every = tuple(place.if_there(bound) for place, bound in zip(places, bounds, strict=True))
        some = All((some, *every))
    none = All((*(place.if_there(FALSE) for place in places), AtMost(value, worst), at_least(value, worst)))
    enforce(model, Either((All((Is(vacuous), none)), All((Is(~vacuous), some)))))
    return Objective(value if least else -value, Fraction(1 if least else -1), vacuous)


def _tick(check: Minimise, place: Place) -> Any:
    return place.start if check.objective == "start" else place.end
