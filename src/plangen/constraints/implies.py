"""`implies`: if one check holds, so does another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from plangen.constraints.any_of import AnyOf
from plangen.constraints.base import TICKS, Check, Judgement, Notation, Scope, Words
from plangen.constraints.count import Count
from plangen.constraints.cover import Cover
from plangen.constraints.members import Member, asserted
from plangen.constraints.present import Present
from plangen.constraints.select import Select
from plangen.schema import Plan
from plangen.schema.plan import Value


class Implies(Value):
    """If `when` holds, `then` has no violation; else it holds vacuously.

    `when` must assert something: a check that passes only because it selects no step counts as false ("Ben comes before
    noon" is not so when Ben does not come). `count` says that steps exist or are missing. On an unfinished plan `then`
    is asked only once no further step can make `when` false.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"when": "check", "then": "check"}
    stepwise: ClassVar[bool] = False
    select: ClassVar[Select] = Select()

    type: Literal["implies"] = "implies"
    when: Member
    then: Member

    @property
    def members(self) -> tuple[Check, ...]:
        """The checks directly inside."""
        return (self.when, self.then)

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """The violations of `then`, where `when` holds."""
        then: Check = self.then
        if scope.partial:
            if not _settled(self.when, plan):
                return Judgement(None, "further steps can still change whether the condition holds")
            return then.evaluate(plan, scope)
        condition = asserted(self.when, plan, scope)
        if condition is False:
            return Judgement()
        judgement = then.evaluate(plan, scope)
        if condition is None and judgement.violations:
            return Judgement(None, "whether the condition holds cannot be judged")
        return judgement

    def asserted(self, plan: Plan, scope: Scope) -> bool | None:
        """Whether it has no violation."""
        violations = self.evaluate(plan, scope).violations
        return None if violations is None else not violations

    def describe(self, words: Words = TICKS) -> str:
        """`if the number of steps (every step with Ben) is at least 1, then the sum of cost ... is at most 90`."""
        return f"if {self.when.describe(words)}, then {self.then.describe(words)}"


def _settled(check: Check, plan: Plan) -> bool:
    """Whether the check holds whatever steps are still to come."""
    if isinstance(check, AnyOf):
        return any(_settled(member, plan) for member in check.members)
    if isinstance(check, Count):
        return check.max is None and not check.evaluate(plan, Scope()).violations
    if isinstance(check, Present) or (isinstance(check, Cover) and not check.once):
        return not check.evaluate(plan, Scope()).violations
    return False
