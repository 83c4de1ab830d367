"""What a quote says and no check that quotes it uses: a lost side, interval or connection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from plangen.reading.mentions import ClockTime, Day, Length, Number, Quantity, Value
from plangen.schema import Constraint, Task
from plangen.trust.names_said import mentioned, names
from plangen.trust.parameters import parameters
from plangen.trust.said import DAY, Calendar, as_time, lengths

_TABLE = 6
"""From so many numbers on, a quote lists its ways one by one; `each takes ten minutes` does not."""
_SMALL = (1, 2)
"""`One at a time`, `the two of us`: too common in other senses."""


class Used:
    """The numbers that the checks over one piece of text, and the plan format, make use of."""

    def __init__(
        self, constraints: Sequence[Constraint], task: Task, calendar: Calendar, detours: frozenset[float]
    ) -> None:
        self.calendar = calendar
        self.minutes: set[int] = set()
        self.days: set[int] = set()
        self.numbers: set[float] = set()
        self.lengths: set[float] = set()
        self.timed = False
        for constraint in constraints:
            for parameter in parameters(constraint.check or {}):
                if parameter.meaning == "time":
                    self.timed = True
                    self._time(int(parameter.value))
                    self.numbers.add(parameter.value)
                else:
                    self.lengths.add(abs(parameter.value))
                    self.numbers.add(abs(parameter.value))
            listed = {name for _, name in names(constraint.check or {})}
            self.numbers.add(len(listed))
        self.by = frozenset({*self.lengths, *detours})
        for slot in () if task.plan_format is None else task.plan_format.slots:
            self.lengths |= {*slot.duration, slot.every}
            self.numbers |= {slot.cost, *slot.resources.values()}
            for tick in (tick for span in slot.within for tick in span):
                self._time(tick, whole=False)
        listing = any((one.check or {}).get("type") in ("cover", "allowed") for one in constraints[:1])
        if task.plan_format is not None and not listing:
            self.numbers.add(len(task.plan_format.slots))

    def has(self, value: Value) -> bool:
        """Whether a check uses the value in one of the ways that lint would accept it."""
        if isinstance(value, ClockTime):
            return self._any_time({value.minute, *value.alternatives})
        if isinstance(value, Day):
            return not self.timed or self._days_used(value)
        if isinstance(value, Length):
            amounts = {*lengths(value, self.calendar), value.low, value.high}
            return bool(amounts & (self.lengths | self.numbers)) or self._near(value.low)
        if isinstance(value, Quantity):
            small = value.low == value.high and value.low in _SMALL
            return small or bool({value.low, value.high} & self.numbers) or self._any_time(as_time(value))
        if isinstance(value, Number) and value.amount is not None and not value.ordinal:
            known = value.amount in (*_SMALL, *self.numbers) or self._any_time(as_time(value))
            return known or value.amount in self.lengths or self._near(value.amount)
        return True

    def _days_used(self, value: Day) -> bool:
        """Both ends of a range, each day of a list, some day of a choice."""
        refs = value.days[:: max(1, len(value.days) - 1)] if value.form == "range" else value.days
        named = [self.calendar.named(ref) for ref in refs]
        used = [days is None or not days or bool(days & self.days) for days in named]
        return any(used) if value.form == "choice" or value.alternatives else all(used)

    def _time(self, tick: int, *, whole: bool = True) -> None:
        if self.calendar.clock.unit in ("minute", "hour"):
            day, minute = self.calendar.split(tick)
            self.minutes |= {minute, DAY} if minute == 0 else {minute}
            if whole:
                self.days |= {day} if minute else {day, day - 1}
        elif whole:
            self.days |= {tick - 1, tick, tick + 1}

    def _near(self, amount: float) -> bool:
        """In plans of days, n days may be n - 1 nights, and day n may be the tick before or behind."""
        counted = self.timed or self.by
        return (
            self.calendar.clock.unit == "day" and bool(counted) and any(amount + by in self.numbers for by in (-1, 1))
        )

    def _any_time(self, minutes: set[int]) -> bool:
        return any(minute in self.minutes or self._apart(minute) for minute in minutes)

    def _apart(self, minute: int) -> bool:
        """Whether a bound lies a used length from the time (`half an hour before ten`)."""
        return any(minute + by in self.minutes or minute - by in self.minutes for by in self.by if 0 < by < DAY)


def leftovers(
    over: Sequence[Constraint], values: Sequence[Value], task: Task, calendar: Calendar, detours: frozenset[float]
) -> Iterator[str]:
    """Values in the quote of the first of `over` that none of these constraints over the same words uses.

    A check without numbers claims to use none.
    """
    if not any(True for _ in (*parameters(over[0].check or {}), *names(over[0].check or {}))):
        return
    used = Used(over, task, calendar, detours)
    for value in values:
        if not used.has(value):
            yield f"nothing uses `{value.text}`"


def ways_left(constraint: Constraint, values: Sequence[Value]) -> Iterator[str]:
    """Lengths of ways that the quoted table has more or fewer of than the check.

    Each number may stand for one way, or for there and back.
    """
    check = constraint.check or {}
    ways = Counter(abs(one.value) for one in parameters(check) if one.field == "lag" and one.value)
    if check.get("type") != "transition" or not ways:
        return
    listed = Counter(
        float(value.low if isinstance(value, Length | Quantity) else value.amount or 0)
        for value in values
        if isinstance(value, Length) or (isinstance(value, Quantity | Number) and value.text[:1].isdigit())
    )
    listed.pop(0.0, None)
    same = set(ways) == set(listed) if sum(listed.values()) < _TABLE else ways in (listed, listed + listed)
    if listed and not same:
        yield "the ways are not those of the quote, one number for a way or for there and back"


def places_left(constraint: Constraint, task: Task) -> Iterator[str]:
    """Places that the quote of a table or list names and the check leaves out."""
    check = constraint.check or {}
    if check.get("type") not in ("transition", "cover") or task.plan_format is None:
        return
    if check["type"] == "cover" and check.get("field") != "location":
        return
    used = {name for _, name in names(check)} | {str(check.get("origin"))}
    for place in dict.fromkeys(slot.location for slot in task.plan_format.slots if slot.location):
        if place not in used and mentioned(place, constraint.quote):
            yield f"nothing uses `{place}`"
