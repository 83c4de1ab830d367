"""`minimise`: no feasible plan is better by one measure: a time, the cost or the number of steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words, pick_timed
from plangen.constraints.fields import Amount, exact_sum, plain
from plangen.constraints.select import Select
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value

_EXPRESSIONS = {
    "min(s.start for s in steps)": {"objective": "start"},
    "max(s.end for s in steps)": {"objective": "end"},
    "sum(s.cost for s in steps)": {"objective": "cost"},
    "-sum(s.cost for s in steps)": {"objective": "cost", "sense": "max"},
    "len(steps)": {"objective": "steps"},
    "-len(steps)": {"objective": "steps", "sense": "max"},
}
_TIMES = {("start", "min"): "earlier", ("start", "max"): "later", ("end", "min"): "earlier", ("end", "max"): "later"}


class Minimise(Value):
    """The objective over the selected steps is as small as can be, or with `sense` `max` as large.

    `start` is the first start, `end` the last end (the makespan), `cost` the sum of costs, `steps` the number of steps.
    Judged against `best` (ticks, cost or number) if given, else against the optimum that the scope can prove, else
    not at all. Without a selected step the times hold vacuously, while cost and number are 0.
    Data may give `expr` instead of an objective: one of the expressions that say the same over all steps.
    No violation names the optimum: a draft is told that it can be improved, not how.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"best": "time or amount"}
    stepwise: ClassVar[bool] = False

    type: Literal["minimise"] = "minimise"
    select: Select = Field(default_factory=Select)
    objective: Literal["start", "end", "cost", "steps"]
    sense: Literal["min", "max"] = "min"
    best: Amount | None = None

    @model_validator(mode="before")
    @classmethod
    def _said(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "expr" not in data:
            return data
        if "objective" in data or "sense" in data or data.get("select"):
            raise ValueError("`expr` says objective, sense and steps by itself; give it alone")
        meant = _EXPRESSIONS.get(" ".join(str(data["expr"])[:200].split()))
        if meant is None:
            raise ValueError(f"`expr` is none of {', '.join(_EXPRESSIONS)}; use `objective` and `select`")
        best = data.get("best")
        if str(data["expr"]).lstrip().startswith("-") and isinstance(best, int | float):
            best = -best
        return {**{key: value for key, value in data.items() if key not in ("expr", "best")}, **meant, "best": best}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.objective != "cost" and isinstance(self.best, float) and not self.best.is_integer():
            raise ValueError(f"`best` should be a whole number, for the objective is {self.objective}")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation when a better plan exists."""
        if scope.partial:
            return Judgement(None, "the plan is not complete")
        if self.timed:
            _, timed = pick_timed(self.select, plan, scope)
            if timed.violations:
                return timed
        value = self.value(plan)
        if value is None:
            return Judgement()
        if self.best is not None:
            return self._worse(plan, value, scope.words) if self.better(self.best, value) else Judgement()
        optimum = scope.optimum(self)
        if optimum.value is None:
            return Judgement(None, optimum.reason)
        if not self.better(optimum.value, value):
            return Judgement()
        if not optimum.exact:
            return Judgement(None, "a better plan may break the hard constraints that have no check")
        return self._worse(plan, value, scope.words)

    @property
    def timed(self) -> bool:
        """Whether the objective is a time."""
        return self.objective in ("start", "end")

    def better(self, one: float, other: float) -> bool:
        """Whether a plan of value `one` is better than a plan of value `other`."""
        return one < other if self.sense == "min" else one > other

    def value(self, plan: Plan) -> float | None:
        """The objective (ticks, cost or number), or `None` for a time when no step with times is selected."""
        steps = self.select.pick(plan)
        if self.objective == "start":
            return min((step.start for step in steps if step.start is not None), default=None)
        if self.objective == "end":
            return max((step.end for step in steps if step.end is not None), default=None)
        return len(steps) if self.objective == "steps" else exact_sum([step.cost for step in steps])

    def describe(self, words: Words = TICKS) -> str:
        """`the first start (every step) is as early as possible`."""
        what = {"start": "first start", "end": "last end", "cost": "sum of cost", "steps": "number of steps"}
        least, most = ("early", "late") if self.timed else ("small", "large")
        how = least if self.sense == "min" else most
        return f"the {what[self.objective]} ({self.select.describe()}) is as {how} as possible"

    def _worse(self, plan: Plan, value: float, words: Words) -> Judgement:
        steps = self.select.pick(plan)
        if self.timed:
            ids = tuple(step.id for step in steps if value == getattr(step, self.objective))
            better = _TIMES[self.objective, self.sense]
            message = f"{ids[0]} {self.objective}s at {words.time(int(value))}"
            message += f", but {'a' if better == 'later' else 'an'} {better} feasible {self.objective} exists"
        else:
            ids = tuple(step.id for step in steps)
            what = "the number of steps" if self.objective == "steps" else "the sum of cost"
            side = "smaller" if self.sense == "min" else "larger"
            message = f"{what} ({self.select.describe()}) is {plain(value)}, but a {side} feasible one exists"
        return Judgement((Violation(message=message, steps=ids, actual=value),))
