"""Near misses: random small changes of plans that are right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from plangen.schema import Interval, Plan, Step, Task
from plangen.trust.trials.edits import at, distinct, filled, length, mark, only, reach, reachable, replaced, without

OF_THE_FIRST = 80
OF_THE_OTHERS = 40
TRIES = 4

_Edit = Callable[[Plan, "_Draw"], Plan | None]


def near_misses(task: Task, solutions: Sequence[Plan], rng: Random) -> list[Plan]:
    """The solutions, about 80 mutants of the first and 40 of the others, without repetitions.

    A mutant shifts, lengthens, swaps, drops, doubles or moves a step, shifts all later ones, slides one over the
    horizon, or changes a value (`constraints.md`, section 6). Without a solution the plain plan of the slots is
    changed; a task without slots and values has none.
    """
    if task.plan_format is None:
        return list(solutions)
    bases = list(solutions) or [filled(task.plan_format)]
    draw = _Draw(rng, task)
    within = reach(task.plan_format)
    others = [*draw.mutants(bases[:1], OF_THE_FIRST, within), *draw.mutants(bases[1:], OF_THE_OTHERS, within)]
    return distinct([*bases, *others])


class _Draw:
    """What an edit may draw from: the generator, the format's grain, places and domains."""

    def __init__(self, rng: Random, task: Task) -> None:
        shape = task.plan_format
        self.rng = rng
        self.slots = () if shape is None else shape.slots
        self.domains = {} if shape is None else {key: values for key, values in shape.values.items() if values}
        self.plain = () if shape is None else filled(shape).steps
        self.places = sorted({slot.location for slot in self.slots if slot.location})
        self.grain = max((slot.every for slot in self.slots), default=1)
        self.edits: list[_Edit] = [*(_TIMED if self.slots else ()), *([_value] if self.domains else ())]

    def mutants(self, bases: Sequence[Plan], number: int, within: Sequence[Interval]) -> list[Plan]:
        """So many different mutants of the plans in turn, all on the format's days; fewer where tries run out."""
        found: dict[object, Plan] = {}
        for turn in range(TRIES * number if bases and self.edits else 0):
            mutant = self.rng.choice(self.edits)(bases[turn % len(bases)], self)
            if mutant is not None and reachable(mutant, within):
                found.setdefault(mark(mutant), mutant)
            if len(found) == number:
                break
        return list(found.values())

    def step(self, plan: Plan) -> Step | None:
        """A step with times."""
        timed = [step for step in plan.steps if step.start is not None and step.end is not None]
        return self.rng.choice(timed) if timed else None

    def by(self) -> int:
        """A number of ticks, often small, often a multiple of the grain."""
        size = self.rng.choice((1, 1, self.grain, 2 * self.grain, self.rng.randint(1, 8 * self.grain)))
        return size if self.rng.random() < 0.5 else -size


def _shift(plan: Plan, draw: _Draw) -> Plan | None:
    step = draw.step(plan)
    return None if step is None else replaced(plan, at(step, (step.start or 0) + draw.by()))


def _lengthen(plan: Plan, draw: _Draw) -> Plan | None:
    step = draw.step(plan)
    if step is None:
        return None
    start = step.start or 0
    return replaced(plan, at(step, start, start + max(0, length(step) + draw.by())))


def _swap(plan: Plan, draw: _Draw) -> Plan | None:
    if len(plan.steps) < 2:
        return None
    one, two = draw.rng.sample(plan.steps, 2)
    if one.start is None or two.start is None:
        return None
    return replaced(plan, at(one, two.start), at(two, one.start))


def _drop(plan: Plan, draw: _Draw) -> Plan | None:
    return without(plan, [draw.rng.choice(plan.steps).id]) if plan.steps else None


def _double(plan: Plan, draw: _Draw) -> Plan | None:
    step = draw.step(plan)
    if step is None:
        return None
    twin = at(step, (step.end or 0) + draw.rng.choice((0, draw.grain))).model_copy(update={"id": f"{step.id}_twin"})
    return only(plan, *plan.steps, twin)


def _move(plan: Plan, draw: _Draw) -> Plan | None:
    step = draw.step(plan)
    if step is None or len(draw.places) < 2:
        return None
    return replaced(plan, step.model_copy(update={"location": draw.rng.choice(draw.places)}))


def _shift_later(plan: Plan, draw: _Draw) -> Plan | None:
    step, by = draw.step(plan), draw.by()
    if step is None:
        return None
    later = [other for other in plan.steps if other.start is not None and other.start >= (step.start or 0)]
    return replaced(plan, *(at(other, (other.start or 0) + by) for other in later))


def _slide(plan: Plan, draw: _Draw) -> Plan | None:
    step = draw.step(plan)
    slot = next((slot for slot in draw.slots if step is not None and slot.id == step.id), None)
    if step is None or slot is None or not slot.within:
        return None
    start, end = draw.rng.choice(slot.within)
    places = range(start, max(start + 1, end - length(step) + 1), slot.every)
    return replaced(plan, at(step, draw.rng.choice(places)))


def _optional(plan: Plan, draw: _Draw) -> Plan | None:
    loose = [slot for slot in draw.slots if slot.optional]
    if not loose:
        return None
    slot = draw.rng.choice(loose)
    if any(step.id == slot.id for step in plan.steps):
        return without(plan, [slot.id])
    return only(plan, *plan.steps, *(step for step in draw.plain if step.id == slot.id))


def _value(plan: Plan, draw: _Draw) -> Plan | None:
    key = draw.rng.choice(sorted(draw.domains))
    return plan.model_copy(update={"values": {**plan.values, key: draw.rng.choice(draw.domains[key])}})


_TIMED: tuple[_Edit, ...] = (_shift, _lengthen, _swap, _drop, _double, _move, _shift_later, _slide, _optional)
