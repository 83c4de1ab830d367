"""The best value of an objective, by the solver's proof."""

from __future__ import annotations

from time import monotonic

from plangen.constraints import Optimum
from plangen.constraints.minimise import Minimise
from plangen.schema import Task
from plangen.solvers.engine import run
from plangen.solvers.formula import NotCompilable
from plangen.solvers.objective import objective
from plangen.solvers.problem import Problem


def best(task: Task, minimise: Minimise, *, seconds: float = 30.0, effort: float = 4.0) -> Optimum:
    """The best value of the objective under the task's hard constraints; other objectives are left aside.

    Not decided when no plan is feasible or the search is cut off: by `effort` (see `engine.run`), so that it ends alike
    whenever it is repeated, at the latest after `seconds`. `exact` is false when a hard constraint is not in the
    model: then no feasible plan is better. Raises as `solve` does.
    """
    hard = tuple(item for item in task.constraints if item.hard and (item.check or {}).get("type") != "minimise")
    problem = Problem(task.model_copy(update={"constraints": hard}))
    problem.hold()
    try:
        goal = objective(minimise, problem.variables)
    except NotCompilable as error:
        return Optimum(reason=f"the solver cannot take the objective: {error}")
    if goal.vacuous is not None:
        problem.model.add_bool_or([~goal.vacuous])
    problem.model.minimize(goal.expression)
    answer = run(problem.model, until=monotonic() + seconds, effort=effort)
    if answer.status == "infeasible":
        return Optimum(reason="no plan meets all hard constraints that have a check")
    if answer.status != "optimal":
        return Optimum(reason="the solver was cut off before it had proved a best value")
    return Optimum(goal.value(answer), exact=not problem.unchecked)
