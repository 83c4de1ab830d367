"""`domain`: every key of the plan's values has one of the given values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, JsonValue

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.select import Select, same
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value

Key = Annotated[str, Field(min_length=1, max_length=200)]


class Domain(Value):
    """Every key of `keys` has a value in the plan's `values`, and it is one of `values`.

    Its violations name keys where those of other families name steps.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False
    select: ClassVar[Select] = Select()

    type: Literal["domain"] = "domain"
    keys: tuple[Key, ...] = Field(min_length=1, max_length=10_000)
    values: tuple[JsonValue, ...] = Field(min_length=1, max_length=10_000)

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each key without value, or with another one."""
        found: list[Violation] = []
        absent = 0
        listed = ", ".join(str(value) for value in self.values[:10])
        for key in self.keys:
            if key not in plan.values:
                absent += 1
                if not scope.partial:
                    found.append(Violation(message=f"{key} has no value", steps=(key,), expected=listed, by=1))
            elif not any(same(plan.values[key], value) for value in self.values):
                message = f"{key} is {plan.values[key]}, which is none of {listed}"
                actual = str(plan.values[key])
                found.append(Violation(message=message, steps=(key,), expected=listed, actual=actual, by=1))
        if absent and not found and scope.partial:
            return Judgement(None, "some keys have no value yet")
        return Judgement(tuple(found))

    def describe(self, words: Words = TICKS) -> str:
        """`each of v0, v1 has one of the values 0, 1, 2`."""
        listed = ", ".join(str(value) for value in self.values)
        return f"each of {', '.join(self.keys)} has one of the values {listed}"
