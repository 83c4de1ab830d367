"""The family transition: the way from each step to the next, as a circuit through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plangen.constraints.transition import Transition
from plangen.solvers.families.times import each
from plangen.solvers.formula import FALSE, TRUE, All, AtMost, Either, Formula, Global, at_least, enforce, guard
from plangen.solvers.variables import Place, Variables

_DEPOT = 0


def transition(check: Transition, variables: Variables) -> Formula:
    """Every step but the first follows one step after its way; a step without a location breaks it.

    The depot stands before the first step and behind the last; the steps that are absent stand beside the circuit.
    """
    places = variables.chosen(check.select)

    def post(when: Sequence[Any]) -> None:
        model = variables.model
        nowhere = model.new_bool_var("")
        arcs = [(_DEPOT, _DEPOT, nowhere)]
        for number, place in enumerate(places, 1):
            model.add_implication(nowhere, ~place.present)
            arcs.append((number, _DEPOT, model.new_bool_var("")))
            if not place.always:
                arcs.append((number, number, ~place.present))
            arcs.append((_DEPOT, number, _arc(model, _first(check, place))))
            arcs += [
                (other, number, _arc(model, _leg(check, before, place, in_order=other < number)))
                for other, before in enumerate(places, 1)
                if other != number
            ]
        guard(model.add_circuit(arcs), when)

    located = each(places, lambda place: TRUE if place.slot.location else FALSE)
    return All((located, Global(post))) if places else TRUE


def _arc(model: Any, formula: Formula) -> Any:
    """A literal that is only true where the formula holds."""
    literal = model.new_bool_var("")
    enforce(model, formula, (literal,))
    return literal


def _first(check: Transition, place: Place) -> Formula:
    if check.origin is None:
        return TRUE
    lag = check.needed(check.origin, place.slot.location or "")
    if lag is None or check.origin_time is None:
        return FALSE if lag is None else TRUE
    return _at(place.start, check.origin_time + lag, exact=check.exact)


def _leg(check: Transition, before: Place, place: Place, *, in_order: bool) -> Formula:
    lag = check.needed(before.slot.location or "", place.slot.location or "")
    if lag is None:
        return FALSE
    way = _at(place.start - before.end, lag, exact=check.exact)
    if in_order or before.slot.duration[0] > 0 or place.slot.duration[0] > 0:
        return way
    # Two steps without length at one instant follow each other in the plan's order, not the other way round.
    later = Either((at_least(place.start - before.start, 1), at_least(place.end - before.end, 1)))
    return All((way, later))


def _at(expression: Any, tick: int, *, exact: bool) -> Formula:
    earliest = at_least(expression, tick)
    return All((earliest, AtMost(expression, tick))) if exact else earliest
