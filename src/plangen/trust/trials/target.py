"""What trial plans are made from: a plan, its format, and the steps a check speaks about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plangen.constraints import Select
from plangen.schema import Plan, PlanFormat, Step
from plangen.trust.trials.edits import at, only, replaced, without

MAX_STEPS = 3


@dataclass(frozen=True, slots=True)
class Target:
    """The plan that is varied, and the format it is of."""

    base: Plan
    shape: PlanFormat

    def picked(self, check: Mapping[str, Any], name: str = "select") -> list[Step]:
        """The steps of the base plan that the check's selector selects."""
        return Select.model_validate(check.get(name) or {}).pick(self.base)

    def some(self, check: Mapping[str, Any], name: str = "select") -> list[Step]:
        """The first few of them: the others would say nothing new."""
        return self.picked(check, name)[:MAX_STEPS]

    def placed(self, step: Step, start: int, end: int) -> Iterator[Plan]:
        """The base plan with the step at these times, and the step alone there."""
        if start <= end:
            moved = at(step, start, end)
            yield only(self.base, moved)
            yield replaced(self.base, moved)

    def together(self, *steps: Step) -> Iterator[Plan]:
        """The base plan with these steps as they are, and these steps alone."""
        yield only(self.base, *steps)
        yield replaced(self.base, *steps)

    def gone(self, *steps: Step) -> Plan:
        """The base plan without these steps."""
        return without(self.base, [step.id for step in steps])

    def edges(self) -> tuple[int, int]:
        """The first and the last tick of the format's slots."""
        spans = [span for slot in self.shape.slots for span in slot.within]
        return min((start for start, _ in spans), default=0), max((end for _, end in spans), default=0)
