"""`window`: the selected steps start no earlier and end no later than given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words, judge_times
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


class Window(Value):
    """Start at or after `earliest`, end at or before `latest`, in ticks; at least one of them is given."""

    notation: ClassVar[Mapping[str, Notation]] = {"earliest": "time", "latest": "time"}
    stepwise: ClassVar[bool] = True

    type: Literal["window"] = "window"
    select: Select = Field(default_factory=Select)
    earliest: Tick | None = None
    latest: Tick | None = None

    @model_validator(mode="after")
    def _sides(self) -> Self:
        if self.earliest is None and self.latest is None:
            raise ValueError("needs `earliest` or `latest`")
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            raise ValueError("`earliest` lies after `latest`")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each side that a step breaks, by the ticks it lies outside."""

        def rule(step: Step, start: int, end: int) -> list[Violation]:
            found = []
            if self.earliest is not None and start < self.earliest:
                found.append(_outside(step.id, "starts", "early", start, self.earliest, scope.words))
            if self.latest is not None and end > self.latest:
                found.append(_outside(step.id, "ends", "late", end, self.latest, scope.words))
            return found

        return judge_times(self.select, plan, scope, rule)

    def describe(self, words: Words = TICKS) -> str:
        """`every step starts at Monday 10:00 or later and ends at Monday 12:00 or earlier`."""
        sides = []
        if self.earliest is not None:
            sides.append(f"starts at {words.time(self.earliest)} or later")
        if self.latest is not None:
            sides.append(f"ends at {words.time(self.latest)} or earlier")
        return f"{self.select.describe()} {' and '.join(sides)}"


def _outside(step: str, verb: str, side: str, actual: int, limit: int, words: Words) -> Violation:
    by = abs(actual - limit)
    bound = "earliest" if side == "early" else "latest"
    message = f"{step} {verb} {words.length(by)} too {side} ({words.time(actual)}, {bound} {words.time(limit)})"
    return Violation(message=message, steps=(step,), expected=limit, actual=actual, by=by)
