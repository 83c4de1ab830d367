"""What a constraint says of a plan, and a plan of which two constraints say different things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from plangen.constraints import Check, Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Constraint, Plan

Judge = Callable[[Plan], bool | None]
"""Whether a plan keeps a constraint; `None` when the check cannot tell."""


def judge_of(constraint: Constraint) -> Judge | None:
    """The constraint as a function of plans; `None` when it has no check or the check cannot be built.

    A check that raises says nothing about that plan.
    """
    if constraint.check is None:
        return None
    try:
        check = build_check(constraint.check)
    except UsageError:
        return None
    return lambda plan: keeps(check, plan)


def keeps(check: Check, plan: Plan) -> bool | None:
    """Whether the plan keeps the check; `None` when the check cannot judge it or raises."""
    try:
        violations = check.evaluate(plan, Scope()).violations
    except Exception:  # noqa: BLE001 - a faulty check says nothing, whatever it raises
        return None
    return None if violations is None else not violations


def keeps_all(judges: Sequence[Judge], plan: Plan) -> bool | None:
    """Whether the plan keeps all of them: no as soon as one is broken, unknown when one cannot tell."""
    unknown = False
    for judge in judges:
        said = judge(plan)
        if said is False:
            return False
        unknown = unknown or said is None
    return None if unknown else True


@dataclass(frozen=True, slots=True)
class Compared:
    """The first plan of which the two say different things, and how many both could judge."""

    witness: Plan | None = None
    judged: int = 0


def compare(one: Judge, two: Judge, plans: Iterable[Plan]) -> Compared:
    """Try plan after plan until the two differ."""
    judged = 0
    for plan in plans:
        first = one(plan)
        second = None if first is None else two(plan)
        if first is None or second is None:
            continue
        judged += 1
        if first != second:
            return Compared(plan, judged)
    return Compared(None, judged)
