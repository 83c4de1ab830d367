"""NATURAL PLAN's calendar tasks: one meeting of several people on the half hours of their working days.

A person's wish is a hard constraint, as it is for the benchmark's gold plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plangen.errors import ParseError
from plangen.reading import Clock
from plangen.reading.clock import WEEKDAYS
from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.tasks.natural_plan_base import Prompt, distinct, quoted

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


def calendar_task(name: str, text: str) -> Task:
    """The task that `text` states.

    One slot `meeting`; an `avoid` for each person and day and for each wish, `minimise` for "earliest availability".
    Raises `ParseError` for a text of which any part is not understood.
    """
    request = _REQUEST.match(text)
    if request is None:
        raise Prompt(text).strange()
    people = re.split(r", | and ", request["people"])
    days = re.findall(_DAY, request["days"])
    length = _CLOCK.ticks(request["length"])
    within = tuple(_CLOCK.intervals(f"{day} {request['from']}-{request['to']}")[0] for day in days)
    slot = Slot(id="meeting", action="meet", actors=tuple(people), within=within, duration=(length, length), every=30)
    constraints = (
        quoted("length", request.span("length"), text, {"type": "duration", "min": length, "max": length}),
        quoted("work_hours", request.span("hours"), text, {"type": "avoid", "intervals": _outside(within)}),
        *_schedules(text, request.end(), people),
    )
    distinct(constraint.id for constraint in constraints)
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
            yield quoted("earliest", span, text, {"type": "minimise", "objective": "start"})
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
    return quoted(name.lower(), span, text, check)
