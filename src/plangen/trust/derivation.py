"""Whether the numbers of a check can be had from the words it quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plangen.reading.mentions import Value
from plangen.trust.parameters import Parameter
from plangen.trust.said import DAY, Calendar, Said, said

_FREE = (0, 1)
"""Counts that need no words: none, and one ("a", "each", "once")."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a constraint may draw on: its quote, and for days the words around it, from near to far."""

    quote: Said
    around: tuple[Said, ...]
    calendar: Calendar
    detours: frozenset[float] = frozenset()
    """Ticks by which a time may lie beside the one said (`detours`)."""

    @classmethod
    def of(
        cls, quote: Sequence[Value], around: Sequence[Sequence[Value]], calendar: Calendar, detours: frozenset[float]
    ) -> Ground:
        """Read the values of the quote and of what stands around it."""
        return cls(said(quote, calendar), tuple(said(values, calendar) for values in around), calendar, detours)

    def derives(self, parameter: Parameter) -> bool:
        """Whether the number follows from the quote, or bounds the plan's horizon.

        Times: a time of day said, on a day said; before or after it by a length said; a day's begin or end. Lengths:
        one said, the time between two times said, 0. Where a start begins is said where `origin` is, so it may be said
        anywhere in the text. Counts: a number said, 0, 1. In plans that count days, n and
        the day beside it are the same (`n days = n - 1 nights`); `conventions` compares them over the whole task.
        """
        if parameter.meaning == "time":
            at_edge = parameter.value in self.calendar.edges
            beyond = not self.calendar.first < parameter.value < self.calendar.last
            return at_edge or beyond or self._time(parameter)
        if parameter.meaning == "length":
            return parameter.value == 0 or abs(parameter.value) in set(self._lengths())
        return parameter.value in _FREE or parameter.value in self.quote.numbers | self.quote.lengths

    def offsets(self, parameter: Parameter) -> frozenset[int]:
        """In a plan of days: how far the number may lie from what is said (-1, 0, 1); empty when it is farther."""
        named = self.quote.numbers if parameter.meaning == "length" else self._day_numbers()
        return frozenset(by for by in (-1, 0, 1) if parameter.value - by in named)

    def _time(self, parameter: Parameter) -> bool:
        tick = int(parameter.value)
        if parameter.field == "origin_time" and self.around:
            return replace(self, quote=self.around[-1], around=()).derives(replace(parameter, field="start"))
        if self.calendar.clock.unit not in ("minute", "hour"):
            near = (0,) if self.calendar.clock.unit == "step" else (-1, 0, 1)
            return any(tick - by in self._day_numbers() for by in near)
        day, minute = self.calendar.split(tick)
        days = self._days()
        overnight = parameter.begins is not None and self.calendar.split(parameter.begins)[0] < day
        if minute == 0 and (days.on(day) or days.on(day - 1)):
            return True
        said_then = minute in self.quote.minutes or any(
            minute in (clock + length, clock - length) for clock in self.quote.minutes for length in self._minutes()
        )
        return said_then and (days.on(day) or (overnight and days.on(day - 1)))

    def _days(self) -> Said:
        """The nearest words that name a day; any day when none do."""
        return next((words for words in (self.quote, *self.around) if words.names_days), Said(days=None))

    def _day_numbers(self) -> set[float]:
        days = set() if self.quote.days is None else self.quote.days
        if self.quote.days is None:
            days = set(self.calendar.days)
        return {*days, *self.quote.numbers, *self.quote.lengths}

    def _minutes(self) -> Iterator[float]:
        scale = 60 if self.calendar.clock.unit == "hour" else 1
        yield from (length * scale for length in {*self.quote.lengths, *self.detours} if 0 < length * scale < DAY)

    def _lengths(self) -> Iterator[float]:
        yield from self.quote.lengths
        yield from self.quote.numbers
        scale = 60 if self.calendar.clock.unit == "hour" else 1
        yield from (abs(one - two) / scale for one in self.quote.minutes for two in self.quote.minutes if one != two)
        if self.calendar.clock.unit == "day":
            yield from (number - 1 for number in self.quote.numbers)
            yield from (abs(one - two) for one in self._day_numbers() for two in self._day_numbers())
