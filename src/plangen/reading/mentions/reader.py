"""Every value of a text, in order and without overlaps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from plangen.reading.mentions.clock_times import read_clock
from plangen.reading.mentions.codes import read_code, read_number
from plangen.reading.mentions.day_parts import read_day_part
from plangen.reading.mentions.days import read_day
from plangen.reading.mentions.kinds import Name, Quantity, Value
from plangen.reading.mentions.lengths import read_length
from plangen.reading.mentions.money import CODES, read_money
from plangen.reading.mentions.names import names
from plangen.reading.mentions.quantities import read_quantity
from plangen.reading.mentions.words import NUMBER_WORDS, SCALES

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d|[$€£¥₹½¼¾+(#§]")
_DAYS = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|day|week|tod|tom|ton|yest|every"
    r"|each|dail|all|the|any|on|night|work|business)"
)
_PARTS = re.compile(r"(?:in|mornings?|afternoons?|evenings?|the|every|each|this)$")
_CLOCKS = frozenset(NUMBER_WORDS) | {"half", "quarter", "a", "noon", "midday", "midnight", "twenty"}
_COUNTS = frozenset(NUMBER_WORDS) | frozenset(SCALES)
_AMOUNTS = _COUNTS | {"a", "an", "half", "quarter", "us"}
_FRACTIONS = frozenset("½¼¾")
_FOLDED = dict.fromkeys(map(ord, "ſKıİ"), "\ufffd")
"""Letters that a pattern without case takes for s, k and i."""
_CODED = re.compile(r"(?:https?|www|v|ver|version|release|phone|tel|fax|ext|call|no|nr)$")
_HOURS24 = re.compile(r"(?<![\d:.])(?:0\d|1[3-9]|2[0-4]):[0-5]\d(?!\s?[ap]\.?m)", re.IGNORECASE)
_HOURS12 = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)


def uses_24_hours(text: str) -> bool:
    """Whether the text writes the 24-hour clock: a time such as `13:00` or `09:00`, and none with am or pm."""
    return _HOURS24.search(text) is not None and _HOURS12.search(text) is None


def read_values(text: str, *, known: Sequence[Name] | None = None, hours24: bool | None = None) -> tuple[Value, ...]:
    """Every value in the text, in order, without overlaps; each number is inside one of them.

    The longest reading at a place wins; of two as long, in this order: name, code, day, time, length, money,
    part of the day, quantity, number. For a part of a text give `known`, the names of that part with spans into it,
    and `hours24`, what `uses_24_hours` says of the whole; otherwise both come from the text given.
    """
    named: dict[int, Name] = {name.span[0]: name for name in (names(text) if known is None else known)}
    starts = sorted(named)
    clock = uses_24_hours(text) if hours24 is None else hours24
    text = text.translate(_FOLDED)
    found: list[Value] = []
    at = 0
    while token := _TOKEN.search(text, at):
        start = token.start()
        values = _longest(text, start, token[0].lower(), found, clock)
        following = bisect_right(starts, start)
        if start in named and not (values and values[-1].span[1] > named[start].span[1]):
            values = (named[start],)
        elif (
            values
            and following < len(starts)
            and isinstance(values[-1], Quantity)
            and starts[following] < values[-1].span[1]
        ):
            values = _number(text, start)
        if values:
            found.extend(values)
            at = values[-1].span[1]
        else:
            at = token.end()
    return tuple(found)


def _longest(text: str, start: int, word: str, found: list[Value], clock: bool) -> tuple[Value, ...]:
    """The longest reading of the words that start here; the first one of those as long."""
    floor = found[-1].span[1] if found else 0
    options: list[tuple[Value, ...]] = []
    if not _inside_word(text, start, floor):
        digit = not word[0].isalpha()
        options += _dated(text, start, word, floor, digit=digit)
        if digit or word in _CLOCKS:
            options.append(read_clock(text, start, floor, behind=found[-1] if found else None, hours24=clock))
        options += _amounts(text, start, word, floor, digit=digit)
    best = max((option for option in options if option), key=lambda option: option[-1].span[1], default=())
    if not best and (word[0].isdigit() or word in _COUNTS or word in _FRACTIONS):
        return _number(text, start)
    return best


def _number(text: str, at: int) -> tuple[Value, ...]:
    number = read_number(text, at)
    return (number,) if number else ()


def _dated(text: str, at: int, low: str, floor: int, *, digit: bool) -> list[tuple[Value, ...]]:
    found: list[Value | None] = []
    if digit or _CODED.match(low) or text[at + len(low) : at + len(low) + 2].strip("-")[:1].isdigit():
        found.append(read_code(text, at))
    if low[0].isdigit() or _DAYS.match(low):
        found.append(read_day(text, at, floor))
    if _PARTS.match(low):
        found.append(read_day_part(text, at))
    return [(value,) for value in found if value]


def _amounts(text: str, at: int, low: str, floor: int, *, digit: bool) -> list[tuple[Value, ...]]:
    if not digit and low not in _AMOUNTS and low.upper() not in CODES:
        return []
    quantity = read_quantity(text, at, floor) if low not in ("half", "quarter") else None
    found = (read_length(text, at, floor), read_money(text, at, floor), quantity)
    return [(value,) for value in found if value]


def _inside_word(text: str, at: int, floor: int) -> bool:
    """Whether the word has begun before: no value starts inside one, but for the time of `2026-01-05T10:30`."""
    before = text[at - 1 : at]
    if at == floor or not (before.isalnum() or before == "_"):
        return before.isdigit() and text[at : at + 2] != "T" and text[at : at + 1] == "T"
    return not (before == "T" and at - 1 == floor)
