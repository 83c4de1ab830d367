"""Small random tasks, and all their plans found without a solver: every start, end, absence and value is tried."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random
from typing import Any

from plangen.reading import misfits
from plangen.schema import Constraint, Plan, PlanFormat, Slot, Step, Task
from plangen.verifiers import check_constraints

PLACES = ("Dock", "Hill", "Mill")
Rule = dict[str, Any]


def constraint(name: str, check: Rule | None, **more: Any) -> Constraint:
    return Constraint(id=name, text=f"{name} holds", check=check, **{"trust": "confirmed", **more})


def task(shape: PlanFormat, *checks: Rule) -> Task:
    listed = tuple(constraint(f"k{number}", check) for number, check in enumerate(checks))
    return Task(text="Plan it.", plan_format=shape, constraints=listed)


def random_shape(random: Random, *, slots: int, values: int = 0, most: int = 90) -> PlanFormat:
    """A format with at most `most` plans."""
    while True:
        shape = PlanFormat(
            slots=tuple(_slot(random, number) for number in range(slots)),
            values={f"v{number}": (1, 2, "red")[: random.randint(2, 3)] for number in range(values)},
        )
        if 1 < count(shape) <= most:
            return shape


def _slot(random: Random, number: int) -> Slot:
    shortest = random.randint(0, 2)
    opening = random.randint(-1, 2)
    second = (random.randint(3, 5), random.randint(5, 7))
    return Slot(
        id=f"s{number}",
        action=random.choice(("meet", "walk")),
        location=random.choice((*PLACES, None)),
        actors=random.choice(((), ("Ana",), ("Ana", "Ben"))),
        within=((opening, opening + random.randint(0, 3)), *((second,) if random.random() < 0.4 else ())),
        duration=(shortest, shortest + random.randint(0, 2)),
        every=random.choice((1, 1, 2)),
        optional=random.random() < 0.4,
        resources=random.choice(({}, {"crew": 1}, {"crew": 2})),
        cost=random.choice((0, 1, 2.5, 0.1)),
    )


def count(shape: PlanFormat) -> int:
    number = 1
    for slot in shape.slots:
        number *= len(_fillings(slot))
    for domain in shape.values.values():
        number *= len(domain)
    return number


def plans(shape: PlanFormat) -> list[Plan]:
    keys = list(shape.values)
    return [
        Plan(unit=shape.unit, steps=tuple(step for step in steps if step), values=dict(zip(keys, chosen, strict=True)))
        for steps in product(*(_fillings(slot) for slot in shape.slots))
        for chosen in product(*shape.values.values())
    ]


def _fillings(slot: Slot) -> list[Step | None]:
    fixed = {"id": slot.id, "action": slot.action, "location": slot.location, "actors": slot.actors}
    fixed |= {"resources": slot.resources, "cost": slot.cost}
    times = sorted(
        {
            (start, start + length)
            for opening, closing in slot.within
            for start in range(opening, closing + 1, slot.every)
            for length in range(slot.duration[0], slot.duration[1] + 1)
            if start + length <= closing
        }
    )
    there: list[Step | None] = [Step(start=start, end=end, **fixed) for start, end in times]
    return [*there, None] if slot.optional else there


def feasible(given: Task) -> list[Plan]:
    """The plans that the evaluators accept."""
    assert given.plan_format is not None
    found = [plan for plan in plans(given.plan_format) if not misfits(given.plan_format, plan)]
    return [plan for plan in found if all(item.status == "pass" for item in check_constraints(given, plan))]


def texts(found: Any) -> list[str]:
    return sorted(plan.model_dump_json() for plan in found)


def _select(random: Random) -> Rule:
    return random.choice(
        (
            {},
            {},
            {"actor": random.choice(("Ana", "Ben"))},
            {"action": random.choice(("meet", "walk"))},
            {"location": random.choice(PLACES)},
            {"id": random.choice(("s0", "s1"))},
        )
    )


def _pair(random: Random, low: int, high: int) -> tuple[int, int]:
    first, second = sorted((random.randint(low, high), random.randint(low, high)))
    return first, second


def _window(random: Random) -> Rule:
    earliest, latest = _pair(random, -1, 7)
    sides = random.choice(({"earliest": earliest}, {"latest": latest}, {"earliest": earliest, "latest": latest}))
    return {"type": "window", "select": _select(random), **sides}


def _duration(random: Random) -> Rule:
    least, most = _pair(random, 0, 4)
    sides = random.choice(({"min": least}, {"max": most}, {"min": least, "max": most}))
    return {"type": "duration", "select": _select(random), **sides}


def _avoid(random: Random) -> Rule:
    busy = [[start, start + random.randint(1, 3)] for start in random.sample(range(-2, 7), random.randint(1, 3))]
    return {"type": "avoid", "select": _select(random), "intervals": busy}


def _no_overlap(random: Random) -> Rule:
    return {"type": "no_overlap", "select": _select(random), "gap": random.randint(0, 2)}


def _count(random: Random) -> Rule:
    least, most = _pair(random, 0, 3)
    sides = random.choice(({"min": least}, {"max": most}, {"min": least, "max": most}))
    return {"type": "count", "select": _select(random), **sides}


def _allowed(random: Random) -> Rule:
    fields: dict[str, tuple[Any, ...]] = {
        "location": PLACES,
        "actors": ("Ana", "Ben"),
        "action": ("meet", "walk"),
        "id": ("s0", "s1"),
        "start": (0, 1, 2, 3.0, "4", True),
        "end": (1, 2, 3, 4, 2.5),
        "cost": (0, 1, 2.5),
        "depends_on": ("s0",),
        "args.mood": (1,),
    }
    field = random.choice(list(fields))
    values = random.sample(fields[field], random.randint(1, len(fields[field])))
    negate = random.random() < 0.4
    return {"type": "allowed", "select": _select(random), "field": field, "values": values, "negate": negate}


FAMILIES: dict[str, Callable[[Random], Rule]] = {
    "window": _window,
    "duration": _duration,
    "avoid": _avoid,
    "no_overlap": _no_overlap,
    "count": _count,
    "allowed": _allowed,
}
