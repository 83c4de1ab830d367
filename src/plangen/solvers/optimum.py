"""The best value of an objective, by the solver's proof."""

from __future__ import annotations

from time import monotonic

from plangen.constraints import Optimum
from plangen.constraints.minimise import Minimise
from plangen.schema import Task
from plangen.solvers.engine import run
from plangen.solvers.objective import objective
from plangen.solvers.problem import Problem


def best(task: Task, minimise: Minimise, *, seconds: float = 10.0) -> Optimum:
    """The smallest value of the objective under the task's hard constraints; other objectives are left aside.

    Not decided when no plan is feasible or the time is up. `exact` is false when a hard constraint is not in the
    model: then no feasible plan is better. Raises as `solve` does.
    """
    hard = tuple(item for item in task.constraints if item.hard and (item.check or {}).get("type") != "minimise")
    problem = Problem(task.model_copy(update={"constraints": hard}))
    problem.hold()
    goal = objective(minimise, problem.variables)
    problem.model.add_bool_or([~goal.vacuous])
    problem.model.minimize(goal.expression)
    answer = run(problem.model, until=monotonic() + seconds)
    if answer.status == "infeasible":
        return Optimum(reason="no plan meets all hard constraints that have a check")
    if answer.status != "optimal":
        return Optimum(reason=f"the solver could not prove a best value within {seconds:g} s")
    return Optimum(answer.value(goal.expression), exact=not problem.unchecked)
