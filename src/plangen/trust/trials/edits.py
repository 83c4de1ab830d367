"""Small edits of plans, and the plain plan that a format's slots allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from plangen.schema import Interval, Plan, PlanFormat, Slot, Step

DAY = {"minute": 24 * 60, "hour": 24}
"""Ticks of a day, for the units in which plans are made within days."""


def filled(plan_format: PlanFormat) -> Plan:
    """Every slot (optional ones too) at its first start behind the slot before it, as short as it may be.

    Such a plan need not be feasible: it is what trial plans are made from when no solution is at hand. Each key of
    `values` has the first value of its domain.
    """
    steps: list[Step] = []
    for slot in plan_format.slots:
        after = steps[-1].end if steps else None
        start = _first(slot, after)
        steps.append(step_of(slot, start, start + slot.duration[0]))
    values = {key: domain[0] for key, domain in plan_format.values.items() if domain}
    return plan_of(plan_format, steps, values)


def step_of(slot: Slot, start: int, end: int) -> Step:
    """The step that fills `slot` at these times."""
    return Step.model_construct(
        id=slot.id,
        action=slot.action,
        start=start,
        end=end,
        location=slot.location,
        actors=slot.actors,
        resources=slot.resources,
        cost=slot.cost,
        depends_on=(),
        args={},
    )


def plan_of(plan_format: PlanFormat, steps: Iterable[Step], values: dict[str, JsonValue] | None = None) -> Plan:
    """A plan of the format's unit and origin."""
    return Plan.model_construct(
        unit=plan_format.unit, origin=plan_format.origin, steps=tuple(steps), values=values or {}, text=""
    )


def at(step: Step, start: int, end: int | None = None) -> Step:
    """The step at other times; without `end` it keeps its length."""
    length = (step.end or 0) - (step.start or 0)
    return step.model_copy(update={"start": start, "end": start + length if end is None else end})


def replaced(plan: Plan, *steps: Step) -> Plan:
    """The plan with these steps in the place of those with the same id."""
    new = {step.id: step for step in steps}
    return plan.model_copy(update={"steps": tuple(new.get(step.id, step) for step in plan.steps)})


def only(plan: Plan, *steps: Step) -> Plan:
    """The plan that consists of these steps."""
    return plan.model_copy(update={"steps": steps})


def without(plan: Plan, ids: Iterable[str]) -> Plan:
    """The plan without the steps of these ids."""
    gone = set(ids)
    return plan.model_copy(update={"steps": tuple(step for step in plan.steps if step.id not in gone)})


def length(step: Step) -> int:
    """The step's ticks; 0 when it has no valid times."""
    return max(0, (step.end or 0) - (step.start or 0))


def distinct(plans: Iterable[Plan]) -> list[Plan]:
    """The plans without repetitions, in order."""
    seen: dict[tuple[object, ...], Plan] = {}
    for plan in plans:
        seen.setdefault(mark(plan), plan)
    return list(seen.values())


def mark(plan: Plan) -> tuple[object, ...]:
    """What tells plans apart that are made from one format."""
    steps = tuple(
        (step.id, step.start, step.end, step.location, step.actors, step.action, step.cost, *_odd(step))
        for step in plan.steps
    )
    return (steps, repr(plan.values) if plan.values else "")


def _odd(step: Step) -> tuple[str, ...]:
    """The fields that few steps have."""
    return tuple(repr(field) for field in (step.args, step.resources, step.depends_on) if field)


def reach(plan_format: PlanFormat) -> tuple[Interval, ...]:
    """The times that plans of the format are about, without overlaps.

    Minutes and hours: every day that a slot may touch. Other units: from two ticks before the first to two ticks
    after the last. Two readings that differ only outside do not differ for any plan.
    """
    spans = sorted(span for slot in plan_format.slots for span in slot.within)
    if not spans:
        return ()
    day = DAY.get(plan_format.unit)
    if day is None:
        return ((spans[0][0] - 2, max(end for _, end in spans) + 2),)
    joined: list[Interval] = []
    for start, end in ((first // day * day, -(-last // day) * day) for first, last in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def reachable(plan: Plan, within: Sequence[Interval]) -> bool:
    """Whether every step with times lies inside one interval of `within`; an empty `within` allows all."""
    return not within or all(
        step.start is None or step.end is None or any(low <= step.start and step.end <= high for low, high in within)
        for step in plan.steps
    )


def _first(slot: Slot, after: int | None) -> int:
    for start, end in slot.within:
        begin = start if after is None or after <= start else start + -(-(after - start) // slot.every) * slot.every
        if begin + slot.duration[0] <= end:
            return begin
    return slot.within[0][0] if slot.within else 0
