"""The days and times of a text in order, each with the words that bound it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from plangen.reading.mentions.halves import paired
from plangen.reading.mentions.kinds import ClockTime, Day, DayPart, DayRef, Side, Span

_BEFORE = (
    r"before|prior to|until|till|til|by|earlier than|up to"
    r"|at the latest by|ending(?: at| by)?|ends? (?:at|by)|finish(?:es|ed)? by|through|to"
)
_AFTER = r"after|past|since|later than|from|starting(?: at| from)?|beginning(?: at)?|as of|at the earliest"
_HEAD = re.compile(
    r"(?<![\w-])(?:(?P<after>(?:not?|never) (?:earlier|before|sooner)(?: than)?)"
    r"|(?P<not_after>(?:not?|never) (?:later|after|past)(?: than)?)"
    rf"|(?P<before>{_BEFORE})|(?P<from>{_AFTER})|(?P<open>between|during|at|on|from))"
    r"(?: (?:around|about|exactly|approximately|the))?[\s(]{0,3}$".replace(" ", r"\s{1,3}"),
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,?\s{1,3}(?:(?P<after>(?:or|and) later|onwards?|(?:on|and on|(?:or|and) after)(?=\s{0,3}(?:$|[.,;:!?)]))"
    r"|at the earliest)"
    r"|(?P<before>(?:or|and) earlier|(?:or|and) before(?=\s{0,3}(?:$|[.,;:!?)]))|at the latest)))(?!\w)".replace(
        " ", r"\s{1,3}"
    ),
    re.IGNORECASE,
)
_TO = re.compile(r"\s{0,8}[-–—]\s{0,8}|\s{1,8}(?:to|until|till|til|through|thru)\s{1,8}", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s{1,3}$", re.IGNORECASE)
_OR = re.compile(r"\s{0,3},?\s{1,3}(?:(?:or|and)\s{1,3})?", re.IGNORECASE)
_AND = re.compile(r"\s{1,8}and\s{1,8}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """A day or a time of a sentence; `where` covers the words that bound it."""

    where: Span
    day: Day | None = None
    start: int | None = None
    end: int | None = None
    side: Side = "day"
    readings: tuple[tuple[int | None, int | None], ...] = ()


def bounded_times(text: str, values: list[ClockTime | Day | DayPart]) -> list[Item]:
    """The values as items: two times that are the ends of a range become one, bounding words are taken in."""
    items: list[Item] = []
    at = 0
    while at < len(values):
        value = values[at]
        following = values[at + 1] if at + 1 < len(values) else None
        floor = items[-1].where[1] if items else 0
        at += 1
        if isinstance(value, Day):
            items.append(Item(value.span, day=value))
        elif isinstance(value, DayPart):
            side: Side = "before" if value.start is None else "after"
            if value.text.lower().startswith(("every", "each")):
                items.append(Item(value.span, day=Day((DayRef(every=True),), value.span, value.text, "every")))
            items.append(Item(value.span, start=value.start, end=value.end, side=side))
        elif isinstance(following, ClockTime) and _linked(text, value, following, items[-1] if items else None):
            items.append(_range(text, value, following, floor))
            at += 1
        else:
            items.append(_bounded(text, value, floor))
    return _merged(text, items)


def _linked(text: str, first: ClockTime, second: ClockTime, last: Item | None) -> bool:
    """Whether two times are the ends of a range; `and` links them behind `between`, and in what follows by `or`."""
    gap = text[first.span[1] : second.span[0]]
    if _TO.fullmatch(gap):
        return True
    floor = last.where[1] if last else 0
    head = text[max(floor, first.span[0] - 14) : first.span[0]]
    again = last is not None and text[last.where[0] : last.where[0] + 7].lower() == "between" and _OR.fullmatch(head)
    return _AND.fullmatch(gap) is not None and (_BETWEEN.search(head) is not None or bool(again))


def _range(text: str, first: ClockTime, second: ClockTime, floor: int) -> Item:
    readings = _readings(first, second)
    start = first.span[0]
    head = re.search(
        r"\b(?:from|between|during)\s{1,3}(?:the\s)?$", text[max(floor, start - 14) : start], re.IGNORECASE
    )
    where = (start - len(head[0]) if head else start, second.span[1])
    alternatives: tuple[tuple[int | None, int | None], ...] = readings if len(readings) > 1 else ()
    return Item(where, None, readings[0][0], readings[0][1], "range", alternatives)


def _readings(first: ClockTime, second: ClockTime) -> tuple[tuple[int, int], ...]:
    starts, ends = first.alternatives or (first.minute,), second.alternatives or (second.minute,)
    if len(starts) == len(ends) == 2:
        return paired(tuple(sorted(starts)), tuple(sorted(minute % 1440 for minute in ends)))
    stated = (first.minute, second.minute)
    return (stated, *((start, end) for start in starts for end in ends if (start, end) != stated))


def _bounded(text: str, time: ClockTime, floor: int) -> Item:
    start, end = time.span
    side: Side = "at"
    if head := _HEAD.search(text[max(floor, start - 40) : start]):
        start -= len(head[0])
        if head["after"] or head["from"]:
            side = "after"
        elif head["not_after"] or head["before"]:
            side = "before"
    if tail := _TAIL.match(text, end):
        end = tail.end()
        side = "after" if tail["after"] else "before"
    minutes = time.alternatives or (time.minute,)
    ordered = (time.minute, *(minute for minute in minutes if minute != time.minute))
    pairs = tuple((None, minute or 1440) if side == "before" else (minute, None) for minute in ordered)
    return Item((start, end), None, pairs[0][0], pairs[0][1], side, pairs if len(pairs) > 1 else ())


def _merged(text: str, items: list[Item]) -> list[Item]:
    """A part of the day that stands at a time says only which half it meant: `Monday morning at 9`."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        if last is not None and _is_whole(text, last, item):
            told = item if last.day and last.day.form == "whole" else last
            kept[-1] = replace(told, where=(last.where[0], item.where[1]))
            continue
        touching = last is not None and re.fullmatch(r"[\s,]{0,3}(?:and\s)?", text[last.where[1] : item.where[0]])
        if last is None or not touching or last.day is not None or item.day is not None:
            kept.append(item)
        elif _is_part(text, last) and not _is_part(text, item):
            kept[-1] = replace(item, where=(last.where[0], item.where[1]))
        elif _is_part(text, item) and not _is_part(text, last):
            kept[-1] = replace(last, where=(last.where[0], item.where[1]))
        else:
            kept.append(item)
    return kept


def _is_whole(text: str, last: Item, item: Item) -> bool:
    """Whether `all day` stands at another day and says nothing more than that day alone does."""
    if last.day is None or item.day is None or "whole" not in (last.day.form, item.day.form):
        return False
    gap = text[last.where[1] : item.where[0]]
    return re.fullmatch(r"[\s,:(]{0,3}(?:(?:on|for|is)\s{1,3})?", gap, re.IGNORECASE) is not None


def _is_part(text: str, item: Item) -> bool:
    return re.search(
        r"(?:morning|afternoon|evening)s?$|^[ap]\.?m\b", text[slice(*item.where)], re.IGNORECASE
    ) is not None and (re.search(r"\d", text[slice(*item.where)]) is None)
