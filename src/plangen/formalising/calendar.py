"""Which days a task speaks about, and what tick a day and a minute of it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plangen.reading.mentions import ClockTime, Day, DayRef, Length, Value
from plangen.schema import Unit

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """The task's clock: `minute` ticks from Monday 00:00 or from a first date, or `day` ticks.

    `horizon` holds the days (counted from tick 0) on which the plan may lie, in order.
    """

    unit: Unit
    first: date | None
    horizon: tuple[int, ...]

    @property
    def origin(self) -> str | None:
        """Date and time of tick 0, as plans write it."""
        return None if self.first is None else f"{self.first.isoformat()}T00:00"

    def indices(self, days: Iterable[DayRef]) -> tuple[int, ...] | None:
        """The days counted from tick 0; `None` when one of them cannot be placed."""
        found: list[int] = []
        for day in days:
            if day.every:
                found += self.horizon
            elif (index := self._index(day)) is None:
                return None
            else:
                found.append(index)
        return tuple(dict.fromkeys(found))

    def _index(self, day: DayRef) -> int | None:
        if day.number is not None:
            return day.number
        if day.month is not None and day.day is not None:
            if self.first is None:
                return None
            return _days_from(self.first, day)
        if day.weekday is not None:
            week = 7 * (day.week - 1) if day.week else 0
            if self.first is None:
                return day.weekday + week
            return (day.weekday - self.first.weekday()) % 7 + week
        return None


def counts_days(values: Sequence[Value]) -> bool:
    """Whether a text counts in days: lengths of days or nights, or numbered days, and no times of day."""
    long = any(isinstance(value, Length) and value.unit != "minutes" for value in values)
    numbered = any(isinstance(value, Day) and any(day.number is not None for day in value.days) for value in values)
    return (long or numbered) and not any(isinstance(value, ClockTime) for value in values)


def read_calendar(values: Sequence[Value], asked: Sequence[DayRef]) -> Calendar | None:
    """The clock of a text from all its values; `asked` are the days that the request itself names.

    `None` when dates cannot be told apart (one without a year among others, no date at all behind `the 5th`).
    """
    days = [ref for value in values if isinstance(value, Day) for ref in value.days]
    dates = [ref for ref in days if ref.month is not None and ref.day is not None]
    unit: Unit = "day" if counts_days(values) else "minute"
    first: date | None = None
    if dates:
        years = {ref.year for ref in dates if ref.year is not None}
        if len(years) != 1:
            return None
        (year,) = years
        firsts = [_date(ref, year) for ref in dates]
        if any(day is None for day in firsts):
            return None
        first = min(day for day in firsts if day is not None)
    bare = Calendar(unit, first, ())
    named = [index for ref in (asked or days) if not ref.every and (index := bare._index(ref)) is not None]
    horizon = tuple(sorted(set(named))) or ((0,) if unit == "minute" else ())
    return Calendar(unit, first, horizon)


def _date(ref: DayRef, year: int) -> date | None:
    try:
        return date(ref.year or year, ref.month or 0, ref.day or 0)
    except ValueError:
        return None


def _days_from(first: date, ref: DayRef) -> int | None:
    there = _date(ref, first.year)
    return None if there is None else (there - first) // timedelta(days=1)
