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


def read_day_part(text: str, at: int) -> DayPart | None:
    """The part of the day whose words start at `at`, or `None`."""
    match = _PART.match(text, at)
    if match is None:
        return None
    start, end = _BOUNDS[match["part"].lower()]
    return DayPart(start, end, match.span(), match[0])
