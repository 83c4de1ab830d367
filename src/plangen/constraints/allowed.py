"""`allowed`: a field of the selected steps takes only (or none of) the given values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words, judge_steps
from plangen.constraints.fields import FieldName, may_be_empty, values_of
from plangen.constraints.select import Select, same
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


class Allowed(Value):
    """The value of `field`, or each item of it, is in `values`; with `negate`, none of them is.

    `field` is a field of a step or `args.NAME`. A step without a value breaks it, unless it is negated.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = True

    type: Literal["allowed"] = "allowed"
    select: Select = Field(default_factory=Select)
    field: FieldName
    values: tuple[JsonValue, ...] = Field(min_length=1, max_length=10_000)
    negate: bool = False

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each wrong value."""

        def rule(step: Step) -> list[Violation]:
            found = values_of(step, self.field)
            if not found and not self.negate and not may_be_empty(self.field):
                return [self._violation(step.id, f"{step.id} has no {self.field}", None)]
            return [
                self._violation(step.id, f"{step.id} has {self.field} {value}, which is {self._wrong()}", str(value))
                for value in found
                if any(same(value, allowed) for allowed in self.values) == self.negate
            ]

        return judge_steps(self.select, plan, scope, rule)

    def describe(self, words: Words = TICKS) -> str:
        """`every step with Ana has location Hill or Dock`."""
        listed = " or ".join(str(value) for value in self.values)
        verb = "does not have" if self.negate else "has"
        return f"{self.select.describe()} {verb} {self.field} {listed}"

    def _wrong(self) -> str:
        listed = ", ".join(str(value) for value in self.values[:10])
        return f"one of {listed}" if self.negate else f"none of {listed}"

    def _violation(self, step: str, message: str, actual: str | None) -> Violation:
        return Violation(message=message, steps=(step,), expected=self._wrong(), actual=actual, by=1)
