"""Which half of the day a time without one lies in, alone or at the end of a range."""

from __future__ import annotations

from plangen.reading.amounts import DAY

_HALF = DAY // 2
_SURE_OVER_NOON = 6 * 60


def candidates(minute: int) -> tuple[int, ...]:
    """Both minutes of the day that a clock face shows as this one."""
    base = minute % _HALF
    return base, base + _HALF


def preferred(minutes: tuple[int, ...]) -> int:
    """The candidate between 7:00 and 18:59, or the first."""
    return next((minute for minute in minutes if 420 <= minute < 1140), minutes[0])


def paired(starts: tuple[int, ...], ends: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """The readings of a range, the preferred one first.

    One known end settles the other: the shortest range forward. With both open the two shortest ranges stay, except
    that one over midnight is dropped when the same clock range over noon takes six hours or less (`11 to 1`).
    A reading that ends before it starts runs over midnight.
    """
    if len(starts) == 1 or len(ends) == 1:
        both = [(start, end) for start in starts for end in _midnights(ends) if end > start]
        if not both:
            return ((starts[0], ends[0]),)
        return (min(both, key=lambda pair: pair[1] - pair[0]),)
    length = (ends[0] - starts[0]) % _HALF or _HALF
    day, night = ((start, start + length) for start in starts)
    if night[1] > DAY:
        if length <= _SURE_OVER_NOON:
            return (day,)
        return (day, (night[0], night[1] - DAY))
    return (night, day) if preferred(starts) == night[0] else (day, night)


def _midnights(ends: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(DAY if end == 0 else end for end in ends)
