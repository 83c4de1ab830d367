"""Every value of a text, in order and without overlaps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from plangen.reading.mentions.clock_times import read_clock
from plangen.reading.mentions.codes import read_code, read_number
from plangen.reading.mentions.day_parts import read_day_part, read_half
from plangen.reading.mentions.days import read_day
from plangen.reading.mentions.kinds import Day, Name, Quantity, Value
from plangen.reading.mentions.lengths import read_length
from plangen.reading.mentions.money import CODES, read_money
from plangen.reading.mentions.names import names
from plangen.reading.mentions.quantities import read_quantity
from plangen.reading.mentions.words import NUMBER_WORDS, SCALES

_TOKEN = re.compile(r"(?P<word>[^\W\d_]+)(?P<coded>-?\d)?|\d|[$€£¥₹½¼¾+(#§]")
_DAYS = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|weds?|thu|thurs?|fri|sat|sun"
    r"|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*"
    r"|days?|nights?|nightly|today|tomorrow|tonight|yesterday|week\w*|work\w*|business|every|each|daily|all|the|any|on"
    + "".join(f"|{word}" for word in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"))
    + r"|ninth|tenth|eleventh|twelfth)"
)
_PARTS = re.compile(r"in|during|mornings?|afternoons?|evenings?|the|every|each|this|any")
_COUNTS = frozenset(NUMBER_WORDS) | frozenset(SCALES)
_CLOCKS = frozenset(NUMBER_WORDS) | {"half", "quarter", "a", "noon", "midday", "midnight"}
_AMOUNTS = _COUNTS | {"a", "an", "half", "quarter", "us"} | {code.lower() for code in CODES}
_CODED = frozenset(
    {"https", "http", "www", "v", "ver", "version", "release", "phone", "tel", "fax", "ext", "call", "no", "nr"}
)
_ALL = frozenset({"code", "day", "clock", "amount", "count"})
_FOLDED = dict.fromkeys(map(ord, "\u017f\u212a\u0131\u0130"), "\ufffd")
"""Letters that a pattern without case takes for s, k and i (long s, Kelvin sign, dotless and dotted i)."""
_HOURS24 = re.compile(r"(?<![\d:.])(?:0\d|1[3-9]|2[0-4]):[0-5]\d(?!\s?[ap]\.?m)", re.IGNORECASE)
_HOURS12 = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)


def uses_24_hours(text: str) -> bool:
    """Whether the text writes the 24-hour clock: a time such as `13:00` or `09:00`, and none with am or pm."""
    return _HOURS24.search(text) is not None and _HOURS12.search(text) is None


def read_values(text: str, *, known: Sequence[Name] | None = None, hours24: bool | None = None) -> tuple[Value, ...]:
    """Every value in the text, in order, without overlaps; each number is inside one of them.

    The longest reading at a place wins; of two as long, in this order: name, day, code, part of the day, time,
    length, money, quantity; a number only when nothing else is there. For a part of a text give `known`, the names
    of that part with spans into it, and `hours24`, what `uses_24_hours` says of the whole; otherwise both come from
    the text given.
    """
    named: dict[int, Name] = {name.span[0]: name for name in (names(text) if known is None else known)}
    starts = sorted(named)
    clock = uses_24_hours(text) if hours24 is None else hours24
    text = text.translate(_FOLDED)
    found: list[Value] = []
    at = 0
    while token := _TOKEN.search(text, at):
        start = token.start()
        word = token["word"]
        kinds = _kinds(word.lower()) if word else _ALL
        values: tuple[Value, ...] = ()
        if kinds or token["coded"]:
            values = _longest(text, start, kinds | {"code"} if token["coded"] else kinds, found, clock, starts)
        if start in named and not (values and values[-1].span[1] > named[start].span[1]):
            values = (named[start],)
        found.extend(values)
        at = values[-1].span[1] if values else token.end("word") if word else token.end()
    return tuple(found)


@lru_cache(maxsize=4096)
def _kinds(word: str) -> frozenset[str]:
    """What a value that opens with this word may be."""
    tests = (
        ("code", word in _CODED),
        ("day", _DAYS.fullmatch(word) is not None),
        ("part", _PARTS.fullmatch(word) is not None),
        ("half", word in ("am", "pm", "a", "p")),
        ("clock", word in _CLOCKS),
        ("amount", word in _AMOUNTS),
        ("count", word in _COUNTS),
    )
    return frozenset(kind for kind, holds in tests if holds)


def _longest(
    text: str, start: int, kinds: frozenset[str], found: list[Value], clock: bool, starts: list[int]
) -> tuple[Value, ...]:
    """The longest reading of the words that start here, the first one of those as long; no name is counted."""
    floor = found[-1].span[1] if found else 0
    best: tuple[Value, ...] = ()
    if not _inside_word(text, start, floor):
        for option in _readings(text, start, kinds, found, clock):
            if not option or (best and option[-1].span[1] <= best[-1].span[1]):
                continue
            if not (isinstance(option[-1], Quantity) and _holds_name(option[-1], start, starts)):
                best = option
    return best if best or "count" not in kinds else _number(text, start)


def _readings(
    text: str, at: int, kinds: frozenset[str], found: list[Value], clock: bool
) -> Iterator[tuple[Value, ...]]:
    floor = found[-1].span[1] if found else 0
    if "day" in kinds and (day := read_day(text, at, floor)):
        yield (day,)
    if "code" in kinds and (code := read_code(text, at)):
        yield (code,)
    if "part" in kinds and (part := read_day_part(text, at)):
        yield (part,)
    if (
        "half" in kinds
        and found
        and isinstance(found[-1], Day)
        and text[floor:at].isspace()
        and (half := read_half(text, at))
    ):
        yield (half,)
    if "clock" in kinds and (text[at] not in "aA" or text[at + 2 : at + 9].lower() == "quarter"):
        yield read_clock(text, at, floor, behind=found[-1] if found else None, hours24=clock)
    if "amount" in kinds:
        for read in (read_length, read_money, read_quantity):
            if amount := read(text, at, floor):
                yield (amount,)


def _number(text: str, at: int) -> tuple[Value, ...]:
    number = read_number(text, at)
    return (number,) if number else ()


def _holds_name(value: Quantity, start: int, starts: list[int]) -> bool:
    following = bisect_right(starts, start)
    return following < len(starts) and starts[following] < value.span[1]


def _inside_word(text: str, at: int, floor: int) -> bool:
    """Whether the word has begun before: no value starts inside one, but for the time of `2026-01-05T10:30`."""
    before = text[at - 1 : at]
    if at == floor:
        return before.isdigit() and text[at : at + 1] == "T"
    return (before.isalnum() or before == "_") and not (before == "T" and at - 1 == floor)
