"""Whether a check can tell any plan from any other: one that never can says nothing, or nothing that can be met."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from plangen.constraints import Check, Optimum, Scope, build_check
from plangen.constraints.minimise import Minimise
from plangen.errors import UsageError
from plangen.schema import Constraint, Plan, PlanFormat, Task
from plangen.trust.behaviour import keeps
from plangen.trust.trials import aimed, near_misses

_SEED = 0


def self_test(constraint: Constraint, plan_format: PlanFormat | None) -> bool | None:
    """Whether the check keeps one small plan and breaks another (`constraints.md`, section 6, step 3).

    The plans are made from the format's slots and aimed at the check's parameters, also beyond the format's days.
    `None` when there is no check, no format to make plans from, or the check could judge none of them; a check that
    cannot be built fails.
    """
    if constraint.check is None:
        return None
    try:
        check = build_check(constraint.check)
    except UsageError:
        return False
    if plan_format is None or not (plan_format.slots or plan_format.values):
        return None
    seen: set[bool] = set()
    for plan in _plans(constraint, plan_format):
        seen |= _said(check, plan)
        if len(seen) == 2:
            return True
    return False if seen else None


def _plans(constraint: Constraint, plan_format: PlanFormat) -> Iterator[Plan]:
    task = Task(text="-", constraints=(constraint,), plan_format=plan_format)
    yield from aimed(task, constraint, beyond=True)
    yield from near_misses(task, (), Random(_SEED))


def _said(check: Check, plan: Plan) -> set[bool]:
    """What the check says of the plan; an objective is asked whether it tells the best plan from one that is not."""
    if not isinstance(check, Minimise) or check.best is not None:
        said = keeps(check, plan)
        return set() if said is None else {said}
    value = check.value(plan)
    if value is None:
        return set()
    found: set[bool] = set()
    for best in (value, value - 1, value + 1):
        violations = check.evaluate(plan, Scope(optimum=lambda _, best=best: Optimum(best))).violations  # type: ignore[misc]
        if violations is not None:
            found.add(not violations)
    return found
