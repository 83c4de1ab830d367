"""`count`: at least and at most so many steps are selected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.select import Select
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value

Number = Annotated[int, Field(strict=True, ge=0, le=10**9)]


class Count(Value):
    """From `min` to `max` selected steps; at least one of them is given."""

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["count"] = "count"
    select: Select = Field(default_factory=Select)
    min: Number | None = None
    max: Number | None = None

    @model_validator(mode="after")
    def _sides(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("needs `min` or `max`")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("`min` is greater than `max`")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation, by the number of steps too many or too few; an unfinished plan can only have too many."""
        steps = self.select.pick(plan)
        number = len(steps)
        if self.max is not None and number > self.max:
            ids = tuple(step.id for step in steps)
            return Judgement((self._violation(number, self.max, "at most", ids),))
        if scope.partial:
            return Judgement(None, "further steps can still change the count")
        if self.min is not None and number < self.min:
            return Judgement((self._violation(number, self.min, "at least", ()),))
        return Judgement()

    def describe(self, words: Words = TICKS) -> str:
        """`the number of steps (every step with Ana) is 1 to 4`."""
        if self.min == self.max:
            amount = f"exactly {self.min}"
        elif self.min is None or self.max is None:
            amount = f"at most {self.max}" if self.min is None else f"at least {self.min}"
        else:
            amount = f"{self.min} to {self.max}"
        return f"the number of steps ({self.select.describe()}) is {amount}"

    def _violation(self, number: int, limit: int, bound: str, steps: tuple[str, ...]) -> Violation:
        message = f"{number} steps ({self.select.describe()}), {bound} {limit}"
        return Violation(message=message, steps=steps, expected=limit, actual=number, by=abs(number - limit))
