"""NATURAL PLAN calendar tasks (arXiv 2406.04520), read by program from their published template.

Only the words of the prompt are read, never the gold plan or an annotation. A person's wish is a hard constraint,
as it is for the benchmark's gold plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plangen.errors import ParseError, TaskFileError
from plangen.reading import Clock
from plangen.reading.clock import WEEKDAYS
from plangen.schema import Constraint, PlanFormat, Slot, Task

_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_HOURS = r"\d{1,2}:\d\d to \d{1,2}:\d\d"
_REQUEST = re.compile(
    rf"You need to schedule a meeting for (?P<people>.+?) for (?P<length>[^.]+?) "
    rf"(?P<hours>between the work hours of (?P<from>\d{{1,2}}:\d\d) to (?P<to>\d{{1,2}}:\d\d) "
    rf"on (?:either )?(?P<days>{_DAY}(?:(?:, | or ){_DAY})*))\."
)
_PART = rf"{_DAY} during {_HOURS}(?:, {_HOURS})*"
_BUSY = re.compile(rf"(?P<day>{_DAY}) during (?P<hours>{_HOURS}(?:, {_HOURS})*)")
_BUSY_LINE = re.compile(rf" ?(?:has blocked their calendar|has meetings|is busy) on {_PART}(?:, {_PART})*;")
_FREE_LINE = re.compile(
    r"(?: ?has no meetings the whole|'s calendar is wide open the entire| is free the entire) (?:day|week)\."
)
_REFUSES = r"(?:would rather not meet|would like to avoid more meetings|do(?:es)? not want to meet|can ?not meet)"
_WHEN = rf"{_DAY}(?: (?:before|after) \d{{1,2}}:\d\d)?\."
_WISH = re.compile(rf"(?P<who>\S+) {_REFUSES} on (?P<what>{_WHEN}(?: {_WHEN})*)")
_WISHED = re.compile(rf"(?P<day>{_DAY})(?: (?P<side>before|after) (?P<time>\d{{1,2}}:\d\d))?")
_EARLIEST = re.compile(
    r"(?:You would like to schedule the meeting|The group would like to meet) at their earl\w* availability\."
)
_CLOSING = "Find a time that works for everyone's schedule and constraints."
_MINUTES = 24 * 60
_CLOCK = Clock("minute")


def natural_plan_task(row: Mapping[str, Any], *, name: str = "row") -> Task:
    """The typed task of one row (`prompt` or `prompt_0shot`, `id`), its text without preamble and examples.

    One slot `meeting` on the half hours of the days named; an `avoid` for each person and day and for each wish,
    `minimise` for "earliest availability". Raises `TaskFileError` for the trip and meeting tasks, and for a prompt
    of which any part is not understood.
    """
    prompt = row.get("prompt", row.get("prompt_0shot"))
    if not isinstance(prompt, str):
        raise TaskFileError(f"{name}: `prompt` is not a text")
    text = prompt.rpartition("TASK:")[2].rpartition("SOLUTION:")[0].strip()
    request = _REQUEST.match(text)
    if request is None:
        raise TaskFileError(
            f"{name}: only calendar tasks of NATURAL PLAN can be read, trip and meeting tasks are not supported yet"
        )
    try:
        return _task(str(row.get("id", "natural_plan")), text, request)
    except ParseError as error:
        raise TaskFileError(f"{name}: {error.message}", hint=error.hint) from None


def _task(name: str, text: str, request: re.Match[str]) -> Task:
    people = re.split(r", | and ", request["people"])
    days = re.findall(_DAY, request["days"])
    length = _CLOCK.ticks(request["length"])
    within = tuple(_CLOCK.intervals(f"{day} {request['from']}-{request['to']}")[0] for day in days)
    slot = Slot(id="meeting", action="meet", actors=tuple(people), within=within, duration=(length, length), every=30)
    constraints = (
        _constraint("length", request.span("length"), text, {"type": "duration", "min": length, "max": length}),
        _constraint("work_hours", request.span("hours"), text, {"type": "avoid", "intervals": _outside(within)}),
        *_schedules(text, request.end(), people),
    )
    _unique(constraints)
    plan_format = PlanFormat(unit="minute", slots=(slot,))
    return Task(id=name, text=text, constraints=constraints, plan_format=plan_format)


def _schedules(text: str, at: int, people: list[str]) -> Iterator[Constraint]:
    """The constraints of everything behind the request; every line must be understood."""
    for match in re.finditer(r"[^\n]+", text[at:]):
        line, begin = match.group(), match.start() + at
        if not line.strip() or line.startswith("Here are the existing schedules for everyone during the day"):
            continue
        person = next((who for who in sorted(people, key=len, reverse=True) if line.startswith(who)), None)
        rest = "" if person is None else line[len(person) :].rstrip()
        if person is not None and _BUSY_LINE.fullmatch(rest):
            yield from _busy(text, begin, line, person)
        elif person is None or not _FREE_LINE.fullmatch(rest):
            yield from _wishes(text, begin, line, people)


def _busy(text: str, begin: int, line: str, person: str) -> Iterator[Constraint]:
    for number, match in enumerate(_BUSY.finditer(line)):
        hours = [part.replace(" to ", "-") for part in match["hours"].split(", ")]
        intervals = [list(_CLOCK.intervals(f"{match['day']} {part}")[0]) for part in hours]
        span = (begin + (match.start() if number else 0), begin + match.end())
        yield _avoid(f"{person}_{match['day']}", span, text, person, intervals)


def _wishes(text: str, begin: int, line: str, people: list[str]) -> Iterator[Constraint]:
    at = 0
    while line[at:].strip():
        at += len(line[at:]) - len(line[at:].lstrip())
        if line.startswith(_CLOSING, at):
            at += len(_CLOSING)
        elif match := _EARLIEST.match(line, at):
            span = (begin + at, begin + match.end())
            yield _constraint("earliest", span, text, {"type": "minimise", "objective": "start"})
            at = match.end()
        elif (match := _WISH.match(line, at)) and match["who"] in people:
            for number, wish in enumerate(_WISHED.finditer(line, *match.span("what"))):
                span = (begin + (wish.start() if number else at), begin + wish.end())
                yield _avoid(f"{match['who']}_wish_{wish['day']}", span, text, match["who"], [_wished(wish)])
            at = match.end()
        else:
            raise ParseError(f"the prompt says `{line[at : at + 80]}`, which the template does not have")


def _wished(wish: re.Match[str]) -> list[int]:
    start, end = _CLOCK.intervals(wish["day"])[0]
    if wish["side"] is None:
        return [start, end]
    time = _CLOCK.parse(f"{wish['day']} {wish['time']}")
    return [start, time] if wish["side"] == "before" else [time, end]


def _outside(within: tuple[tuple[int, int], ...]) -> list[list[int]]:
    """The week without the working hours."""
    edges = [0, *(edge for interval in sorted(within) for edge in interval), 7 * _MINUTES]
    return [[start, end] for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _avoid(name: str, span: tuple[int, int], text: str, person: str, intervals: list[list[int]]) -> Constraint:
    check = {"type": "avoid", "select": {"actor": person}, "intervals": intervals}
    return _constraint(name.lower(), span, text, check)


def _constraint(name: str, span: tuple[int, int], text: str, check: dict[str, Any]) -> Constraint:
    quote = text[span[0] : span[1]]
    return Constraint(id=name, text=quote, quote=quote, span=span, trust="confirmed", check=check)


def _unique(constraints: tuple[Constraint, ...]) -> None:
    ids = [constraint.id for constraint in constraints]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        raise ParseError(f"the prompt says two things about `{twice}`")
