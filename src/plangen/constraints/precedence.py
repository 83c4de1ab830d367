"""`precedence`: some steps come after others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words, pick_timed
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


class Precedence(Value):
    """Each step of `then` starts `min_lag` to `max_lag` ticks after each (other) step of `first` ends.

    A negative lag lets it start before that end. It holds vacuously when either side selects nothing.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"min_lag": "length", "max_lag": "length"}
    stepwise: ClassVar[bool] = False
    select: ClassVar[Select] = Select()

    type: Literal["precedence"] = "precedence"
    first: Select
    then: Select
    min_lag: Tick = Field(default=0)
    max_lag: Tick | None = None

    @model_validator(mode="after")
    def _sides(self) -> Self:
        if self.first == self.then:
            raise ValueError("`first` and `then` select the same steps")
        if self.max_lag is not None and self.min_lag > self.max_lag:
            raise ValueError("`min_lag` is greater than `max_lag`")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each pair that is too close, in the wrong order, or too far apart."""
        (firsts, before), (thens, after) = (pick_timed(side, plan, scope) for side in (self.first, self.then))
        if not firsts or not thens:
            nothing = Judgement(None, "no pair of steps that it speaks about is there yet")
            return nothing if scope.partial else Judgement()
        if before.violations or after.violations:
            return Judgement(tuple(dict.fromkeys((*(before.violations or ()), *(after.violations or ())))))
        pairs = ((first, then) for then in thens for first in firsts if first is not then)
        found = (self._pair(first, then, scope.words) for first, then in pairs)
        return Judgement(tuple(violation for violation in found if violation is not None))

    def describe(self, words: Words = TICKS) -> str:
        """`step `glue` starts 0 min to 1 h after the end of step `cut``."""
        if self.max_lag is None:
            lag = f"at least {words.length(self.min_lag)}" if self.min_lag else ""
        elif self.min_lag == self.max_lag:
            lag = f"exactly {words.length(self.min_lag)}"
        else:
            lag = f"{words.length(self.min_lag)} to {words.length(self.max_lag)}"
        how = f"starts {lag} after" if lag else "starts at or after"
        return f"{self.then.describe()} {how} the end of {self.first.describe()}"

    def _pair(self, first: Step, then: Step, words: Words) -> Violation | None:
        end, start = first.end or 0, then.start or 0
        lag = start - end
        if lag < self.min_lag:
            limit, side, bound = self.min_lag, "soon", "at least"
        elif self.max_lag is not None and lag > self.max_lag:
            limit, side, bound = self.max_lag, "late", "at most"
        else:
            return None
        by = abs(lag - limit)
        message = (
            f"{then.id} starts {words.length(by)} too {side} after {first.id}: "
            f"{words.time(start)}, {bound} {words.length(limit)} after {words.time(end)}"
        )
        return Violation(message=message, steps=(first.id, then.id), expected=end + limit, actual=start, by=by)
