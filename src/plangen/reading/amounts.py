"""Times of day and lengths of time as people write them."""

from __future__ import annotations

import re

from plangen.errors import ParseError
from plangen.schema import Interval

DAY = 24 * 60
_MAX_TICK = 10**9
_MAX_CHARS = 100
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?(?::(\d\d))?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)


def minutes_of_day(text: str, *, end: bool = False) -> int:
    """Minutes since midnight; at the end of an interval, midnight is 24:00."""
    text = text.strip().lower()
    if text in ("noon", "midnight"):
        return 720 if text == "noon" else DAY if end else 0
    match = _CLOCK.fullmatch(text)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    half = match[4] if match else None
    if match and int(match[3] or 0):
        raise ParseError(f"`{text}` has seconds, but no plan counts them")
    if half is not None and not 1 <= hour <= 12:
        raise ParseError(f"`{text}` is not a time of day")
    if half is not None:
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    if minute > 59 or total > DAY:
        raise ParseError(f"`{text}` is not a time of day")
    return DAY if end and total == 0 else total


_NUMBERS = {"half": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_PART = re.compile(
    r"(\d{1,7}(?:\.\d{1,4})?|half an?|an?|one|two|three|four|five|six)\s*"
    r"(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|steps?|ticks?)\b\.?(?:\s*,\s*|\s+and\s+|\s*)",
    re.IGNORECASE,
)


def minutes_or_steps(text: str, *, in_steps: bool) -> float:
    """The minutes, or with `in_steps` the steps, of a length such as `1 h 30 min`."""
    text = text.strip()
    if len(text) > _MAX_CHARS:
        raise ParseError(f"`{text[:40]}…` is not a length of time")
    at, total = 0, 0.0
    while at < len(text):
        part = _PART.match(text, at)
        unit = part[2][0].lower() if part else "?"
        if part is None or (unit in "st") != in_steps:
            raise ParseError(f"`{text}` is not a length of time", hint="write it like 1 h 30 min")
        word = part[1].lower().split()[0]
        amount = _NUMBERS[word] if word in _NUMBERS else float(word)
        total += amount * {"m": 1, "h": 60, "d": DAY, "w": 7 * DAY, "s": 1, "t": 1}[unit]
        at = part.end()
    if not text:
        raise ParseError("the length of time is empty", hint="write it like 1 h 30 min")
    return total


def forward(start: int, end: int, text: str) -> Interval:
    """The interval that `text` names; raises `ParseError` when it is empty or runs backwards."""
    if start >= end:
        raise ParseError(f"`{text}` does not end after it starts", hint="say am or pm, or name the second day")
    return bounded(start, text), bounded(end, text)


def bounded(tick: int, text: str) -> int:
    """The tick that `text` names; raises `ParseError` when no plan reaches so far."""
    if isinstance(tick, bool) or not -_MAX_TICK <= tick <= _MAX_TICK:
        raise ParseError(f"`{text[:40]}` is out of range")
    return tick
