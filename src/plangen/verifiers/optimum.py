"""The best value of an objective, decided exactly by going through every plan that the slots allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import prod

from plangen.constraints import Check, Optimum, Scope
from plangen.constraints.minimise import Minimise
from plangen.reading import count_starts, starts
from plangen.reading.slots import fill
from plangen.schema import Plan, PlanFormat, Slot, Step

MAX_COMBINATIONS = 20_000


def optimum(minimise: Minimise, plan_format: PlanFormat, checks: Sequence[Check], *, exact: bool) -> Optimum:
    """The best objective of a plan that fits the slots and breaks none of `checks`.

    Not decided above 20,000 plans, when no plan is feasible, and when a check cannot judge one of them.
    `exact` says that `checks` are all the hard demands there are.
    """
    if any(slot.optional for slot in plan_format.slots):
        return Optimum(reason="the plan format has steps that may be left out, which this search does not try")
    number = prod(_count(slot) for slot in plan_format.slots)
    if number > MAX_COMBINATIONS:
        return Optimum(reason=f"more than {MAX_COMBINATIONS} plans are possible, too many to compare")
    alone = _Search(minimise, plan_format, tuple(check for check in checks if check.stepwise))
    choices = [[step for step in _steps(slot) if alone.tenable((step,))] for slot in plan_format.slots]
    search = _Search(minimise, plan_format, tuple(check for check in checks if not check.stepwise))
    search.descend((), choices)
    if search.unjudged:
        return Optimum(reason=search.unjudged)
    if search.best is None:
        return Optimum(reason="no plan meets all hard constraints that have a check")
    return Optimum(search.best, exact)


@dataclass
class _Search:
    """Branch and bound over the slots; a beginning that a check already refuses is given up."""

    minimise: Minimise
    plan_format: PlanFormat
    checks: tuple[Check, ...]
    best: float | None = None
    unjudged: str = ""

    def descend(self, done: tuple[Step, ...], choices: list[list[Step]]) -> None:
        """Try every step of the next slot behind `done`."""
        if self.unjudged or (self.best is not None and not self._promising(done, choices, self.best)):
            return
        if done and not self.tenable(done):
            return
        if len(done) < len(choices):
            for step in choices[len(done)]:
                self.descend((*done, step), choices)
            return
        value = self.minimise.value(self._plan(done))
        improves = value is not None and (self.best is None or self.minimise.better(value, self.best))
        if improves and self._feasible(done):
            self.best = value

    def _promising(self, done: tuple[Step, ...], choices: list[list[Step]], best: float) -> bool:
        """Whether a plan that begins with `done` may be better than `best`; known for the smallest times only."""
        if not self.minimise.timed or self.minimise.sense == "max":
            return True
        later = () if self.minimise.objective == "end" else tuple(chain(*choices[len(done) :]))
        value = self.minimise.value(self._plan((*done, *later)))
        return value is None or self.minimise.better(value, best)

    def tenable(self, steps: tuple[Step, ...]) -> bool:
        """Whether no check refuses the steps for good."""
        plan, scope = self._plan(steps), Scope(partial=True)
        return not any(check.evaluate(plan, scope).violations for check in self.checks)

    def _feasible(self, steps: tuple[Step, ...]) -> bool:
        plan = self._plan(steps)
        for check in self.checks:
            judgement = check.evaluate(plan, Scope())
            if judgement.violations:
                return False
            if judgement.violations is None:
                self.unjudged = f"a check could not judge every possible plan: {judgement.reason}"
                return False
        return True

    def _plan(self, steps: tuple[Step, ...]) -> Plan:
        return Plan.model_construct(unit=self.plan_format.unit, origin=self.plan_format.origin, steps=steps)


def _count(slot: Slot) -> int:
    shortest, longest = slot.duration
    return count_starts(slot) * (longest - shortest + 1)


def _steps(slot: Slot) -> list[Step]:
    return [
        fill(slot, start, end)
        for opening, closing in slot.within
        for start in starts(slot.model_copy(update={"within": ((opening, closing),)}))
        for end in range(start + slot.duration[0], min(start + slot.duration[1], closing) + 1)
    ]
