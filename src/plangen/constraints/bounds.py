"""`bounds`: the plan starts and ends at given times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words, pick_timed
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


class Bounds(Value):
    """The first selected step starts at `start` and the last one ends at `end`, in ticks; at least one is given.

    On an unfinished plan only a start too early and an end too late are reported.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"start": "time", "end": "time"}
    stepwise: ClassVar[bool] = False

    type: Literal["bounds"] = "bounds"
    select: Select = Field(default_factory=Select)
    start: Tick | None = None
    end: Tick | None = None

    @model_validator(mode="after")
    def _sides(self) -> Self:
        if self.start is None and self.end is None:
            raise ValueError("needs `start` or `end`")
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError("`start` lies after `end`")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each end of the plan that lies elsewhere, by the ticks between."""
        steps, timed = pick_timed(self.select, plan, scope)
        if timed.violations is None or timed.violations or not steps:
            return timed
        found: list[Violation] = []
        first = min(steps, key=lambda step: step.start or 0)
        if self.start is not None and (off := (first.start or 0) - self.start) and (off < 0 or not scope.partial):
            found.append(_off(first, "starts", off, self.start, scope.words))
        last = max(steps, key=lambda step: step.end or 0)
        if self.end is not None and (off := (last.end or 0) - self.end) and (off > 0 or not scope.partial):
            found.append(_off(last, "ends", off, self.end, scope.words))
        return Judgement(tuple(found))

    def describe(self, words: Words = TICKS) -> str:
        """`the first of the steps (every step) starts at day 1 and the last ends at day 14`."""
        sides = []
        if self.start is not None:
            sides.append(f"the first of the steps ({self.select.describe()}) starts at {words.time(self.start)}")
        if self.end is not None:
            last = "the last" if sides else f"the last of the steps ({self.select.describe()})"
            sides.append(f"{last} ends at {words.time(self.end)}")
        return " and ".join(sides)


def _off(step: Step, verb: str, off: int, limit: int, words: Words) -> Violation:
    side, which = ("early" if off < 0 else "late"), ("first" if verb == "starts" else "last")
    message = (
        f"{step.id}, the {which} step, {verb} {words.length(abs(off))} too {side} "
        f"({words.time(limit + off)}, exactly {words.time(limit)})"
    )
    return Violation(message=message, steps=(step.id,), expected=limit, actual=limit + off, by=abs(off))
