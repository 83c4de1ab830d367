"""`avoid`: the selected steps overlap none of the given intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words, judge_times
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


def _forward(interval: tuple[int, int]) -> tuple[int, int]:
    if interval[0] >= interval[1]:
        raise ValueError(f"the interval {list(interval)} does not end after it starts")
    return interval


Busy = Annotated[tuple[Tick, Tick], AfterValidator(_forward)]


class Avoid(Value):
    """No overlap with any half-open `[start, end)` of `intervals`, in ticks.

    Touching is allowed. A step without length stands at its instant: it overlaps when `start <= t < end`.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"intervals": "intervals"}
    stepwise: ClassVar[bool] = True

    type: Literal["avoid"] = "avoid"
    select: Select = Field(default_factory=Select)
    intervals: tuple[Busy, ...] = Field(min_length=1, max_length=10_000)

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each step and interval that overlap, by the ticks they share."""

        def rule(step: Step, start: int, end: int) -> list[Violation]:
            stop = end if end > start else start + 1
            return [
                _overlap(step.id, (start, end), busy, scope.words)
                for busy in self.intervals
                if start < busy[1] and stop > busy[0]
            ]

        return judge_times(self.select, plan, scope, rule)

    def describe(self, words: Words = TICKS) -> str:
        """`every step with Ana overlaps none of Monday 09:00–09:30, Monday 13:00–14:00`."""
        listed = ", ".join(words.span(*interval) for interval in self.intervals)
        return f"{self.select.describe()} overlaps none of {listed}"


def _overlap(step: str, times: tuple[int, int], busy: tuple[int, int], words: Words) -> Violation:
    by = max(0, min(times[1], busy[1]) - max(times[0], busy[0]))
    how = f" by {words.length(by)}" if by else ""
    message = f"{step} ({words.span(*times)}) overlaps {words.span(*busy)}{how}"
    return Violation(message=message, steps=(step,), expected=f"not {words.span(*busy)}", actual=times[0], by=by)
