"""A few plans that a task's hard constraints allow, where the solver is installed."""

from __future__ import annotations

from functools import lru_cache

from plangen.errors import UsageError
from plangen.schema import Plan, Task
from plangen.solvers import installed, solutions

NUMBER = 3
SECONDS = 2.0


def some_solutions(task: Task) -> tuple[Plan, ...]:
    """Up to three plans that meet the hard constraints which the solver can take; none without the extra `solver`."""
    if not installed() or task.plan_format is None:
        return ()
    hard = tuple(one for one in task.constraints if one.hard and (one.check or {}).get("type") != "minimise")
    return _solved(task.model_copy(update={"constraints": hard, "text": "-", "context": ""}).model_dump_json())


@lru_cache(maxsize=256)
def _solved(task: str) -> tuple[Plan, ...]:
    try:
        return solutions(Task.model_validate_json(task), cap=NUMBER, seconds=SECONDS)
    except UsageError:
        return ()
