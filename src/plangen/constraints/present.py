"""`present`: one step at a place contains a whole interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value


def _ordered(interval: tuple[int, int]) -> tuple[int, int]:
    if interval[0] > interval[1]:
        raise ValueError(f"the interval {list(interval)} ends before it starts")
    return interval


Whole = Annotated[tuple[Tick, Tick], AfterValidator(_ordered)]


class Present(Value):
    """Some selected step at `location` starts at or before `interval[0]` and ends at or after `interval[1]`.

    It asserts existence. One step must contain the whole interval: two stays that touch inside it do not.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"interval": "interval"}
    stepwise: ClassVar[bool] = False

    type: Literal["present"] = "present"
    select: Select = Field(default_factory=Select)
    location: str = Field(min_length=1, max_length=200)
    interval: Whole

    @model_validator(mode="after")
    def _place(self) -> Self:
        if self.select.location not in (None, self.location):
            raise ValueError("`select` names another location")
        return self

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation that names the step that comes nearest, by the ticks it misses."""
        steps = [step for step in self.select.pick(plan) if step.location == self.location]
        gaps = [(gap, step) for step in steps if (gap := self._misses(step)) is not None]
        if any(gap == 0 for gap, _ in gaps):
            return Judgement()
        if scope.partial:
            return Judgement(None, "a further step can still contain the interval")
        said = scope.words.span(*self.interval)
        if not gaps:
            ids = tuple(step.id for step in steps)
            message = f"no step at {self.location} contains {said}"
            message += f": {', '.join(ids)} has no valid times" if ids else ""
            length = self.interval[1] - self.interval[0]
            return Judgement((Violation(message=message, steps=ids, expected=said, by=max(1, length)),))
        by, step = min(gaps, key=lambda placed: placed[0])
        actual = scope.words.span(step.start or 0, step.end or 0)
        message = f"{step.id} ({actual}, at {self.location}) misses {scope.words.length(by)} of {said}"
        return Judgement((Violation(message=message, steps=(step.id,), expected=said, actual=actual, by=by),))

    def describe(self, words: Words = TICKS) -> str:
        """`one step at Porto contains the whole of day 3–5`."""
        where = Select.model_validate({**self.select.model_dump(), "location": self.location})
        noun = where.describe().replace("every ", "one ", 1)
        return f"{noun} contains the whole of {words.span(*self.interval)}"

    def _misses(self, step: Step) -> int | None:
        if step.start is None or step.end is None or step.end < step.start:
            return None
        return max(0, step.start - self.interval[0]) + max(0, self.interval[1] - step.end)
