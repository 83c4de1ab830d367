"""`cover`: each of the given values occurs in a field of the selected steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.fields import FieldName, values_of
from plangen.constraints.select import Select, same
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value


class Cover(Value):
    """Each of `values` is the `field` (or an item of it) of some selected step; with `once`, of exactly one.

    It asserts existence: with no step selected it is broken. Other values may occur as well.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["cover"] = "cover"
    select: Select = Field(default_factory=Select)
    field: FieldName
    values: tuple[JsonValue, ...] = Field(min_length=1, max_length=10_000)
    once: bool = Field(default=False, strict=True)

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each value that is missing or occurs too often, by the number of occurrences."""
        held = [(step.id, value) for step in self.select.pick(plan) for value in values_of(step, self.field)]
        found: list[Violation] = []
        missing = False
        for value in self.values:
            ids = tuple(step for step, other in held if same(other, value))
            if self.once and len(ids) > 1:
                message = f"{self.field} {value} occurs {len(ids)} times, in {', '.join(ids)}, exactly once is right"
                found.append(Violation(message=message, steps=ids, expected=1, actual=len(ids), by=len(ids) - 1))
            elif not ids:
                missing = True
                if not scope.partial:
                    message = f"no step ({self.select.describe()}) has {self.field} {value}"
                    found.append(Violation(message=message, expected=str(value), actual=0, by=1))
        if missing and not found and scope.partial:
            return Judgement(None, "further steps can still bring the values that are missing")
        return Judgement(tuple(found))

    def describe(self, words: Words = TICKS) -> str:
        """`each of Riga, Porto occurs exactly once as location (every step)`."""
        listed = ", ".join(str(value) for value in self.values)
        times = "exactly once" if self.once else "at least once"
        return f"each of {listed} occurs {times} as {self.field} ({self.select.describe()})"
