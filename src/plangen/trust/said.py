"""What a piece of the task's text says, in the ticks of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from plangen.errors import ParseError
from plangen.reading import Clock
from plangen.reading.mentions import (
    ClockTime,
    Day,
    DayPart,
    DayRef,
    Length,
    Money,
    Number,
    Quantity,
    Span,
    Value,
    read_values,
)
from plangen.schema import PlanFormat, Task
from plangen.trust.trials.edits import reach

DAY = 24 * 60
_MAX_DAYS = 800
_FOUR_DIGITS = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d(?!\d)")


@lru_cache(maxsize=64)
def values_of(text: str) -> tuple[Value, ...]:
    """The values of a text, read once."""
    return tuple(read_values(text))


def within(values: Iterable[Value], span: Span) -> tuple[Value, ...]:
    """The values that begin inside the span."""
    return tuple(value for value in values if span[0] <= value.span[0] < span[1])


@dataclass(frozen=True, slots=True)
class Calendar:
    """The plan's clock, and the days (counted from the day of tick 0) that its format is about."""

    clock: Clock
    days: tuple[int, ...]
    edges: frozenset[int]
    """Ticks that need no words: where the format's slots begin and end, its days, and the first day of all."""
    first: int
    last: int
    """Times at or beyond these lie outside of all that the format is about."""

    @classmethod
    def of(cls, task: Task) -> Calendar:
        """The calendar of a task; without a plan format bare steps and no days."""
        shape = task.plan_format or PlanFormat(unit="step")
        try:
            clock = Clock.of(shape)
        except ParseError:
            clock = Clock("step")
        around = reach(shape)
        ticks = {tick for slot in shape.slots for span in slot.within for tick in span}
        if clock.unit in ("minute", "hour"):
            ticks |= {tick for span in around for tick in span}
            days = {day for low, high in around for day in range(clock.day_of(low), clock.day_of(high) + 1)}
        else:
            days = {tick for low, high in around for tick in range(low, min(high, low + _MAX_DAYS) + 1)}
            ticks.add(1)
        ends = (min(ticks, default=0), max(ticks, default=0))
        return cls(clock, tuple(sorted(days)[:_MAX_DAYS]), frozenset(ticks | {0}), *ends)

    def split(self, tick: int) -> tuple[int, int]:
        """The day of a tick and the minute of that day."""
        start = self.clock.start()
        offset = 0 if start is None else start.hour * 60 + start.minute
        return divmod(tick * (60 if self.clock.unit == "hour" else 1) + offset, DAY)

    def named(self, ref: DayRef) -> set[int] | None:
        """The days that the words may mean; `None`: any."""
        if ref.every or ref.relative is not None:
            return None
        if ref.number is not None:
            return {ref.number - 1, ref.number}
        return {day for day in self.days if self._is(ref, day)}

    def _is(self, ref: DayRef, day: int) -> bool:
        start = self.clock.start()
        if start is None:
            in_week = ref.week is None or day // 7 == ref.week - 1
            return ref.weekday is not None and ref.weekday == day % 7 and in_week
        there: date = start.date() + timedelta(days=day)
        if ref.day is not None:
            return (there.day, there.month, there.year) == (ref.day, ref.month or there.month, ref.year or there.year)
        week = ref.week is None or (day + start.weekday()) // 7 == ref.week - 1
        return ref.weekday == there.weekday() and week


@dataclass(slots=True)
class Said:
    """Times of day in minutes, days (`None`: any day), lengths in ticks, and bare numbers."""

    minutes: set[int] = field(default_factory=set)
    days: set[int] | None = field(default_factory=set)
    lengths: set[float] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)

    @property
    def names_days(self) -> bool:
        """Whether any day is named."""
        return self.days is None or bool(self.days)

    def on(self, day: int) -> bool:
        """Whether the day is one of those named."""
        return self.days is None or day in self.days


def said(values: Sequence[Value], calendar: Calendar) -> Said:
    """All that the values say together."""
    found = Said()
    for value in values:
        if isinstance(value, ClockTime):
            found.minutes |= {value.minute, *value.alternatives}
        elif isinstance(value, DayPart):
            found.minutes |= {minute for minute in (value.start, value.end) if minute is not None}
        elif isinstance(value, Day):
            _add_days(found, value, calendar)
        elif isinstance(value, Length):
            found.lengths |= lengths(value, calendar)
            found.numbers |= {value.low, value.high}
        elif isinstance(value, Money):
            found.numbers |= {value.low, value.high, value.low / 100, value.high / 100}
        elif isinstance(value, Quantity):
            found.numbers |= {value.low, value.high}
            found.minutes |= as_time(value)
        elif isinstance(value, Number) and value.amount is not None:
            found.numbers.add(value.amount)
            found.minutes |= as_time(value)
    return found


def as_time(value: Number | Quantity) -> set[int]:
    """The minute of the day of four digits that may be one (`1730`)."""
    match = _FOUR_DIGITS.match(value.text)
    return {int(match[0][:2]) * 60 + int(match[0][2:])} if match else set()


def lengths(value: Length, calendar: Calendar) -> set[float]:
    """The ticks that a length may mean; n days may be n - 1 nights."""
    unit = calendar.clock.unit
    minutes = {"minutes": 1, "days": DAY, "nights": DAY, "weeks": 7 * DAY}[value.unit]
    ticks = {"minute": 1, "hour": 60, "day": DAY, "step": minutes}[unit]
    found: set[float] = {amount * minutes / ticks for amount in (value.low, value.high)}
    if unit == "day" and value.unit in ("days", "weeks"):
        found |= {amount - 1 for amount in found}
    return found


def _add_days(found: Said, value: Day, calendar: Calendar) -> None:
    for ref in (ref for refs in (value.days, *value.alternatives) for ref in refs):
        named = calendar.named(ref)
        found.days = None if named is None or found.days is None else found.days | named
        if ref.number is not None:
            found.numbers.add(ref.number)
