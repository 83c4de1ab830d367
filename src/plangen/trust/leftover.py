"""What a quote says and no check that quotes it uses: a lost side, interval or connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plangen.reading.mentions import ClockTime, Day, Length, Number, Quantity, Value
from plangen.schema import Constraint, Task
from plangen.trust.names_said import mentioned, names
from plangen.trust.parameters import parameters
from plangen.trust.said import DAY, Calendar, lengths


class Used:
    """The numbers that the checks over one piece of text, and the plan format, make use of."""

    def __init__(self, constraints: Sequence[Constraint], task: Task, calendar: Calendar) -> None:
        self.calendar = calendar
        self.minutes: set[int] = set()
        self.days: set[int] = set()
        self.numbers: set[float] = set()
        self.lengths: set[float] = set()
        for constraint in constraints:
            for parameter in parameters(constraint.check or {}):
                if parameter.meaning == "time":
                    self._time(int(parameter.value))
                    self.numbers.add(parameter.value)
                else:
                    self.lengths.add(abs(parameter.value))
                    self.numbers.add(abs(parameter.value))
            listed = {name for _, name in names(constraint.check or {})}
            self.numbers.add(len(listed))
        for slot in () if task.plan_format is None else task.plan_format.slots:
            self.lengths |= {*slot.duration, slot.every}
            self.numbers |= {slot.cost, *slot.resources.values()}
            for tick in (tick for span in slot.within for tick in span):
                self._time(tick, whole=False)
        self.numbers.add(0 if task.plan_format is None else len(task.plan_format.slots))

    def has(self, value: Value) -> bool:
        """Whether a check uses the value in one of the ways that lint would accept it."""
        if isinstance(value, ClockTime):
            return bool(self.minutes & {value.minute, *value.alternatives}) or self._apart(value.minute)
        if isinstance(value, Day):
            named = [self.calendar.named(ref) for ref in value.days]
            return any(days is None or not days or days & self.days for days in named)
        if isinstance(value, Length):
            amounts = {*lengths(value, self.calendar), value.low, value.high}
            return bool(amounts & (self.lengths | self.numbers)) or self._near(value.low)
        if isinstance(value, Quantity):
            return bool({value.low, value.high} & self.numbers) or self._near(value.low)
        if isinstance(value, Number) and value.amount is not None and not value.ordinal:
            return value.amount in self.numbers or self._near(value.amount)
        return True

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
        return self.calendar.clock.unit == "day" and any(amount + by in self.numbers for by in (-1, 1))

    def _apart(self, minute: int) -> bool:
        """Whether a bound lies a used length from the time (`half an hour before ten`)."""
        return any(minute + by in self.minutes or minute - by in self.minutes for by in self.lengths if 0 < by < DAY)


def leftovers(constraint: Constraint, beside: Sequence[Constraint], values: Sequence[Value], task: Task, calendar: Calendar) -> Iterator[str]:
    """Values in the constraint's quote that neither it nor a constraint over the same words uses."""
    if not any(True for _ in parameters(constraint.check or {})) and constraint.check is not None:
        return
    used = Used([constraint, *beside], task, calendar)
    for value in values:
        if not used.has(value):
            yield f"nothing uses `{value.text}`"


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
