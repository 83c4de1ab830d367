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
VALUES = ("v0", "v1")
DOMAIN = (1, 2, "red")
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
            values={f"v{number}": DOMAIN[: random.randint(2, 3)] for number in range(values)},
        )
        if 1 < count(shape) <= most:
            return shape


def values_for(family: str, random: Random) -> int:
    """How many values the format has: both that a check on values may name."""
    return 2 if family in ("domain", "differ") else random.randint(0, 1)


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


def _precedence(random: Random) -> Rule:
    least, most = _pair(random, -2, 3)
    first, then = random.sample([{}, {"id": "s0"}, {"id": "s1"}, {"action": "meet"}, {"location": "Dock"}], 2)
    return {"type": "precedence", "first": first, "then": then, "min_lag": least, **_maybe(random, max_lag=most)}


def _capacity(random: Random) -> Rule:
    return {"type": "capacity", "select": _select(random), "resource": "crew", "limit": random.randint(0, 3)}


def _transition(random: Random) -> Rule:
    pairs = [(here, there) for here in PLACES for there in PLACES if random.random() < 0.6]
    lag: dict[str, dict[str, int]] = {}
    for here, there in pairs:
        lag.setdefault(here, {})[there] = random.choice((0, 0, 1, 2))
    origin = random.choice(({}, {"origin": "Dock"}, {"origin": "Hill", "origin_time": random.randint(-2, 1)}))
    select = random.choice(({}, {}, _select(random)))
    return {"type": "transition", "select": select, "lag": lag, "exact": random.random() < 0.3, **origin}


def _bounds(random: Random) -> Rule:
    start, end = _pair(random, 0, 6)
    sides = random.choice(({"start": start}, {"end": end}, {"start": start, "end": end}))
    return {"type": "bounds", "select": _select(random), **sides}


def _present(random: Random) -> Rule:
    return {"type": "present", "location": random.choice(PLACES), "interval": list(_pair(random, 0, 5))}


def _cover(random: Random) -> Rule:
    fields: dict[str, tuple[Any, ...]] = {
        "location": PLACES,
        "actors": ("Ana", "Ben"),
        "start": (0, 1, 2, 3.0),
        "cost": (0, 1, 2.5),
        "args.mood": (1,),
    }
    field = random.choice(("location", "actors", "actors", "start", "cost", "args.mood"))
    values = random.sample(fields[field], random.randint(1, min(2, len(fields[field]))))
    return {"type": "cover", "select": _select(random), "field": field, "values": values, "once": random.random() < 0.5}


def _total(random: Random) -> Rule:
    field = random.choice(("cost", "cost", "duration", "resources.crew", "args.mood"))
    least, most = sorted(random.choice((0, 0.2, 1, 1.1, 2, 2.5, 2.6, 3, 4)) for _ in range(2))
    sides = random.choice(({"min": least}, {"max": most}, {"min": least, "max": most}))
    return {"type": "total", "select": _select(random), "field": field, **sides}


def _domain(random: Random) -> Rule:
    return {"type": "domain", "keys": random.sample(VALUES, random.randint(1, 2)), "values": random.sample(DOMAIN, 2)}


def _differ(random: Random) -> Rule:
    return {"type": "differ", "pairs": [random.sample(VALUES, 2)]}


def _implies(random: Random) -> Rule:
    return {"type": "implies", "when": _count(random), "then": _simple(random)}


def _any_of(random: Random) -> Rule:
    return {"type": "any_of", "checks": [_simple(random) for _ in range(random.randint(2, 3))]}


def _simple(random: Random) -> Rule:
    """A check that can stand within another and be negated."""
    return random.choice((_window, _avoid, _no_overlap, _count, _precedence, _capacity, _cover, _total))(random)


def _maybe(random: Random, **given: int) -> Rule:
    return given if random.random() < 0.6 else {}


FAMILIES: dict[str, Callable[[Random], Rule]] = {
    "window": _window,
    "duration": _duration,
    "avoid": _avoid,
    "no_overlap": _no_overlap,
    "count": _count,
    "allowed": _allowed,
    "precedence": _precedence,
    "capacity": _capacity,
    "transition": _transition,
    "bounds": _bounds,
    "present": _present,
    "cover": _cover,
    "total": _total,
    "domain": _domain,
    "differ": _differ,
    "implies": _implies,
    "any_of": _any_of,
}
