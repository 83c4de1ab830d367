"""`duration`: the selected steps last at least and at most so long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words, judge_times
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


class Duration(Value):
    """Length from `min` to `max` ticks; at least one of them is given."""

    notation: ClassVar[Mapping[str, Notation]] = {"min": "length", "max": "length"}
    stepwise: ClassVar[bool] = True

    type: Literal["duration"] = "duration"
    select: Select = Field(default_factory=Select)
    min: Tick | None = None
    max: Tick | None = None

    @model_validator(mode="after")
    def _sides(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("needs `min` or `max`")
        if min(0 if side is None else side for side in (self.min, self.max)) < 0:
            raise ValueError("a length cannot be negative")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("`min` is greater than `max`")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each step that is too short or too long."""

        def rule(step: Step, start: int, end: int) -> list[Violation]:
            length = end - start
            if self.min is not None and length < self.min:
                return [_misses(step.id, "short", length, self.min, scope.words)]
            if self.max is not None and length > self.max:
                return [_misses(step.id, "long", length, self.max, scope.words)]
            return []

        return judge_times(self.select, plan, scope, rule)

    def describe(self, words: Words = TICKS) -> str:
        """`every step lasts 30 min to 1 h`."""
        if self.min is None or self.max is None:
            limit = self.min if self.max is None else self.max
            side = "at least" if self.max is None else "at most"
            return f"{self.select.describe()} lasts {side} {words.length(limit or 0)}"
        if self.min == self.max:
            return f"{self.select.describe()} lasts exactly {words.length(self.min)}"
        return f"{self.select.describe()} lasts {words.length(self.min)} to {words.length(self.max)}"


def _misses(step: str, side: str, length: int, limit: int, words: Words) -> Violation:
    by = abs(length - limit)
    bound = "at least" if side == "short" else "at most"
    message = f"{step} is {words.length(by)} too {side} (lasts {words.length(length)}, {bound} {words.length(limit)})"
    return Violation(message=message, steps=(step,), expected=limit, actual=length, by=by)
