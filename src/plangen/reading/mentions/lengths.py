"""Lengths of time: `90 min`, `an hour and a half`, `2 to 3 days`, `1h30`."""

from __future__ import annotations

import re
from typing import Literal

from plangen.reading.mentions.bounds import bound
from plangen.reading.mentions.kinds import Length
from plangen.reading.mentions.words import MAYBE, NUMBER, SPACE, TO, number, whole

_Unit = Literal["minutes", "days", "nights", "weeks"]
_UNITS: dict[str, tuple[_Unit, float]] = {
    "s": ("minutes", 1 / 60),
    "m": ("minutes", 1),
    "h": ("minutes", 60),
    "d": ("days", 1),
    "n": ("nights", 1),
    "w": ("weeks", 1),
    "f": ("weeks", 2),
}
_UNIT = (
    r"(?:minutes?|mins?\b\.?|hours?|hrs?\b\.?|h|seconds?|secs?\b\.?"
    r"|days?|nights?|weeks?|wks?\b\.?|fortnights?)(?![^\W_])"
)
_SMALL = r"(?:minutes?|mins?\b\.?|m)(?![^\W_])"
_KIND = rf"(?:{SPACE}(?:full|whole|entire|consecutive|straight|more|extra|additional|working|business|hourly))?"
_GLUE = rf"(?:{MAYBE}-?{MAYBE})"
_PART = r"(?:a|one)[ ](?:half|quarter)|three[ ]quarters"

_SHARE = re.compile(
    rf"(?P<share>half|(?:an?{SPACE}|one{SPACE})?quarter|three{SPACE}quarters)"
    rf"(?:{SPACE}(?:of{SPACE})?an?{SPACE}|-|{SPACE})(?P<unit>hour|day|week|minute)(?:s?)(?![^\W_])",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    rf"(?P<low>{NUMBER}|an?(?!\w))(?P<mixed>{SPACE}and{SPACE}(?:{_PART})|{SPACE}[123]/[234](?!\d))?\+?"
    rf"(?P<kind>{_KIND}){_GLUE}(?P<unit>{_UNIT})"
    rf"(?P<rest>{SPACE}and{SPACE}(?:{_PART})(?!{SPACE}(?:{_UNIT}|of))"
    rf"|(?<=[hHrRsS.])(?:,?{SPACE}(?:and{SPACE})?|{MAYBE})(?P<minutes>{NUMBER}){_GLUE}{_SMALL}"
    rf"|(?<=[hHrRsS])(?:(?<=[hH])|{SPACE})(?P<bare>[0-5]\d)(?![\w:.]\d|[^\W_]|{MAYBE}[-–]))?",
    re.IGNORECASE,
)
_PRESSED = re.compile(r"(?P<hours>(?!0\d)\d{1,3})h(?P<minutes>[0-5]\d)(?:m(?:in)?\b\.?)?(?![^\W_])", re.IGNORECASE)
_LOW = re.compile(rf"(?P<low>{NUMBER})(?P<mixed>{SPACE}and{SPACE}a{SPACE}half)?", re.IGNORECASE)
_TO = re.compile(TO, re.IGNORECASE)
_AND = re.compile(rf"{SPACE}and{SPACE}|{TO}", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?:between|from){SPACE}$", re.IGNORECASE)
_OFTEN = re.compile(
    r"(?:once|twice|thrice|times?|per|each|every|day|hours?|minutes?|nights?|week|\d|[$€£]|euros?|dollars?|pounds?)\s{1,3}$",
    re.IGNORECASE,
)


def read_length(text: str, at: int, floor: int = 0) -> Length | None:
    """The length of time whose amount starts at `at`, with its bounding words, or `None`."""
    head = text[max(floor, at - 12) : at]
    between = _BETWEEN.search(head)
    found = _one(text, at)
    if found is not None:
        low, unit, end = found
        high, start = low, at
        link = (_AND if between else _TO).match(text, end)
        other = _one(text, link.end()) if link else None
        if other is not None and (link and not link[0].strip().startswith("-")) and other[1] == unit and other[0] > low:
            high, end = other[0], other[2]
        elif text[at].lower() == "a" and _OFTEN.search(text[max(0, at - 12) : at]):
            return None
        else:
            between = None
    else:
        ranged = _ranged(text, at, wide=between is not None)
        if ranged is None:
            return None
        low, high, unit, end = ranged
    start = at - len(between[0]) if between else at
    kind, span = bound(text, (start, end), floor)
    if "+" in text[at:end] and kind == "exact":
        kind = "at least"
    return Length(low, high, unit, span, text[slice(*span)], kind)


def _ranged(text: str, at: int, *, wide: bool) -> tuple[float, float, _Unit, int] | None:
    """The length `2 to 3 hours` whose unit stands behind the second number only."""
    first = _LOW.match(text, at)
    link = (_AND if wide else _TO).match(text, first.end()) if first else None
    other = _one(text, link.end()) if link else None
    if first is None or other is None or text[other[2] - 1].isdigit():
        return None
    measure = _LENGTH.match(text, link.end() if link else 0)
    if measure is None:
        return None
    unit, factor = _unit(measure["unit"])
    low = whole((number(first["low"]) + (0.5 if first["mixed"] else 0)) * factor)
    return (low, other[0], unit, other[2]) if low < other[0] else None


def _one(text: str, at: int) -> tuple[float, _Unit, int] | None:
    """Amount, unit and end of the single length that starts at `at`."""
    if pressed := _PRESSED.match(text, at):
        return int(pressed["hours"]) * 60 + int(pressed["minutes"]), "minutes", pressed.end()
    if share := _SHARE.match(text, at):
        unit, factor = _unit(share["unit"])
        return whole(_share(share["share"]) * factor), unit, share.end()
    match = _LENGTH.match(text, at)
    if match is None:
        return None
    unit, factor = _unit(match["unit"])
    amount = (number(match["low"]) + _share(match["mixed"] or "")) * factor
    if match["minutes"] or match["bare"]:
        if match["unit"][0].lower() != "h":
            return whole(amount), unit, match.start("rest")
        amount += number(match["minutes"] or match["bare"])
    elif match["rest"]:
        amount += _share(match["rest"]) * factor
    return whole(amount), unit, match.end()


def _unit(word: str) -> tuple[_Unit, float]:
    return _UNITS[word[0].lower()]


def _share(words: str) -> float:
    words = words.strip().lower()
    if fraction := re.search(r"([123])/([234])", words):
        return int(fraction[1]) / int(fraction[2])
    if "three" in words:
        return 0.75
    return 0.5 if "half" in words else 0.25 if "quarter" in words else 0.0
