"""A task as a solver model: the plan format, its hard constraints, its wishes, and what could not be said."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from plangen.constraints import Check, build_check
from plangen.constraints.minimise import Minimise
from plangen.errors import UsageError
from plangen.schema import Constraint, PlanFormat, Task
from plangen.solvers.engine import new_model
from plangen.solvers.families import formula
from plangen.solvers.formula import NotCompilable, enforce
from plangen.solvers.objective import Objective, objective
from plangen.solvers.variables import Variables

MAX_TICK = 10**9


class Problem:
    """The model of one task.

    `hard` holds the enforcement literal of each hard constraint by its id, `soft` the literal and weight of each
    soft one, `objectives` and `wishes` the hard and the soft objectives in the task's order. `unchecked` names every
    constraint that the model does not hold, and `reasons` says why. Raises `UsageError` when the task has no
    plan format that a solver could fill.
    """

    def __init__(self, task: Task) -> None:
        self.model = new_model()
        self.variables = Variables(self.model, fillable(task))
        self.hard: dict[str, Any] = {}
        self.soft: dict[str, tuple[Any, float]] = {}
        self.objectives: list[Objective] = []
        self.wishes: list[Objective] = []
        self.reasons: dict[str, str] = {}
        for constraint in task.constraints:
            try:
                self._add(constraint)
            except NotCompilable as error:
                self.reasons[constraint.id] = str(error)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The constraints that the model does not hold, in the task's order."""
        return tuple(self.reasons)

    def hold(self, constraints: Collection[str] | None = None) -> None:
        """Make the hard constraints (or those named) hold in every solution."""
        for name, literal in self.hard.items():
            if constraints is None or name in constraints:
                self.model.add_bool_or([literal])

    def _add(self, constraint: Constraint) -> None:
        check = read(constraint)
        if isinstance(check, Minimise):
            (self.objectives if constraint.hard else self.wishes).append(objective(check, self.variables))
            return
        demanded = formula(check, self.variables)
        literal = self.model.new_bool_var(constraint.id)
        enforce(self.model, demanded, (literal,))
        if constraint.hard:
            self.hard[constraint.id] = literal
        else:
            self.soft[constraint.id] = (literal, constraint.weight)


def fillable(task: Task) -> PlanFormat:
    """The task's plan format; raises `UsageError` when it leaves a solver nothing to fill, or times out of range."""
    shape = task.plan_format
    if shape is None or not (shape.slots or shape.values):
        raise UsageError("a solver needs a plan format", hint="give the task slots, or values with their domains")
    ticks = [abs(tick) for slot in shape.slots for pair in (*slot.within, slot.duration) for tick in pair]
    if max(ticks, default=0) > MAX_TICK:
        raise UsageError(f"the plan format has times beyond {MAX_TICK} ticks", hint="count in a larger unit")
    return shape


def read(constraint: Constraint) -> Check:
    """The check of a constraint; raises `NotCompilable` when it has none or one that cannot be built."""
    if constraint.check is None:
        raise NotCompilable("it has no check, only a model can judge it")
    try:
        return build_check(constraint.check)
    except UsageError as error:
        raise NotCompilable(f"its check cannot be built: {error}") from None
