"""`capacity`: at no time do the selected steps use more of a resource than there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words, pick_timed
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value

Limit = Annotated[int, Field(strict=True, ge=0, le=10**9)]


class Capacity(Value):
    """At every tick the amounts of `resource` that the selected steps use sum to `limit` or less.

    A step uses its amount during `[start, end)`; one without length during the tick at its instant. A step that does
    not name the resource uses none of it; a negative amount breaks it, for a plan could else buy room with it.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["capacity"] = "capacity"
    select: Select = Field(default_factory=Select)
    resource: str = Field(min_length=1, max_length=200)
    limit: Limit

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each stretch of time above the limit, by the excess at its peak."""
        steps, timed = pick_timed(self.select, plan, scope)
        if timed.violations is None:
            return timed
        negative = (self._negative(step) for step in steps if step.resources.get(self.resource, 0) < 0)
        if faults := (*timed.violations, *negative):
            return Judgement(faults)
        users = [step for step in steps if step.resources.get(self.resource)]
        if sum(step.resources[self.resource] for step in users) <= self.limit:
            return Judgement()
        return Judgement(tuple(self._violation(stretch, users, scope.words) for stretch in self._above(users)))

    def describe(self, words: Words = TICKS) -> str:
        """`at no time do the steps (every step) use more than 3 crew together`."""
        return f"at no time do the steps ({self.select.describe()}) use more than {self.limit} {self.resource} together"

    def _above(self, users: list[Step]) -> list[tuple[int, int, int]]:
        """The stretches `[start, end)` above the limit, each with its peak."""
        changes: dict[int, int] = {}
        for step in users:
            start, end = _span(step)
            changes[start] = changes.get(start, 0) + step.resources[self.resource]
            changes[end] = changes.get(end, 0) - step.resources[self.resource]
        found: list[tuple[int, int, int]] = []
        used = peak = 0
        since: int | None = None
        for tick in sorted(changes):
            used += changes[tick]
            if used > self.limit:
                since = tick if since is None else since
                peak = max(peak, used)
            elif since is not None:
                found.append((since, tick, peak))
                since, peak = None, 0
        return found

    def _negative(self, step: Step) -> Violation:
        amount = step.resources[self.resource]
        message = f"{step.id} uses {amount} {self.resource}, an amount cannot be negative"
        return Violation(message=message, steps=(step.id,), expected=0, actual=amount, by=-amount)

    def _violation(self, stretch: tuple[int, int, int], users: list[Step], words: Words) -> Violation:
        start, end, peak = stretch
        ids = tuple(step.id for step in users if _span(step)[0] < end and _span(step)[1] > start)
        message = f"{', '.join(ids)} use {peak} {self.resource} in {words.span(start, end)}, at most {self.limit}"
        return Violation(message=message, steps=ids, expected=self.limit, actual=peak, by=peak - self.limit)


def _span(step: Step) -> tuple[int, int]:
    start, end = step.start or 0, step.end or 0
    return start, max(end, start + 1)
