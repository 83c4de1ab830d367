"""Which constraints of a task the solver can take, and which not."""

from __future__ import annotations

from plangen.schema import Task
from plangen.solvers.problem import Problem


def unsolvable(task: Task) -> dict[str, str]:
    """Why the solver's model cannot hold a constraint, by its id, for each such constraint in the task's order.

    Raises as `solve` does.
    """
    return dict(Problem(task).reasons)


def solvable(task: Task) -> tuple[str, ...]:
    """The ids of the constraints, hard and soft, that the solver's model cannot hold; in the task's order.

    Raises as `solve` does.
    """
    return tuple(unsolvable(task))
