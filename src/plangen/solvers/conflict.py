"""Why a task has no plan: a smallest set of constraints that cannot hold together."""

from __future__ import annotations

from time import monotonic

from plangen.schema import Task
from plangen.solvers.engine import Stop, run
from plangen.solvers.problem import Problem

FORMAT = "format"
"""Stands for the plan format where that alone allows no plan."""


def core(task: Task, *, seconds: float = 10.0, stop: Stop | None = None) -> tuple[str, ...]:
    """The ids of hard constraints that cannot hold together although any of them left out could, in the task's order.

    `("format",)` when the plan format alone allows no plan, `()` when no conflict was proved. When the time is up,
    what is left still conflicts but need not be minimal. Raises as `solve` does.
    """
    until = monotonic() + seconds
    problem = Problem(task)
    problem.model.add_assumptions(list(problem.hard.values()))
    answer = run(problem.model, until=until, stop=stop)
    if answer.status != "infeasible":
        return ()
    named = answer.conflict()
    # Presolve may find the conflict without saying where: then all of them are suspects.
    kept = [name for name, literal in problem.hard.items() if literal.index in named] or list(problem.hard)
    for name in tuple(kept):
        fewer = [other for other in kept if other != name]
        if _conflicts(task, fewer, until, stop):
            kept = fewer
    return tuple(kept) or (FORMAT,)


def _conflicts(task: Task, names: list[str], until: float, stop: Stop | None) -> bool:
    """Whether the plan format and the named constraints were proved to allow no plan."""
    kept = tuple(constraint for constraint in task.constraints if constraint.id in names)
    problem = Problem(task.model_copy(update={"constraints": kept}))
    problem.hold()
    return run(problem.model, until=until, stop=stop).status == "infeasible"
