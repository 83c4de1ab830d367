"""The kinds of fault: each changes one constraint of a correct reading, and leaves its quote as it is."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from benchmarks.faults.numbers_of import HIGH, LOW, Check, added, grain, in_reach, numbers, other_name, time_moved
from plangen.constraints import build_check
from plangen.errors import UsageError
from plangen.schema import Constraint, Task
from plangen.trust.trials.edits import reach

Change = Callable[[Check, Task, Random], Check | None]


def by_one(check: Check, task: Task, rng: Random, *, looser: bool) -> Check | None:
    """One tick, or one item, more or less room at one side."""
    kind, by = check["type"], 1 if looser else -1
    spots: list[tuple[Any, ...]] = []
    if check.get(LOW.get(kind, "")) is not None:
        spots.append((LOW[kind], -by))
    if check.get(HIGH.get(kind, "")) is not None:
        spots.append((HIGH[kind], by))
    if kind == "avoid":
        n = rng.randrange(len(check["intervals"]))
        spots += [("intervals", n, 0, by), ("intervals", n, 1, -by)]
    if kind == "present":
        spots += [("interval", 0, by), ("interval", 1, -by)]
    if kind == "precedence":
        spots += [("min_lag", -by)] if "min_lag" in check else []
    if kind == "no_overlap" and check.get("gap"):
        spots.append(("gap", -by))
    if kind == "transition" and any(check["lag"].values()):
        here = rng.choice(sorted(place for place, row in check["lag"].items() if row))
        spots.append(("lag", here, rng.choice(sorted(check["lag"][here])), -by))
    said = in_reach(check, task)
    spots = [spot for spot in spots if said(spot[:-1])]
    return added(check, rng.choice(spots)) if spots else None


def wrong_value(check: Check, task: Task, rng: Random) -> Check | None:
    """One number read as another one, some grains away."""
    size = max(2, grain(task)) * rng.randint(1, 4) * rng.choice((-1, 1))
    spots = list(filter(in_reach(check, task), numbers(check)))
    return added(check, (*rng.choice(spots), size)) if spots else None


def window_shifted(check: Check, task: Task, rng: Random) -> Check | None:
    """Both sides moved the same way."""
    by = grain(task) * rng.choice((-2, -1, 1, 2))
    if check["type"] == "present":
        return added(added(check, ("interval", 0, by)), ("interval", 1, by))
    if check["type"] == "window" and check.get("earliest") is not None and check.get("latest") is not None:
        return added(added(check, ("earliest", by)), ("latest", by))
    return None


def interval_shifted(check: Check, task: Task, rng: Random) -> Check | None:
    """One busy interval moved."""
    if check["type"] != "avoid":
        return None
    n, by = rng.randrange(len(check["intervals"])), grain(task) * rng.choice((-1, 1))
    return added(added(check, ("intervals", n, 0, by)), ("intervals", n, 1, by))


def hour_off(check: Check, task: Task, rng: Random) -> Check | None:
    """One time of day an hour early or late."""
    return time_moved(check, task, rng, 60)


def half_day_off(check: Check, task: Task, rng: Random) -> Check | None:
    """One time of day read in the other half of the day."""
    return time_moved(check, task, rng, 720)


def least_as_most(check: Check, task: Task, rng: Random) -> Check | None:
    """A minimum read as a maximum, or the other way round."""
    low, high = LOW.get(check["type"], ""), HIGH.get(check["type"], "")
    given = [name for name in (low, high) if name and check.get(name) is not None]
    if len(given) != 1 or not low:
        return None
    other = high if given[0] == low else low
    return {**{key: value for key, value in check.items() if key != given[0]}, other: check[given[0]]}


def side_lost(check: Check, task: Task, rng: Random) -> Check | None:
    """One of two sides not read."""
    sides = [LOW.get(check["type"], ""), HIGH.get(check["type"], "")]
    if not all(side and check.get(side) is not None for side in sides):
        return None
    gone = rng.choice(sides)
    return {key: value for key, value in check.items() if key != gone}


def interval_lost(check: Check, task: Task, rng: Random) -> Check | None:
    """One of several busy intervals not read."""
    if check["type"] != "avoid" or len(check["intervals"]) < 2:
        return None
    gone = rng.randrange(len(check["intervals"]))
    return {**check, "intervals": [one for n, one in enumerate(check["intervals"]) if n != gone]}


def interval_invented(check: Check, task: Task, rng: Random) -> Check | None:
    """A busy interval that nobody named, clear of the others."""
    if check["type"] != "avoid" or task.plan_format is None:
        return None
    low, high = rng.choice(reach(task.plan_format))
    size = grain(task) * rng.randint(1, 2)
    places = [
        start
        for start in range(low, high - size + 1, grain(task))
        if all(start + size < one[0] or start > one[1] for one in check["intervals"])
    ]
    start = rng.choice(places) if places else None
    return None if start is None else {**check, "intervals": [*check["intervals"], [start, start + size]]}


def way_lost(check: Check, task: Task, rng: Random) -> Check | None:
    """A connection not read."""
    ways = [(here, there) for here, row in (check.get("lag") or {}).items() for there in row]
    if not ways:
        return None
    here, there = rng.choice(sorted(ways))
    return {
        **check,
        "lag": {a: {b: n for b, n in row.items() if (a, b) != (here, there)} for a, row in check["lag"].items()},
    }


def way_invented(check: Check, task: Task, rng: Random) -> Check | None:
    """A connection that nobody named, as long as another one."""
    lag = check.get("lag") or {}
    places = sorted({*lag, *(there for row in lag.values() for there in row)})
    lengths = sorted(n for row in lag.values() for n in row.values())
    free = [(a, b) for a in places for b in places if a != b and b not in lag.get(a, {})]
    if not free or not lengths:
        return None
    here, there = rng.choice(free)
    return {**check, "lag": {**lag, here: {**lag.get(here, {}), there: rng.choice(lengths)}}}


def start_lost(check: Check, task: Task, rng: Random) -> Check | None:
    """The place or time of the start not read."""
    if check.get("origin") is not None:
        gone = (
            ["origin_time"]
            if check.get("origin_time") is not None and rng.random() < 0.5
            else ["origin", "origin_time"]
        )
        return {key: value for key, value in check.items() if key not in gone}
    if check["type"] == "bounds" and check.get("start") is not None and check.get("end") is not None:
        return {key: value for key, value in check.items() if key != "start"}
    return None


def one_fewer(check: Check, task: Task, rng: Random) -> Check | None:
    """A least number read as one less."""
    return added(check, ("min", -1)) if check["type"] == "count" and (check.get("min") or 0) > 1 else None


def other_person(check: Check, task: Task, rng: Random) -> Check | None:
    """Another person of the task."""
    slots = () if task.plan_format is None else task.plan_format.slots
    return other_name(check, "actor", {who for slot in slots for who in slot.actors}, rng)


def other_place(check: Check, task: Task, rng: Random) -> Check | None:
    """Another place of the task."""
    places = {slot.location for slot in (() if task.plan_format is None else task.plan_format.slots) if slot.location}
    if check["type"] == "present":
        others = sorted(places - {check["location"]})
        return {**check, "location": rng.choice(others)} if others else None
    return other_name(check, "location", places, rng)


def other_order(check: Check, task: Task, rng: Random) -> Check | None:
    """Before and after exchanged."""
    return {**check, "first": check["then"], "then": check["first"]} if check["type"] == "precedence" else None


def misspelt(check: Check, task: Task, rng: Random) -> Check | None:
    """A name in the selector that nothing has."""
    for selector in ("select", "first", "then"):
        for key in ("actor", "location", "action", "id"):
            if (name := (check.get(selector) or {}).get(key)) and len(name) > 1:
                return {**check, selector: {**check[selector], key: name[:-1]}}
    return None


def item_lost(check: Check, task: Task, rng: Random) -> Check | None:
    """One of the listed values not read."""
    if check["type"] not in ("cover", "allowed") or len(check["values"]) < 2:
        return None
    gone = rng.randrange(len(check["values"]))
    return {**check, "values": [one for n, one in enumerate(check["values"]) if n != gone]}


def word_lost(check: Check, task: Task, rng: Random) -> Check | None:
    """`Once`, or `without a break`, not read."""
    name = next((name for name in ("once", "exact") if check.get(name)), None)
    return {**check, name: False} if name else None


CHANGES: dict[str, Change] = {
    "off by one, looser": lambda check, task, rng: by_one(check, task, rng, looser=True),
    "off by one, tighter": lambda check, task, rng: by_one(check, task, rng, looser=False),
    "wrong value": wrong_value,
    "window shifted": window_shifted,
    "busy interval shifted": interval_shifted,
    "an hour off": hour_off,
    "a.m. / p.m.": half_day_off,
    "minimum as maximum": least_as_most,
    "one side lost": side_lost,
    "busy interval lost": interval_lost,
    "busy interval invented": interval_invented,
    "connection lost": way_lost,
    "connection invented": way_invented,
    "start lost": start_lost,
    "least number one less": one_fewer,
    "another person": other_person,
    "another place": other_place,
    "order exchanged": other_order,
    "name misspelt": misspelt,
    "listed value lost": item_lost,
    "once, without a break lost": word_lost,
}


def sound(constraint: Constraint) -> bool:
    """Whether the constraint's check can be built: most misreadings can."""
    try:
        return constraint.check is not None and bool(build_check(constraint.check))
    except UsageError:
        return False
