"""What a value in a text can be; each knows its span and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
"""Half-open `[start, end)` offsets of characters."""

Bound = Literal["exact", "at least", "at most", "more than", "less than", "about"]
"""How an amount binds; `more than` and `less than` exclude the amount itself."""

Side = Literal["range", "before", "after", "day", "at"]
"""How an occasion bounds its time; `day` bounds nothing but the day."""

DayForm = Literal["one", "list", "choice", "range", "every", "whole"]
"""How days are named: one, `a and b`, `a or b`, `a to b`, every day, or only `all day` (which names none)."""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day; `minute` is 0..1440 (1440: the end of the day).

    `alternatives` holds every candidate minute, `minute` among them, when the half of the day is open,
    and is empty otherwise. With it open, `minute` is the reading between 7:00 and 18:59.
    """

    minute: int
    span: Span
    text: str
    alternatives: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class DayRef:
    """One day by weekday, date, number or distance from today; what the text leaves open is `None`.

    `weekday` 0..6 from Monday; `week` 1.. as in `week 2 Tuesday`; `month` 1..12 and `day` 1..31; `number` as in
    `day 5`; `relative` days from today (tomorrow: 1); `every` stands for each day there is.
    """

    weekday: int | None = None
    week: int | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    number: int | None = None
    relative: int | None = None
    every: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One or more days named together; ranges are written out in `days`.

    `alternatives` holds every reading, `days` among them, when the text is ambiguous (`3/4`). `whole` has no days.
    """

    days: tuple[DayRef, ...]
    span: Span
    text: str
    form: DayForm = "one"
    alternatives: tuple[tuple[DayRef, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time from `low` to `high` `unit`s, equal when one amount is named."""

    low: float
    high: float
    unit: Literal["minutes", "days", "nights", "weeks"]
    span: Span
    text: str
    bound: Bound = "exact"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money from `low` to `high` in minor units (cents) of the ISO 4217 `currency`."""

    low: int
    high: int
    currency: str
    span: Span
    text: str
    bound: Bound = "exact"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted or measured thing, `low` to `high` of `noun`; `one at a time` has the noun `at a time`."""

    low: float
    high: float
    noun: str
    span: Span
    text: str
    bound: Bound = "exact"

    @property
    def amount(self) -> float:
        """The amount, or the lower one of a range."""
        return self.low


@dataclass(frozen=True, slots=True)
class Name:
    """A person, place or thing written with a capital, or a numbered one such as `room 2`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is no other value; `amount` is `None` for a code (phone number, version, address)."""

    amount: float | None
    span: Span
    text: str
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day: the morning ends at 12:00, the afternoon starts at 12:00, the evening at 17:00."""

    start: int | None
    end: int | None
    span: Span
    text: str


Value = ClockTime | Day | DayPart | Length | Money | Quantity | Name | Number


@dataclass(frozen=True, slots=True)
class Occasion:
    """A time and the days it belongs to; no `days` means that none was named.

    `start` and `end` are minutes of the day: both for a `range`, `end` for `before`, `start` for `after` and `at`,
    none for a `day`. `alternatives` holds every reading, the first one among them, when the half of the day is
    open; one that ends before it starts runs over midnight. `choice`: the days are joined by `or`.
    """

    days: tuple[DayRef, ...]
    start: int | None
    end: int | None
    side: Side
    span: Span
    text: str
    alternatives: tuple[tuple[int | None, int | None], ...] = ()
    choice: bool = False
