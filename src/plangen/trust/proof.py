"""Proofs by the solver: a plan that keeps some constraints and breaks another, or that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from plangen.constraints.minimise import Minimise
from plangen.errors import UsageError
from plangen.schema import Constraint, Plan, PlanFormat, Task
from plangen.solvers import installed
from plangen.solvers.engine import run
from plangen.solvers.families import formula
from plangen.solvers.formula import NotCompilable, enforce, negated
from plangen.solvers.problem import Problem, read

SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Proof:
    """`holds`: no plan of the format keeps what is given and breaks the constraint; `None` when not decided.

    `witness` is such a plan when there is one.
    """

    holds: bool | None = None
    witness: Plan | None = None


def follows(
    shape: PlanFormat, given: Sequence[Constraint], constraint: Constraint, *, seconds: float = SECONDS
) -> Proof:
    """Whether every plan of the format that keeps all of `given` keeps the constraint, whatever their kinds.

    Not decided without the extra `solver`, for families that it cannot take or negate, for objectives, and when the
    time is up. What it cannot take of `given` is left out: the proof still holds, a plan found would not.
    """
    if not installed() or (constraint.check or {}).get("type") == "minimise":
        return Proof()
    hard = tuple(item.model_copy(update={"kind": "hard"}) for item in given)
    try:
        problem = Problem(Task(text="-", constraints=hard, plan_format=shape))
        check = read(constraint)
        if isinstance(check, Minimise):
            return Proof()
        enforce(problem.model, negated(formula(check, problem.variables)))
    except (NotCompilable, UsageError):
        return Proof()
    problem.hold()
    answer = run(problem.model, until=monotonic() + seconds)
    if answer.status == "infeasible":
        return Proof(True)
    if answer.found and not problem.unchecked:
        return Proof(False, problem.variables.plan(answer))
    return Proof()
