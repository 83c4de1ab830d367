"""The numbers and names of a check by their place in it, and how one of them is changed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from plangen.schema import Task
from plangen.trust.trials.edits import reach

Check = dict[str, Any]

LOW = {"window": "earliest", "duration": "min", "bounds": "start", "count": "min", "total": "min"}
HIGH = {"window": "latest", "duration": "max", "bounds": "end", "count": "max", "total": "max", "capacity": "limit"}
TIMED = ("window", "avoid", "present", "bounds")


def added(check: Check, spot: tuple[Any, ...]) -> Check:
    """The check with `spot[-1]` added to the number that the rest of `spot` leads to."""
    *path, by = spot
    if len(path) == 1:
        return {**check, path[0]: (check.get(path[0]) or 0) + by}
    inner = check[path[0]]
    if isinstance(inner, dict):
        return {**check, path[0]: added(inner, (*path[1:], by))}
    changed = list(inner)
    changed[path[1]] = changed[path[1]] + by if len(path) == 2 else _item_added(changed[path[1]], path[2], by)
    return {**check, path[0]: changed}


def _item_added(pair: Any, at: int, by: int) -> list[int]:
    return [value + by if n == at else value for n, value in enumerate(pair)]


def in_reach(check: Check, task: Task) -> Callable[[tuple[Any, ...]], bool]:
    """Whether a number may be misread: times at the edge of all days are nowhere said."""
    around = () if task.plan_format is None else reach(task.plan_format)
    edges = {tick for span in around for tick in span}

    def said(path: tuple[Any, ...]) -> bool:
        value: Any = check
        for part in path:
            value = value[part]
        inside = any(low < value < high for low, high in around)
        return check["type"] not in TIMED or (inside and value not in edges)

    return said


def numbers(check: Check) -> list[tuple[Any, ...]]:
    kind = check["type"]
    found: list[tuple[Any, ...]] = [
        (name,) for name in (LOW.get(kind), HIGH.get(kind)) if name and check.get(name) is not None
    ]
    if kind in ("duration", "count", "bounds") and len(found) == 2 and check[found[0][0]] == check[found[1][0]]:
        return []
    if kind == "avoid":
        found += [("intervals", n, side) for n in range(len(check["intervals"])) for side in (0, 1)]
    if kind == "present":
        found += [("interval", 0), ("interval", 1)]
    if kind == "transition":
        found += [("lag", a, b) for a, row in check["lag"].items() for b in row]
        found += [("origin_time",)] if check.get("origin_time") is not None else []
    if kind == "precedence":
        found += [(name,) for name in ("min_lag", "max_lag") if check.get(name)]
    return found


def time_moved(check: Check, task: Task, rng: Random, minutes: int) -> Check | None:
    unit = None if task.plan_format is None else task.plan_format.unit
    if unit not in ("minute", "hour") or check["type"] not in (*TIMED, "transition"):
        return None
    by = minutes if unit == "minute" else minutes // 60
    spots = [path for path in filter(in_reach(check, task), numbers(check)) if path[0] != "lag"]
    if not spots:
        return None
    path = rng.choice(sorted(spots, key=str))
    value: Any = check
    for part in path:
        value = value[part]
    day = 1440 if unit == "minute" else 24
    ways = [sign for sign in (1, -1) if value // day == (value + sign * by) // day]
    return added(check, (*path, rng.choice(ways) * by)) if ways else None


def other_name(check: Check, key: str, names: set[str], rng: Random) -> Check | None:
    for selector in ("select", "first", "then"):
        name = (check.get(selector) or {}).get(key)
        others = sorted(names - {name})
        if name and others:
            return {**check, selector: {**check[selector], key: rng.choice(others)}}
    return None


def grain(task: Task) -> int:
    shape = task.plan_format
    if shape is None or shape.unit in ("day", "step"):
        return 1
    return 30 if shape.unit == "minute" else 1
