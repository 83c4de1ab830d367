"""Where a slot's step may lie: its legal starts and lengths, and what a step does wrong."""

from __future__ import annotations

from collections.abc import Iterator

from plangen.reading.clock import Clock
from plangen.schema import Plan, PlanFormat, Slot, Step, Violation


def starts(slot: Slot) -> Iterator[int]:
    """Every tick at which the slot's step may start, interval by interval."""
    for start, end in slot.within:
        yield from range(start, end - slot.duration[0] + 1, slot.every)


def count_starts(slot: Slot) -> int:
    """The number of legal starts, without listing them."""
    return sum(len(range(start, end - slot.duration[0] + 1, slot.every)) for start, end in slot.within)


def misfits(plan_format: PlanFormat, plan: Plan, *, partial: bool = False) -> tuple[Violation, ...]:
    """What in the plan is not of the format: its clock, missing and strange steps, steps outside their slot."""
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
        found += [Violation(message=f"the step {slot} is missing", steps=(slot,)) for slot in slots if slot not in seen]
    return tuple(found)


def _faults(slot: Slot, step: Step, clock: Clock) -> Iterator[str]:
    filled = (slot.action, slot.location, slot.actors)
    if (step.action, step.location, step.actors) != filled:
        yield f"{step.id} has another action, location or actors than the task asks for"
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
    """Each slot in one plain line: what it is, how long it takes, and where it may lie."""
    clock = Clock.of(plan_format)
    return tuple(_line(slot, clock) for slot in plan_format.slots)


def _line(slot: Slot, clock: Clock) -> str:
    shortest, longest = slot.duration
    length = clock.length(shortest) + ("" if shortest == longest else f" to {clock.length(longest)}")
    who = f" with {', '.join(slot.actors)}" if slot.actors else ""
    place = f" at {slot.location}" if slot.location else ""
    within = ", ".join(clock.span(*interval) for interval in slot.within)
    every = f", starting every {clock.length(slot.every)}" if slot.every > 1 else ""
    return f"{slot.id}{who}{place}: {length}, within {within}{every}"
