"""Which constraints of a task the solver can take, and which not."""

from __future__ import annotations

from plangen.schema import Task
from plangen.solvers.problem import Problem


def solvable(task: Task) -> tuple[str, ...]:
    """The ids of the constraints, hard and soft, that the solver's model cannot hold; in the task's order.

    Raises as `solve` does.
    """
    return Problem(task).unchecked
