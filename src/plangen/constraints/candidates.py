"""Small plans at the edges of a check's numbers, family by family; the check itself says which of them it accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import JsonValue

from plangen.constraints.allowed import Allowed
from plangen.constraints.avoid import Avoid
from plangen.constraints.bounds import Bounds
from plangen.constraints.capacity import Capacity
from plangen.constraints.count import Count
from plangen.constraints.cover import Cover
from plangen.constraints.differ import Differ
from plangen.constraints.domain import Domain
from plangen.constraints.duration import Duration
from plangen.constraints.minimise import Minimise
from plangen.constraints.no_overlap import NoOverlap
from plangen.constraints.precedence import Precedence
from plangen.constraints.present import Present
from plangen.constraints.select import Select
from plangen.constraints.texts import accepted_json, matching_texts
from plangen.constraints.total import Total
from plangen.constraints.transition import Transition
from plangen.constraints.window import Window
from plangen.schema import Plan, Step

MAX_STEPS = 1_000
_OTHER = "none of these"


def step_of(select: Select, number: int = 1, **fields: Any) -> Step:
    """A step that the selector selects, from tick 0 to 1 unless said otherwise."""
    said = {
        "id": select.id or f"s{number}",
        "action": select.action or "",
        "location": select.location,
        "actors": () if select.actor is None else (select.actor,),
        "args": select.args,
        "start": 0,
        "end": 1,
    }
    return Step.model_validate({**said, **fields})


def merged(plans: Sequence[Plan]) -> Plan:
    """One plan of all of them; a step or value that was there already counts once, an id twice is made another."""
    steps: list[Step] = []
    for step in (step for plan in plans for step in plan.steps):
        if step not in steps:
            taken = {other.id for other in steps}
            free = next(name for name in (step.id, *(f"s{n}" for n in range(1, len(steps) + 2))) if name not in taken)
            steps.append(step.model_copy(update={"id": free}))
    values = {key: value for plan in reversed(plans) for key, value in plan.values.items()}
    return Plan(steps=tuple(steps), values=values, text=next((plan.text for plan in plans if plan.text), ""))


def _plan(*steps: Step) -> Plan:
    return Plan(steps=steps)


def _window(check: Window) -> Iterator[Plan]:
    ends = [tick for tick in (check.earliest, check.latest) if tick is not None]
    for start, end in ((ends[0], ends[-1]), (ends[0] - 1, ends[-1]), (ends[0], ends[-1] + 1)):
        yield _plan(step_of(check.select, start=start, end=end))


def _duration(check: Duration) -> Iterator[Plan]:
    ends = [length for length in (check.min, check.max) if length is not None]
    for length in (ends[0], ends[0] - 1, ends[-1] + 1):
        if length >= 0:
            yield _plan(step_of(check.select, start=0, end=length))


def _avoid(check: Avoid) -> Iterator[Plan]:
    last = max(end for _, end in check.intervals)
    start, end = check.intervals[0]
    yield _plan(step_of(check.select, start=last, end=last + 1))
    yield _plan(step_of(check.select, start=start, end=end))


def _no_overlap(check: NoOverlap) -> Iterator[Plan]:
    first = step_of(check.select)
    for start in (1 + check.gap, check.gap):
        yield _plan(first, step_of(check.select, 2, start=start, end=start + 1))
    yield _plan(first)


def _with(select: Select, field: str, value: JsonValue, number: int = 1, **fields: Any) -> Step:
    """A selected step that holds the value in the field."""
    name = field.removeprefix("args.")
    if name != field:
        return step_of(select, number, **{**fields, "args": {**select.args, name: value}})
    if field == "start" and isinstance(value, int):
        return step_of(select, number, start=value, end=value + 1)
    if field == "end" and isinstance(value, int):
        return step_of(select, number, start=value - 1, end=value)
    if field in ("actors", "depends_on"):
        actors = [select.actor] if field == "actors" and select.actor not in (None, value) else []
        return step_of(select, number, **{**fields, field: (*actors, str(value))})
    return step_of(select, number, **{**fields, field: value if field == "cost" else str(value)})


def _unlike(values: Sequence[JsonValue], field: str) -> JsonValue:
    if field not in ("start", "end", "cost"):
        return _OTHER
    return 1 + max((int(value) for value in values if isinstance(value, int | float)), default=0)


def _fits(field: str, value: JsonValue) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if field in ("start", "end"):
        return isinstance(value, int) and number
    return number if field == "cost" else field.startswith("args.") or isinstance(value, str)


def _allowed(check: Allowed) -> Iterator[Plan]:
    for value in (*check.values, _unlike(check.values, check.field)):
        if _fits(check.field, value):
            yield _plan(_with(check.select, check.field, value))
    yield _plan(step_of(check.select))


def _cover(check: Cover) -> Iterator[Plan]:
    values = [value for value in check.values[:MAX_STEPS] if _fits(check.field, value)]
    steps = [_with(check.select, check.field, value, number) for number, value in enumerate(values, 1)]
    if check.field == "actors" and check.select.actor is not None:
        steps = [step_of(check.select, actors=tuple(dict.fromkeys((check.select.actor, *map(str, values)))))]
    yield _plan(*steps)
    yield _plan()


def _count(check: Count) -> Iterator[Plan]:
    ends = [number for number in (check.min, check.max) if number is not None]
    for number in (max(1, ends[0]) if ends[-1] else 0, ends[0] - 1, ends[-1] + 1):
        if 0 <= number <= MAX_STEPS:
            yield _plan(*(step_of(check.select, index) for index in range(1, number + 1)))


def _total(check: Total) -> Iterator[Plan]:
    ends = [amount for amount in (check.min, check.max) if amount is not None]
    for amount in (ends[0], ends[0] - 1, ends[-1] + 1):
        kind, _, name = check.field.partition(".")
        if kind == "duration" and amount >= 0:
            yield _plan(step_of(check.select, start=0, end=int(amount)))
        elif kind == "resources":
            yield _plan(step_of(check.select, resources={name: int(amount)}))
        elif kind != "duration":
            yield _plan(_with(check.select, check.field, amount))


def _capacity(check: Capacity) -> Iterator[Plan]:
    for amount in (check.limit, check.limit + 1):
        yield _plan(step_of(check.select, resources={check.resource: amount}))


def _transition(check: Transition) -> Iterator[Plan]:
    places = list(dict.fromkeys((*check.lag, *(end for ends in check.lag.values() for end in ends))))
    if check.origin is not None:
        places = [check.origin, *(place for place in places if place != check.origin)]
    begin = check.origin_time or 0
    for place in ([check.select.location] if check.select.location else places or [_OTHER])[:50]:
        lag = 0 if check.origin is None else check.needed(check.origin, place)
        if lag is None:
            continue
        first = step_of(check.select, start=begin + lag, end=begin + lag + 1, location=place)
        yield from _legs(check, first)
        yield _plan(first)
    yield _plan(step_of(check.select, location=None))


def _legs(check: Transition, first: Step) -> Iterator[Plan]:
    place, end = first.location or "", first.end or 0
    for target, lag in {**check.lag.get(place, {}), place: check.needed(place, place) or 0}.items():
        if check.select.location in (None, target):
            for start in (end + lag, end + lag - 1):
                yield _plan(first, step_of(check.select, 2, start=start, end=start + 1, location=target))


def _precedence(check: Precedence) -> Iterator[Plan]:
    limits = [check.min_lag - 1, *([] if check.max_lag is None else [check.max_lag + 1])]
    for lag in (check.min_lag, *limits):
        then = step_of(check.then, 2, start=1 + lag, end=2 + lag)
        yield _plan(step_of(check.first), then)


def _present(check: Present) -> Iterator[Plan]:
    start, end = check.interval
    for first, last in ((start, end), (start + 1, max(start + 1, end))):
        yield _plan(step_of(check.select, start=first, end=last, location=check.location))


def _bounds(check: Bounds) -> Iterator[Plan]:
    start = check.start if check.start is not None else (check.end or 0) - 1
    end = check.end if check.end is not None else start + 1
    for early in (0, 1):
        yield _plan(step_of(check.select, start=start - early, end=end + early))


def _domain(check: Domain) -> Iterator[Plan]:
    yield Plan(values=dict.fromkeys(check.keys, check.values[0]))
    yield Plan()


def _differ(check: Differ) -> Iterator[Plan]:
    keys = list(dict.fromkeys(key for pair in check.pairs for key in pair))
    yield Plan(values={key: number for number, key in enumerate(keys)})
    yield Plan(values=dict.fromkeys(keys, 0))


def _minimise(check: Minimise) -> Iterator[Plan]:
    if check.best is None:
        return
    worse = 1 if check.sense == "min" else -1
    for value in (check.best, check.best + worse):
        if check.objective == "start":
            yield _plan(step_of(check.select, start=int(value), end=int(value) + 1))
        elif check.objective == "end":
            yield _plan(step_of(check.select, start=int(value) - 1, end=int(value)))
        elif check.objective == "cost":
            yield _plan(step_of(check.select, cost=value))
        elif 0 <= value <= MAX_STEPS:
            yield _plan(*(step_of(check.select, index) for index in range(1, int(value) + 1)))


def _texts(texts: Callable[[Any], Iterator[str]]) -> Callable[[Any], Iterator[Plan]]:
    def plans(check: Any) -> Iterator[Plan]:
        yield from (Plan(text=text) for text in texts(check))

    return plans


CANDIDATES: dict[str, Callable[[Any], Iterator[Plan]]] = {
    "window": _window,
    "duration": _duration,
    "avoid": _avoid,
    "no_overlap": _no_overlap,
    "allowed": _allowed,
    "cover": _cover,
    "count": _count,
    "total": _total,
    "capacity": _capacity,
    "transition": _transition,
    "precedence": _precedence,
    "present": _present,
    "bounds": _bounds,
    "domain": _domain,
    "differ": _differ,
    "minimise": _minimise,
    "regex": _texts(lambda check: matching_texts(check.pattern)),
    "json_schema": _texts(lambda check: accepted_json(check.rules)),
}
"""Small plans for a check of each declarative family without members."""
