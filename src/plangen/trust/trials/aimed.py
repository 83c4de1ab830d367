"""Plans aimed at the parameters of one check: one tick inside and outside of each bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from plangen.schema import Constraint, Plan, Task
from plangen.trust.trials import aims_at_sets, aims_at_times, aims_between
from plangen.trust.trials.edits import distinct, filled, reach, reachable, without
from plangen.trust.trials.target import Target

_Aim = Callable[[Mapping[str, Any], Target], Iterator[Plan]]

AIMS: dict[str, _Aim] = {
    "window": aims_at_times.window,
    "duration": aims_at_times.duration,
    "avoid": aims_at_times.avoid,
    "present": aims_at_times.present,
    "bounds": aims_at_times.bounds,
    "no_overlap": aims_between.no_overlap,
    "transition": aims_between.transition,
    "precedence": aims_between.precedence,
    "capacity": aims_between.capacity,
    "count": aims_at_sets.count,
    "total": aims_at_sets.total,
    "allowed": aims_at_sets.allowed,
    "cover": aims_at_sets.cover,
    "domain": aims_at_sets.domain,
    "differ": aims_at_sets.differ,
}
MAX_PLANS = 3000


def aimed(task: Task, constraint: Constraint, base: Plan | None = None, *, beyond: bool = False) -> list[Plan]:
    """Plans that stand just inside and just outside of every parameter of the constraint's check.

    A step inside each listed interval, one tick to either side of each bound, over each connection listed or not,
    one item fewer or more, optional steps in and out; made from `base`, a plan of the task's format (by default the
    plain one of its slots), each edited step also alone. None of them need be feasible. Plans that leave the days
    of the format are left out unless `beyond` is set. A family without parameters of this kind is aimed at by
    dropping single steps only; without slots and values there is nothing to aim with. At most 3,000 plans.
    """
    shape = task.plan_format
    if shape is None or constraint.check is None:
        return []
    plan = base if base is not None else filled(shape)
    within = () if beyond else reach(shape)
    found = _aims(constraint.check, Target(plan, shape))
    kept: list[Plan] = []
    for candidate in found:
        if reachable(candidate, within):
            kept.append(candidate)
        if len(kept) >= MAX_PLANS:
            break
    return distinct(kept)


def _aims(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    yield target.base
    for name in ("when", "then"):
        if check.get("type") == "implies" and isinstance(check.get(name), dict):
            yield from _aims(check[name], target)
    if check.get("type") == "any_of":
        for member in check.get("checks") or ():
            yield from _aims(member, target)
    aim = AIMS.get(str(check.get("type")))
    if aim is not None:
        yield from _guarded(aim, check, target)
    for step in target.base.steps:
        yield without(target.base, [step.id])


def _guarded(aim: _Aim, check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """The aim's plans; a check whose data do not have their types is not aimed at, lint says so."""
    try:
        yield from aim(check, target)
    except (TypeError, ValueError, AttributeError, KeyError, ValidationError):
        return
