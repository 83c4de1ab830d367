"""Where a slot's step may lie: its legal starts and lengths, and what a step does wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from plangen.reading.choices import value_faults
from plangen.reading.clock import Clock
from plangen.schema import Plan, PlanFormat, Slot, Step, Violation


def starts(slot: Slot) -> Iterator[int]:
    """Every tick at which the slot's step may start, interval by interval."""
    for start, end in slot.within:
        yield from range(start, end - slot.duration[0] + 1, slot.every)


def count_starts(slot: Slot) -> int:
    """The number of legal starts, without listing them."""
    return sum(len(range(start, end - slot.duration[0] + 1, slot.every)) for start, end in slot.within)


def fill(slot: Slot, start: int, end: int) -> Step:
    """The step `[start, end)` that fills the slot and takes over all that it fixes."""
    return Step(
        id=slot.id,
        action=slot.action,
        start=start,
        end=end,
        location=slot.location,
        actors=slot.actors,
        resources=slot.resources,
        cost=slot.cost,
    )


def next_slots(plan_format: PlanFormat, done_ids: Collection[str] = ()) -> tuple[Slot, ...]:
    """The slots that one further step of a plan decides: the next one that must be filled, with the optional ones
    before it, and behind the last one also those after it; none when all are filled.
    """
    slots = plan_format.slots
    must = [at for at, slot in enumerate(slots) if not slot.optional]
    at = next((at for at in must if slots[at].id not in done_ids), len(slots))
    first = max((other + 1 for other in must if other < at), default=0)
    behind = at + 1 if must and at < must[-1] else len(slots)
    return tuple(slot for slot in slots[first:behind] if slot.id not in done_ids)


def misfits(plan_format: PlanFormat, plan: Plan, *, partial: bool = False) -> tuple[Violation, ...]:
    """What in the plan is not of the format: its clock, missing and strange steps and values, steps outside their slot.

    An optional slot may be missing. On a partial plan nothing counts as missing.
    """
    if (plan.unit, plan.origin) != (plan_format.unit, plan_format.origin):
        asked, given = (f"{shape.unit}s from {shape.origin or 'no origin'}" for shape in (plan_format, plan))
        return (Violation(message=f"the plan counts {given}, the task {asked}"),)
    clock, slots = Clock.of(plan_format), {slot.id: slot for slot in plan_format.slots}
    seen: set[str] = set()
    found: list[Violation] = []
    for step in plan.steps:
        if step.id not in slots or step.id in seen:
            fault = "is given twice" if step.id in seen else "is no step that the task asks for"
            found.append(Violation(message=f"{step.id} {fault}", steps=(step.id,)))
            continue
        seen.add(step.id)
        found += [Violation(message=message, steps=(step.id,)) for message in _faults(slots[step.id], step, clock)]
    if not partial:
        missing = [slot.id for slot in plan_format.slots if slot.id not in seen and not slot.optional]
        found += [Violation(message=f"the step {name} is missing", steps=(name,)) for name in missing]
    found += [Violation(message=fault) for fault in value_faults(plan_format, plan, partial=partial)]
    return tuple(found)


def _faults(slot: Slot, step: Step, clock: Clock) -> Iterator[str]:
    filled = (slot.action, slot.location, slot.actors)
    if (step.action, step.location, step.actors) != filled:
        yield f"{step.id} has another action, location or actors than the task asks for"
    if (step.resources, step.cost) != (slot.resources, slot.cost):
        yield f"{step.id} has other resources or another cost than the task says"
    if step.start is None or step.end is None or step.end < step.start:
        yield f"{step.id} has no valid start and end"
        return
    shortest, longest = slot.duration
    if not shortest <= step.end - step.start <= longest:
        asked = clock.length(shortest) + ("" if shortest == longest else f" to {clock.length(longest)}")
        yield f"{step.id} lasts {clock.length(step.end - step.start)}, the task asks for {asked}"
    inside = [start for start, end in slot.within if start <= step.start and step.end <= end]
    if not inside:
        allowed = ", ".join(clock.span(*interval) for interval in slot.within[:10])
        yield f"{step.id} ({clock.span(step.start, step.end)}) does not lie within {allowed}"
    elif all((step.start - start) % slot.every for start in inside):
        yield f"{step.id} starts at {clock.time(step.start)}, the task asks for every {clock.length(slot.every)}"


def describe_slots(plan_format: PlanFormat) -> tuple[str, ...]:
    """Each slot in one plain line: what it is, how long it takes, where it may lie, and whether it may be left out."""
    clock = Clock.of(plan_format)
    return tuple(_line(slot, clock) for slot in plan_format.slots)


def _line(slot: Slot, clock: Clock) -> str:
    shortest, longest = slot.duration
    length = clock.length(shortest) + ("" if shortest == longest else f" to {clock.length(longest)}")
    who = f" with {', '.join(slot.actors)}" if slot.actors else ""
    place = f" at {slot.location}" if slot.location else ""
    within = ", ".join(clock.span(*interval) for interval in slot.within)
    every = f", starting every {clock.length(slot.every)}" if slot.every > 1 else ""
    uses = "".join(f", uses {amount} {name}" for name, amount in slot.resources.items())
    cost = f", costs {slot.cost:g}" if slot.cost else ""
    optional = " (optional: it may be left out)" if slot.optional else ""
    return f"{slot.id}{who}{place}: {length}, within {within}{every}{uses}{cost}{optional}"
