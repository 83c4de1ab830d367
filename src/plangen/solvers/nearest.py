"""The smallest change that makes a plan meet the hard constraints."""

from __future__ import annotations

from time import monotonic
from typing import Any

from plangen.constraints.select import same
from plangen.schema import Plan, Step, Task
from plangen.solvers.engine import run
from plangen.solvers.formula import All, AtMost, Either, Is, at_least, enforce
from plangen.solvers.problem import Problem
from plangen.solvers.variables import Place, Variables

_STEP = 10
"""A changed step costs as much as ten shifts over the whole horizon: few steps far before many steps a little."""


def repair(task: Task, plan: Plan, *, seconds: float = 10.0) -> Plan | None:
    """The nearest plan that meets the hard constraints of the model; `None` when none was found.

    Near is a small `10 * horizon * (steps and values changed) + ticks shifted`, where a step shifts by what its start
    and its end move. Steps that no slot has are dropped. Raises as `solve` does.
    """
    problem = Problem(task)
    problem.hold()
    variables = problem.variables
    steps = {step.id: step for step in plan.steps}
    horizon = max(1, variables.last - variables.first)
    costs = [_cost(variables, place, steps.get(place.slot.id), _STEP * horizon) for place in variables.places]
    costs += [_STEP * horizon * literal for literal in _changed_values(variables, plan)]
    problem.model.minimize(sum(costs))
    answer = run(problem.model, until=monotonic() + seconds)
    return variables.plan(answer) if answer.found else None


def _cost(variables: Variables, place: Place, step: Step | None, change: int) -> Any:
    model = variables.model
    if step is None or step.start is None or step.end is None:
        return change * place.present
    start, end = step.start, step.end
    kept = model.new_bool_var("")
    same_times = [bound for now, was in ((place.start, start), (place.end, end)) for bound in _equal(now, was)]
    enforce(model, All((Is(place.present), *same_times)), (kept,))
    shifts = []
    for now, was in ((place.start, start), (place.end, end)):
        far = max(abs(variables.first - was), abs(variables.last - was))
        shift = model.new_int_var(0, far, "")
        aside = Either((Is(~place.present), All((AtMost(now - shift, was), at_least(now + shift, was)))))
        enforce(model, aside)
        shifts.append(shift)
    return change * ~kept + sum(shifts)


def _equal(expression: Any, value: int) -> tuple[AtMost, AtMost]:
    return AtMost(expression, value), at_least(expression, value)


def _changed_values(variables: Variables, plan: Plan) -> list[Any]:
    """Literals of the values that are not the plan's own."""
    return [
        literal
        for key, choice in variables.values.items()
        for value, literal in zip(choice.domain, choice.literals, strict=True)
        if key not in plan.values or not same(value, plan.values[key])
    ]
