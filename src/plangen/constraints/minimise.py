"""`minimise`: no feasible plan starts, or ends, earlier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words, judge_times
from plangen.constraints.select import Select
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value


class Minimise(Value):
    """`start` of the earliest selected step, or `end` of the last one (the makespan), is as small as can be.

    Judged against `best` (ticks) if given, else against the optimum that the scope can prove, else not at all.
    No violation names the optimum: a draft is told that it can be improved, not how.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"best": "time"}
    stepwise: ClassVar[bool] = False

    type: Literal["minimise"] = "minimise"
    select: Select = Field(default_factory=Select)
    objective: Literal["start", "end"]
    best: Tick | None = None

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation when a better plan exists."""
        if scope.partial:
            return Judgement(None, "the plan is not complete")
        untimed = judge_times(self.select, plan, scope, lambda step, start, end: [])
        value = self.value(plan)
        if untimed.violations or value is None:
            return untimed
        if self.best is not None:
            return Judgement() if value <= self.best else self._worse(plan, value, scope.words)
        optimum = scope.optimum(self)
        if optimum.value is None:
            return Judgement(None, optimum.reason)
        if value <= optimum.value:
            return Judgement()
        if not optimum.exact:
            return Judgement(None, "an earlier plan may break the hard constraints that have no check")
        return self._worse(plan, value, scope.words)

    def value(self, plan: Plan) -> int | None:
        """The objective in ticks, or `None` when no step with times is selected."""
        steps = self.select.pick(plan)
        if self.objective == "start":
            return min((step.start for step in steps if step.start is not None), default=None)
        return max((step.end for step in steps if step.end is not None), default=None)

    def describe(self, words: Words = TICKS) -> str:
        """`the first start (every step) is as early as possible`."""
        what = "first start" if self.objective == "start" else "last end"
        return f"the {what} ({self.select.describe()}) is as early as possible"

    def _worse(self, plan: Plan, value: int, words: Words) -> Judgement:
        steps = tuple(step.id for step in self.select.pick(plan) if value == getattr(step, self.objective))
        verb = "starts" if self.objective == "start" else "ends"
        message = f"{steps[0]} {verb} at {words.time(value)}, but an earlier feasible {self.objective} exists"
        return Judgement((Violation(message=message, steps=steps, actual=value),))
