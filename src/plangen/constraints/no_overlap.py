"""`no_overlap`: the selected steps follow each other, with a gap between them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words, pick_timed
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value

Gap = Annotated[int, Field(strict=True, ge=0, le=10**9)]


class NoOverlap(Value):
    """Any two selected steps are disjoint, with at least `gap` ticks between them.

    Touching is allowed when `gap` is 0. A step without length stands at its instant and takes one tick of room.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"gap": "length"}
    stepwise: ClassVar[bool] = False

    type: Literal["no_overlap"] = "no_overlap"
    select: Select = Field(default_factory=Select)
    gap: Gap = 0

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each pair that is too close, by the ticks that are missing between them."""
        steps, timed = pick_timed(self.select, plan, scope)
        if timed.violations is None or timed.violations:
            return timed
        spans = sorted(((_span(step), step) for step in steps), key=lambda placed: placed[0])
        if all(after[0][0] >= before[0][1] + self.gap for before, after in pairwise(spans)):
            return timed
        pairs = ((first, second) for first, second in combinations(spans, 2) if second[0][0] < first[0][1] + self.gap)
        return Judgement(tuple(self._violation(first, second, scope.words) for first, second in pairs))

    def describe(self, words: Words = TICKS) -> str:
        """`no two steps (every step with Ana) overlap, with at least 10 min between them`."""
        between = f", with at least {words.length(self.gap)} between them" if self.gap else ""
        return f"no two steps ({self.select.describe()}) overlap{between}"

    def _violation(self, first: _Placed, second: _Placed, words: Words) -> Violation:
        (_, end), before = first
        (start, _), after = second
        by = end + self.gap - start
        what = "overlaps" if start < end else f"starts less than {words.length(self.gap)} after"
        message = (
            f"{after.id} ({_said(after, words)}) {what} {before.id} ({_said(before, words)}), by {words.length(by)}"
        )
        return Violation(message=message, steps=(before.id, after.id), expected=end + self.gap, actual=start, by=by)


_Placed = tuple[tuple[int, int], Step]


def _span(step: Step) -> tuple[int, int]:
    start, end = step.start or 0, step.end or 0
    return start, max(end, start + 1)


def _said(step: Step, words: Words) -> str:
    return words.span(step.start or 0, step.end or 0)
