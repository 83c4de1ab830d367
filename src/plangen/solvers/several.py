"""All plans of a task, one after the other."""

from __future__ import annotations

from time import monotonic

from plangen.schema import Plan, Task
from plangen.solvers.engine import run
from plangen.solvers.formula import enforce
from plangen.solvers.problem import Problem


def solutions(task: Task, *, cap: int = 20, seconds: float = 10.0) -> tuple[Plan, ...]:
    """Up to `cap` different plans that meet the hard constraints of the model; objectives are left aside.

    Fewer than `cap` are all there are, unless `seconds` ran out. Raises as `solve` does.
    """
    until = monotonic() + seconds
    problem = Problem(task)
    problem.hold()
    found: list[Plan] = []
    while len(found) < cap:
        answer = run(problem.model, until=until)
        if not answer.found:
            break
        found.append(problem.variables.plan(answer))
        enforce(problem.model, problem.variables.differs(found[-1]))
    return tuple(found)
