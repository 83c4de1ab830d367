"""`any_of`: at least one of several checks holds."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Check, Judgement, Notation, Scope, Words
from plangen.constraints.members import MAX_LEAVES, MAX_MEMBERS, Member, asserted, leaves
from plangen.constraints.select import Select
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value


class AnyOf(Value):
    """Some check of `checks` has no violation; else the nearest one's are reported.

    Nearest is the member with the fewest violations, then with the smallest sum of `by` (none counts as infinite),
    then the first. Not judged when no member passes and one cannot be judged. A member that selects no step holds
    vacuously, as it would alone.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"checks": "checks"}
    stepwise: ClassVar[bool] = False
    select: ClassVar[Select] = Select()

    type: Literal["any_of"] = "any_of"
    checks: tuple[Member, ...] = Field(min_length=1, max_length=MAX_MEMBERS)

    @model_validator(mode="after")
    def _size(self) -> Self:
        if sum(1 for member in self.members for _ in leaves(member)) > MAX_LEAVES:
            raise ValueError(f"more than {MAX_LEAVES} checks in all")
        return self

    @property
    def members(self) -> tuple[Check, ...]:
        """The checks directly inside."""
        return self.checks

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """The violations of the nearest member, or none."""
        failed: list[tuple[Violation, ...]] = []
        unjudged: Judgement | None = None
        for member in self.members:
            judgement = member.evaluate(plan, scope)
            if judgement.violations is None:
                unjudged = unjudged or judgement
            elif not judgement.violations:
                return judgement
            else:
                failed.append(judgement.violations)
        return unjudged or Judgement(min(failed, key=_distance))

    def asserted(self, plan: Plan, scope: Scope) -> bool | None:
        """Whether some member holds, and not only vacuously."""
        said = [asserted(member, plan, scope) for member in self.members]
        return True if True in said else None if None in said else False

    def describe(self, words: Words = TICKS) -> str:
        """`at least one of these holds: (1) the number of steps (every `train` step) is at least 1; (2) ...`."""
        listed = "; ".join(f"({number}) {member.describe(words)}" for number, member in enumerate(self.members, 1))
        return f"at least one of these holds: {listed}"


def _distance(violations: tuple[Violation, ...]) -> tuple[int, float]:
    return len(violations), sum(inf if violation.by is None else violation.by for violation in violations)
