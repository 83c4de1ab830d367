"""What is wrong with a reading on its face: before any plan is tried and any second reading asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plangen.constraints import build_check
from plangen.errors import UsageError
from plangen.reading.mentions import Length, Money, Quantity, Value
from plangen.schema import Constraint, PlanFormat, Task
from plangen.trust.coverage import sentence_around
from plangen.trust.derivation import Ground
from plangen.trust.detours import detours
from plangen.trust.leftover import leftovers, places_left, ways_left
from plangen.trust.likeness import selected
from plangen.trust.names_said import mentioned, unknown_names, unsaid
from plangen.trust.pairing import overlap
from plangen.trust.parameters import Parameter, parameters
from plangen.trust.relations_said import unsaid_relations, unwished
from plangen.trust.said import Calendar, values_of, within

Code = Literal[
    "id", "quote", "build", "selector", "name", "value", "convention", "side", "relation", "wish", "left out"
]
_DOUBTS = ("convention", "side", "relation", "wish", "left out", "name")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that lint found in a constraint.

    No agreement of readings makes up for a `grave` one. The others are doubts about words, which a second reading can
    settle.
    """

    code: Code
    message: str

    @property
    def grave(self) -> bool:
        """Whether the constraint may not be believed before somebody has looked at it."""
        return self.code not in _DOUBTS


def lint(task: Task) -> dict[str, tuple[Fault, ...]]:
    """The faults of each constraint that has any (`constraints.md`, section 6, step 2); pure, without solver.

    Ids are unique; the quote stands in the text; the check can be built and its selector can match a slot; its
    names are of the plan format and the quote names no others instead; each number can be derived from the quote
    (`derivation`) or bounds the horizon; `at least` is not read as a maximum, nor `before` as after; a wish is worded
    as one; what the quote says is used by some
    check that quotes it. A constraint without check has only its id and quote looked at.
    """
    calendar = Calendar.of(task)
    twice = {name for name, number in Counter(one.id for one in task.constraints).items() if number > 1}
    grounds = {n: _ground(one, task, calendar) for n, one in enumerate(task.constraints)}
    odd = _unconventional(task, grounds)
    found: dict[str, list[Fault]] = {}
    for n, one in enumerate(task.constraints):
        faults = [Fault("id", f"the id `{one.id}` is given twice")] if one.id in twice else []
        faults += _faults(one, task, grounds[n], calendar)
        faults += [Fault("convention", message) for message in odd.get(n, ())]
        if faults:
            found.setdefault(one.id, []).extend(faults)
    return {name: tuple(dict.fromkeys(faults)) for name, faults in found.items()}


def _ground(one: Constraint, task: Task, calendar: Calendar) -> Ground:
    values = values_of(task.text)
    by = detours(one, task)
    if one.span is None:
        return Ground.of((), (values,), calendar, by)
    start, end = one.span
    line = (task.text.rfind("\n", 0, start) + 1, _line_end(task.text, end))
    before = [value for value in values if value.span[1] <= start]
    origin = (one.check or {}).get("origin")
    there = _about(str(origin), values, task.text) if origin else ()
    return Ground.of(within(values, one.span), (within(values, line), before, there or values), calendar, by)


def _about(place: str, values: tuple[Value, ...], text: str) -> tuple[Value, ...]:
    """The values of the sentences that name the place."""
    return tuple(value for value in values if mentioned(place, text[slice(*sentence_around(text, value.span))]))


def _faults(one: Constraint, task: Task, ground: Ground, calendar: Calendar) -> Iterator[Fault]:
    if one.origin not in ("schema", "default") and not _quoted(one, task.text):
        yield Fault("quote", "its quote does not stand in the task")
    if one.check is None:
        return
    try:
        build_check(one.check)
    except UsageError as error:
        yield Fault("build", error.message)
        return
    shape = task.plan_format
    if shape is not None:
        yield from _names(one, shape, task.text)
        yield from (Fault("relation", message) for message in unsaid_relations(one, shape))
    yield from (Fault("wish", message) for message in unwished(one, task.text))
    if one.span is None:
        return
    for parameter in parameters(one.check):
        if not ground.derives(parameter):
            yield Fault("value", f"`{parameter.field}` is {_said(parameter, calendar)}, which the quote does not say")
    values = within(values_of(task.text), one.span)
    yield from (Fault("side", message) for message in _sides(one.check, values))
    beside = [other for other in task.constraints if other is not one and overlap(one.span, other.span) > 0]
    left = leftovers((one, *beside), values, task, calendar, ground.detours)
    for message in (*left, *ways_left(one, values), *places_left(one, task)):
        yield Fault("left out", message)


def _quoted(one: Constraint, text: str) -> bool:
    return one.span is not None and bool(one.quote) and text[one.span[0] : one.span[1]].split() == one.quote.split()


def _names(one: Constraint, shape: PlanFormat, text: str) -> Iterator[Fault]:
    check = one.check or {}
    wrong = list(dict.fromkeys(unknown_names(check, shape)))
    yield from (Fault("selector", message) for message in wrong)
    speaks_of_steps = shape.slots and check.get("type") not in ("domain", "differ", "expr", "sql", "regex", "python")
    if not wrong and speaks_of_steps and not selected(one, shape):
        yield Fault("selector", "no step of the plan format is selected, so the check would always hold")
    if one.span is not None:
        start, end = one.span
        around = text[text.rfind("\n", 0, start) + 1 : end]
        yield from (Fault("name", message) for message in dict.fromkeys(unsaid(check, shape, one.quote, around)))


def _sides(check: Mapping[str, Any], values: tuple[Value, ...]) -> Iterator[str]:
    """Amounts said to be least or most that the check takes for the other side only."""
    by_value: dict[float, set[str]] = {}
    given = {parameter.side for parameter in parameters(check)}
    for parameter in parameters(check):
        if parameter.meaning != "time" and parameter.side:
            by_value.setdefault(abs(parameter.value), set()).add(parameter.side)
    for value in values:
        if not isinstance(value, Length | Quantity | Money):
            continue
        wanted = {"at least": "low", "more than": "low", "at most": "high", "less than": "high"}.get(value.bound)
        sides = by_value.get(value.low, set()) | by_value.get(value.low - 1, set())
        if wanted is not None and sides and wanted not in sides:
            yield f"`{value.text}` is read as {'a maximum' if wanted == 'low' else 'a minimum'}"
        elif value.bound == "exact" and value.low == value.high and check.get("type") == "duration" and len(given) == 1:
            yield f"`{value.text}` is read as {'a maximum' if 'high' in given else 'a minimum'} only"


def _unconventional(task: Task, grounds: Mapping[int, Ground]) -> dict[int, list[str]]:
    """In plans of days: numbers that are shifted against the words in another way than most of their kind."""
    if task.plan_format is None or task.plan_format.unit != "day":
        return {}
    found: dict[int, list[str]] = {}
    roles: dict[str, list[tuple[int, Parameter, frozenset[int]]]] = {}
    for n, one in enumerate(task.constraints):
        for parameter in parameters(one.check or {}):
            role = "length" if parameter.meaning == "length" else parameter.side
            kind = (one.check or {}).get("type")
            if kind in ("duration", "present", "window", "avoid") and parameter.meaning != "number":
                roles.setdefault(role, []).append((n, parameter, grounds[n].offsets(parameter)))
    for entries in roles.values():
        usual = _majority([offsets for _, _, offsets in entries])
        for n, parameter, offsets in entries:
            if usual is not None and offsets and usual not in offsets:
                found.setdefault(n, []).append(f"`{parameter.field}` is counted unlike in the other constraints")
    return found


def _majority(offsets: list[frozenset[int]]) -> int | None:
    counts = Counter(offset for possible in offsets for offset in possible)
    if not counts:
        return None
    best, number = counts.most_common(1)[0]
    return best if 2 * number > len(offsets) and number >= 2 else None


def _said(parameter: Parameter, calendar: Calendar) -> str:
    write: dict[str, Callable[[int], str]] = {"time": calendar.clock.time, "length": calendar.clock.length}
    if parameter.meaning in write:
        return write[parameter.meaning](int(parameter.value))
    return f"{parameter.value:g}"


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
