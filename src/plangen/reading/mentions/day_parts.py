"""Morning, afternoon and evening."""

from __future__ import annotations

import re

from plangen.reading.mentions.kinds import DayPart
from plangen.reading.mentions.words import SPACE

_BOUNDS = {"morning": (None, 720), "afternoon": (720, None), "evening": (1020, None)}
_PART = re.compile(
    rf"(?:(?:(?:in|during){SPACE})?(?:the|each|every|this|any){SPACE})?(?P<part>morning|afternoon|evening)s?\b",
    re.IGNORECASE,
)


_AM_PM = re.compile(r"(?:(?P<am>a)|p)(?:m\b|\.m\.)", re.IGNORECASE)


def read_half(text: str, at: int) -> DayPart | None:
    """The half of the day that starts at `at` as `am` or `pm`, to be asked behind a day only; `None` otherwise."""
    match = _AM_PM.match(text, at)
    if match is None:
        return None
    start, end = (None, 720) if match["am"] else (720, None)
    return DayPart(start, end, match.span(), match[0])


def read_day_part(text: str, at: int) -> DayPart | None:
    """The part of the day whose words start at `at`, or `None`."""
    match = _PART.match(text, at)
    if match is None:
        return None
    start, end = _BOUNDS[match["part"].lower()]
    return DayPart(start, end, match.span(), match[0])
