"""Objectives: what a plan is best by, as a linear expression to minimise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plangen.constraints.minimise import Minimise
from plangen.solvers.formula import All, AtMost, Either, Formula, Is, enforce
from plangen.solvers.variables import Variables


@dataclass(frozen=True, slots=True)
class Objective:
    """An expression to minimise; its value is the objective's unless `vacuous` is true: then no step is selected."""

    expression: Any
    vacuous: Any


def objective(check: Minimise, variables: Variables) -> Objective:
    """The objective of a check; a plan without a selected step counts as worse than every other."""
    model, places = variables.model, variables.chosen(check.select)
    value = model.new_int_var(variables.first, variables.last + 1, "objective")
    vacuous = model.new_bool_var("vacuous")
    none = All((Is(vacuous), *(Is(~place.present) for place in places), AtMost(-value, -variables.last - 1)))
    some: Formula
    if check.objective == "start":
        some = Either(tuple(place.there_and(AtMost(place.start - value, 0)) for place in places))
    else:
        each = tuple(place.if_there(AtMost(place.end - value, 0)) for place in places)
        some = All((Either(tuple(Is(place.present) for place in places)), *each))
    enforce(model, Either((none, All((Is(~vacuous), some)))))
    return Objective(value, vacuous)
