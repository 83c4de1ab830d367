"""Solve a task: the best plan that its hard constraints allow, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from plangen.schema import Plan, Task
from plangen.solvers.engine import Status, Stop, run
from plangen.solvers.problem import Problem

_SCALE = 1000
"""Weights of soft constraints are counted in thousandths."""

_TIDY_SECONDS = 1.0
"""How long may be spent on the earliest of equally good plans."""

_HEAVIEST = 10**12


@dataclass(frozen=True, slots=True)
class Solution:
    """What the solver says of a task: the plan is `None` unless the status is `optimal` or `feasible`.

    `optimal` without an objective means that the plan meets every hard constraint of the model. `objective` is the
    value of the first hard objective. `unchecked` names the constraints that the model does not hold: nothing is
    said about them, and `infeasible` is true whatever they demand. `seconds` on the wall.
    """

    status: Status
    plan: Plan | None = None
    objective: float | None = None
    unchecked: tuple[str, ...] = ()
    seconds: float = 0.0


def solve(task: Task, *, seconds: float = 10.0, seed: int = 0, stop: Stop | None = None) -> Solution:
    """The best plan under the task's hard constraints, whatever their trust: restrict them before.

    Objectives count in the task's order: the hard ones, then the soft constraints by weight, then the soft
    objectives. Blocking, by one worker with a fixed seed: the same task gives the same plan unless `seconds` cut
    the search off, or `stop` does from another thread. Raises `MissingExtraError`, and `UsageError` for a task
    without a plan format.
    """
    begun = monotonic()
    problem = Problem(task)
    problem.hold()
    status: Status = "optimal"
    plan: Plan | None = None
    first: float | None = None
    for number, goal in enumerate(_goals(problem)):
        if plan is not None:
            problem.variables.hint(plan)
        if goal is not None:
            problem.model.minimize(goal)
        answer = run(problem.model, until=begun + seconds, seed=seed, stop=stop)
        if not answer.found:
            status = answer.status if plan is None else "feasible"
            break
        plan = problem.variables.plan(answer)
        if number == 0 and problem.objectives:
            first = problem.objectives[0].value(answer)
        if answer.status == "feasible":
            status = "feasible"
            break
        if goal is not None:
            problem.model.add(goal <= answer.value(goal))
    on_the_clock = task.plan_format is not None and task.plan_format.unit in {"minute", "hour"}
    if status == "optimal" and plan is not None and on_the_clock and not problem.objectives:
        plan = _earliest(problem, plan, seed=seed, until=min(begun + seconds, monotonic() + _TIDY_SECONDS), stop=stop)
    return Solution(status, plan, first, problem.unchecked, monotonic() - begun)


def _earliest(problem: Problem, plan: Plan, *, seed: int, until: float, stop: Stop | None) -> Plan:
    """Of plans that are as good, the one whose steps start earliest, if that is found in time."""
    starts = [place.start for place in problem.variables.places]
    if not starts:
        return plan
    problem.variables.hint(plan)
    problem.model.minimize(sum(starts))
    answer = run(problem.model, until=until, seed=seed, stop=stop)
    return problem.variables.plan(answer) if answer.found else plan


def _goals(problem: Problem) -> Iterator[Any]:
    """What is minimised, one after the other; one `None` when there is nothing to minimise."""
    goals = [objective.expression for objective in problem.objectives]
    if problem.soft:
        goals.append(sum(_penalty(weight) * ~literal for literal, weight in problem.soft.values()))
    goals += [objective.expression for objective in problem.wishes]
    yield from goals or [None]


def _penalty(weight: float) -> int:
    """The weight as a whole number that a sum of 64 bits bears."""
    return max(1, round(min(weight * _SCALE, _HEAVIEST)))
