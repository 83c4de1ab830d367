"""Plans aimed at sets: how many steps there are, what they add up to, which values occur."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plangen.schema import Plan, Step
from plangen.trust.trials.edits import length, only, replaced
from plangen.trust.trials.target import Target

MAX_VALUES = 40
_BESIDE = (-1, 0, 1)
_ELSE = "somewhere else"


def count(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """As many selected steps as either bound, one fewer and one more, and none."""
    picked = target.picked(check)
    bounds = [check[name] for name in ("min", "max") if check.get(name) is not None]
    for number in sorted({0, 1, *(bound + by for bound in bounds for by in _BESIDE)}):
        if picked and 0 <= number <= len(picked) + MAX_VALUES:
            rest = target.gone(*picked).steps
            twins = [_twin(picked[k % len(picked)], k) for k in range(len(picked), number)]
            yield only(target.base, *rest, *picked[:number], *twins)
            yield only(target.base, *picked[:number], *twins)
            yield only(target.base, *rest, *picked[len(picked) - min(number, len(picked)) :])


def total(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """Sums at either bound, one below and one above it; and each subset that lacks one step or has one only."""
    picked = target.picked(check)
    field = str(check.get("field"))
    for step in picked:
        yield target.gone(step)
        yield only(target.base, step)
    for bound in [check[name] for name in ("min", "max") if check.get(name) is not None]:
        for by in _BESIDE:
            if picked and (changed := _amount(picked[0], field, bound + by)) is not None:
                yield only(target.base, changed)


def allowed(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """A selected step with each value that the check or the format knows, with another one, and with none."""
    field = str(check.get("field"))
    known = _known(check, target, field)
    for step in target.some(check)[:1]:
        for value in [*known, _ELSE, None]:
            if (changed := _with(step, field, value)) is not None:
                yield only(target.base, changed)
                yield replaced(target.base, changed)


def cover(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """The plan without each value, with each twice, and with one only."""
    field = str(check.get("field"))
    picked = target.picked(check)
    for value in _known(check, target, field):
        having = [step for step in picked if _has(step, field, value)]
        yield target.gone(*having)
        yield only(target.base, *having)
        yield only(target.base, *target.base.steps, *(_twin(step, 1) for step in having[:1]))


def domain(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """Each key with each value that the check or the format gives it, with another one, and without."""
    base = target.base
    for key in _keys(check, target)[:MAX_VALUES]:
        known = [*(check.get("values") or ()), *target.shape.values.get(key, ())]
        for value in [*_unique(known)[:MAX_VALUES], _ELSE]:
            yield base.model_copy(update={"values": {**base.values, key: value}})
        yield base.model_copy(update={"values": {name: v for name, v in base.values.items() if name != key}})


def differ(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """All keys different but for one pair, for each pair of keys."""
    keys = _keys(check, target)[:MAX_VALUES]
    apart: dict[str, Any] = {key: f"value {number}" for number, key in enumerate(keys)}
    yield target.base.model_copy(update={"values": apart})
    for number, one in enumerate(keys):
        for two in keys[:number]:
            yield target.base.model_copy(update={"values": {**apart, one: apart[two]}})


def _keys(check: Mapping[str, Any], target: Target) -> list[str]:
    paired = [key for pair in check.get("pairs") or () for key in pair]
    return _unique([*target.shape.values, *(check.get("keys") or ()), *paired])


def _known(check: Mapping[str, Any], target: Target, field: str) -> list[Any]:
    there = [value for slot in target.base.steps for value in _values(slot, field)]
    return _unique([*(check.get("values") or ()), *there])[:MAX_VALUES]


def _values(step: Step, field: str) -> list[Any]:
    name = field.removeprefix("args.")
    found: Any = step.args.get(name) if name != field else getattr(step, name, None)
    return list(found) if isinstance(found, list | tuple) else [] if found is None else [found]


def _has(step: Step, field: str, value: Any) -> bool:
    return value in _values(step, field)


def _with(step: Step, field: str, value: Any) -> Step | None:
    name = field.removeprefix("args.")
    if name != field:
        return step.model_copy(update={"args": {**step.args, name: value}})
    if name in ("actors", "depends_on"):
        return step.model_copy(update={name: () if value is None else (str(value),)})
    fitting = {"location": str, "action": str, "start": int, "end": int, "cost": int}.get(name)
    if fitting is None or (value is None and name == "action"):
        return None
    return step.model_copy(update={name: value}) if value is None or isinstance(value, fitting) else None


def _amount(step: Step, field: str, amount: int) -> Step | None:
    if field == "cost":
        return step.model_copy(update={"cost": float(amount)})
    if field == "duration" and amount >= 0:
        return step.model_copy(update={"end": (step.start or 0) + amount})
    if field.startswith("resources."):
        name = field.removeprefix("resources.")
        return step.model_copy(update={"resources": {**step.resources, name: amount}})
    return None


def _twin(step: Step, number: int) -> Step:
    start = (step.end or 0) + number * max(1, length(step))
    return step.model_copy(update={"id": f"{step.id}_twin{number}", "start": start, "end": start + length(step)})


def _unique(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
