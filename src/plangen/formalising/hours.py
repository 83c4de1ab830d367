"""The minutes that times cover and leave, as half-open ranges counted from tick 0 of the task's clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plangen.formalising.calendar import DAY, Calendar
from plangen.reading.mentions import Occasion

Range = tuple[int, int]


def placed(calendar: Calendar, when: Iterable[Occasion]) -> bool:
    """Whether every day that the times name can be placed on the calendar."""
    return all(calendar.indices(one.days) is not None for one in when if one.days)


def covered(calendar: Calendar, when: Iterable[Occasion]) -> list[Range]:
    """The minutes that placed times cover; a time without a day covers every day of the horizon."""
    return merged(part for one in when for part in _on_days(one, _days(calendar, one)))


def allowed(calendar: Calendar, when: Sequence[Occasion]) -> list[Range]:
    """The minutes that placed times leave: in any of the hours named, and within the bounds named.

    `after 9, before 17` bounds from both sides, `before 9 or after 17` gives two stretches. Bounds of a day leave
    other days as they are; hours named for days leave no other day.
    """
    hours = [one for one in when if one.side in {"range", "day"}]
    found: list[Range] = []
    for day in calendar.horizon:
        here = [one for one in when if day in _days(calendar, one)]
        found += [part for one in here if one.side in {"range", "day"} for part in _on_days(one, [day])]
        bounds = [one for one in here if one.side in {"before", "after"}]
        if bounds:
            found += _bounded(day * DAY, bounds)
        elif not hours:
            found.append((day * DAY, (day + 1) * DAY))
    return merged(found)


def complement(calendar: Calendar, ranges: Sequence[Range]) -> list[Range]:
    """The rest of the horizon's days."""
    found: list[Range] = []
    for day in calendar.horizon:
        at, end = day * DAY, (day + 1) * DAY
        for start, stop in ranges:
            if stop <= at or start >= end:
                continue
            if start > at:
                found.append((at, min(start, end)))
            at = max(at, stop)
        if at < end:
            found.append((at, end))
    return merged(found)


def tick(calendar: Calendar, one: Occasion) -> int | None:
    """The minute of a single time, on the first day of the horizon unless it names its own; `None` when not placed."""
    days = _days(calendar, one)
    minute = one.start if one.start is not None else one.end
    return None if not days or minute is None else days[0] * DAY + minute


def merged(ranges: Iterable[Range]) -> list[Range]:
    """The ranges in order, those that overlap or touch as one."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _days(calendar: Calendar, one: Occasion) -> Sequence[int]:
    return (calendar.indices(one.days) or ()) if one.days else calendar.horizon


def _bounded(start: int, bounds: Sequence[Occasion]) -> list[Range]:
    """What bounds leave of the day that begins at `start`: between them, or outside where they do not meet."""
    end = start + DAY
    low = start + max((one.start or 0 for one in bounds if one.side == "after"), default=0)
    high = start + min((one.end or 0 for one in bounds if one.side == "before"), default=DAY)
    if low < high:
        return [(low, high)]
    return [(start, high), (low, end)] if len({one.side for one in bounds}) == 2 else []


def _on_days(one: Occasion, days: Iterable[int]) -> list[Range]:
    """The minutes that a time covers on each of `days`; it may run to the end of the day."""
    start = 0 if one.start is None or one.side in {"before", "day"} else one.start
    end = DAY if one.end is None or one.side in {"after", "day"} else one.end
    return [(day * DAY + start, day * DAY + end) for day in days if start < end]
