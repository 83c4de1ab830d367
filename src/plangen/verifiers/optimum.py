"""The best value of an objective: by going through every plan of the format, or by the solver's proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from math import prod

from pydantic import JsonValue

from plangen.constraints import Check, Optimum, Scope
from plangen.constraints.minimise import Minimise
from plangen.errors import UsageError
from plangen.reading import count_starts, starts
from plangen.reading.slots import fill
from plangen.schema import Constraint, Plan, PlanFormat, Slot, Step, Task
from plangen.schema.plan import Value
from plangen.solvers import best, installed

MAX_COMBINATIONS = 20_000


def optimum(minimise: Minimise, plan_format: PlanFormat, checks: Sequence[Check], *, exact: bool) -> Optimum:
    """The best objective of a plan that fits the slots and breaks none of `checks`.

    Above 20,000 plans the solver decides, if it is installed. Not decided when no plan is feasible, when a check cannot
    judge one of the plans, and when the solver gives up. `exact` says that `checks` are all the hard demands there are;
    what is found is only exact if the solver also knows all their families.
    """
    number = prod(_count(slot) for slot in plan_format.slots) * prod(map(len, plan_format.values.values()))
    if number > MAX_COMBINATIONS:
        return _proved(minimise, plan_format, checks, exact=exact)
    alone = _Search(minimise, plan_format, tuple(check for check in checks if check.stepwise))
    choices = [[step for step in _steps(slot) if step is None or alone.tenable((step,))] for slot in plan_format.slots]
    search = _Search(minimise, plan_format, tuple(check for check in checks if not check.stepwise))
    search.descend((), 0, choices)
    if search.unjudged:
        return Optimum(reason=search.unjudged)
    if search.best is None:
        return Optimum(reason="no plan meets all hard constraints that have a check")
    return Optimum(search.best, exact)


def _proved(minimise: Minimise, plan_format: PlanFormat, checks: Sequence[Check], *, exact: bool) -> Optimum:
    """The solver's optimum, or why there is none."""
    if not installed():
        reason = f"more than {MAX_COMBINATIONS} plans are possible, too many to compare without the extra `solver`"
        return Optimum(reason=reason)
    hard = tuple(
        Constraint(
            id=str(number), text=check.type, check=check.model_dump(mode="json") if isinstance(check, Value) else None
        )
        for number, check in enumerate(checks)
    )
    try:
        found = best(Task(text=minimise.type, constraints=hard, plan_format=plan_format), minimise)
    except UsageError as error:
        return Optimum(reason=f"the solver cannot take the plan format: {error.message}")
    return replace(found, exact=exact and found.exact)


@dataclass
class _Search:
    """Branch and bound over the slots; a beginning that a check already refuses is given up."""

    minimise: Minimise
    plan_format: PlanFormat
    checks: tuple[Check, ...]
    best: float | None = None
    unjudged: str = ""

    def descend(self, done: tuple[Step, ...], slot: int, choices: list[list[Step | None]]) -> None:
        """Try every step of the slot behind `done`, and none where it may be left out."""
        if self.unjudged or (self.best is not None and not self._promising(done, choices[slot:], self.best)):
            return
        if done and not self.tenable(done):
            return
        if slot < len(choices):
            for step in choices[slot]:
                self.descend(done if step is None else (*done, step), slot + 1, choices)
            return
        value = self.minimise.value(self._plan(done))
        improves = value is not None and (self.best is None or self.minimise.better(value, self.best))
        if improves and self._feasible(done):
            self.best = value

    def _promising(self, done: tuple[Step, ...], open_choices: list[list[Step | None]], best: float) -> bool:
        """Whether a plan that begins with `done` may be better than `best`; known for the smallest times only."""
        if not self.minimise.timed or self.minimise.sense == "max":
            return True
        later = () if self.minimise.objective == "end" else tuple(step for step in chain(*open_choices) if step)
        value = self.minimise.value(self._plan((*done, *later)))
        return value is None or self.minimise.better(value, best)

    def tenable(self, steps: tuple[Step, ...]) -> bool:
        """Whether no check refuses the steps for good."""
        plan, scope = self._plan(steps), Scope(partial=True)
        return not any(check.evaluate(plan, scope).violations for check in self.checks)

    def _feasible(self, steps: tuple[Step, ...]) -> bool:
        """Whether the steps are a plan that no check refuses, with some choice of the values."""
        keys = list(self.plan_format.values)
        return any(
            self._accepted(self._plan(steps, dict(zip(keys, chosen, strict=True))))
            for chosen in product(*self.plan_format.values.values())
        )

    def _accepted(self, plan: Plan) -> bool:
        for check in self.checks:
            judgement = check.evaluate(plan, Scope())
            if judgement.violations:
                return False
            if judgement.violations is None:
                self.unjudged = f"a check could not judge every possible plan: {judgement.reason}"
                return False
        return True

    def _plan(self, steps: tuple[Step, ...], values: dict[str, JsonValue] | None = None) -> Plan:
        shape = self.plan_format
        return Plan.model_construct(unit=shape.unit, origin=shape.origin, steps=steps, values=values or {})


def _count(slot: Slot) -> int:
    shortest, longest = slot.duration
    return count_starts(slot) * (longest - shortest + 1) + slot.optional


def _steps(slot: Slot) -> list[Step | None]:
    there: list[Step | None] = [
        fill(slot, start, end)
        for opening, closing in slot.within
        for start in starts(slot.model_copy(update={"within": ((opening, closing),)}))
        for end in range(start + slot.duration[0], min(start + slot.duration[1], closing) + 1)
    ]
    return [*there, None] if slot.optional else there
