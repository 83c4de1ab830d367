"""`total`: the selected steps sum to at least and at most so much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.fields import Amount, AmountName, amount_of, exact_difference, exact_sum, plain
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


class Total(Value):
    """`field` over the selected steps sums from `min` to `max`; at least one of them is given.

    `field` is `cost`, `duration` (ticks), `resources.NAME` or `args.NAME`. Nothing selected sums to 0. A step without
    a number there breaks it (a resource that is not named is 0), and so does a negative cost or resource, for a plan
    could else buy its way into a budget. Written decimals are summed exactly.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"min": "length or amount", "max": "length or amount"}
    stepwise: ClassVar[bool] = False

    type: Literal["total"] = "total"
    select: Select = Field(default_factory=Select)
    field: AmountName
    min: Amount | None = None
    max: Amount | None = None

    @model_validator(mode="after")
    def _sides(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("needs `min` or `max`")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("`min` is greater than `max`")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each step without a proper amount, else one by the amount too much or too little."""
        steps = self.select.pick(plan)
        amounts = [amount_of(step, self.field) for step in steps]
        held = list(zip(steps, amounts, strict=True))
        faults = tuple(fault for step, amount in held if (fault := self._fault(step, amount)))
        if faults:
            return Judgement(faults)
        used = [(step, amount) for step, amount in held if amount]
        total = exact_sum([amount for _, amount in used])
        ids = tuple(step.id for step, _ in used)
        if self.max is not None and total > self.max and not (scope.partial and self._signed()):
            return Judgement((self._violation(total, self.max, "most", ids, scope.words),))
        if scope.partial:
            return Judgement(None, "further steps can still change the sum")
        if self.min is not None and total < self.min:
            return Judgement((self._violation(total, self.min, "least", ids, scope.words),))
        return Judgement()

    def describe(self, words: Words = TICKS) -> str:
        """`the sum of cost (every step) is at most 250`."""
        if self.min is None or self.max is None:
            limit = self.min if self.max is None else self.max
            amount = f"at {'least' if self.max is None else 'most'} {self._said(limit or 0, words)}"
        elif self.min == self.max:
            amount = f"exactly {self._said(self.min, words)}"
        else:
            amount = f"{self._said(self.min, words)} to {self._said(self.max, words)}"
        return f"the sum of {self.field} ({self.select.describe()}) is {amount}"

    def _signed(self) -> bool:
        return self.field.startswith("args.")

    def _fault(self, step: Step, amount: float | None) -> Violation | None:
        if amount is None:
            return Violation(message=f"{step.id} has no number for {self.field}", steps=(step.id,))
        if amount >= 0 or self._signed():
            return None
        message = f"{step.id} has {self.field} {plain(amount)}, which cannot be negative"
        return Violation(message=message, steps=(step.id,), expected=0, actual=amount, by=-amount)

    def _violation(self, total: float, limit: float, bound: str, steps: tuple[str, ...], words: Words) -> Violation:
        by = exact_difference(total, limit)
        side = "much" if bound == "most" else "little"
        message = (
            f"{self.field} sums to {self._said(total, words)}, {self._said(by, words)} too {side} "
            f"({self.select.describe()}, at {bound} {self._said(limit, words)})"
        )
        return Violation(message=message, steps=steps, expected=limit, actual=total, by=by)

    def _said(self, amount: float, words: Words) -> str:
        ticks = self.field == "duration" and float(amount).is_integer()
        return words.length(int(amount)) if ticks else plain(amount)
