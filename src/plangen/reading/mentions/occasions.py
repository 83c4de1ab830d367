"""Times together with the days they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plangen.reading.mentions.halves import paired
from plangen.reading.mentions.kinds import ClockTime, Day, DayPart, DayRef, Occasion, Side, Span, Value
from plangen.reading.mentions.reader import read_values

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
    r"(?:,?\s{1,3}(?:(?P<after>(?:or|and) (?:later|after)|onwards?|on(?=\s{0,3}(?:$|[.,;:!?)]))|and on|at the earliest)"
    r"|(?P<before>(?:or|and) (?:earlier|before)|at the latest)))(?!\w)".replace(" ", r"\s{1,3}"),
    re.IGNORECASE,
)
_TO = re.compile(r"\s{0,8}[-–—]\s{0,8}|\s{1,8}(?:to|until|till|til|through|thru)\s{1,8}", re.IGNORECASE)
_AND = re.compile(r"\s{1,8}and\s{1,8}", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?=\s)|\n\s*\n|\n\s{0,8}[-*•]|\n(?=[^\S\n]*\w[^\n:]{0,40}:)")
_CUT = re.compile(r";|\n")
_JOINTS = re.compile(r"(?:[\s,;:()&]|\b(?:and|or|also|then|during|from|at|between|again|on)\b){0,12}", re.IGNORECASE)
_ON = re.compile(r",?\s{1,8}(?:on|in|of|every|each)?\s{0,3}(?:the\s{1,3})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """A day or a time of a sentence; `where` covers the words that bound it."""

    where: Span
    day: Day | None = None
    start: int | None = None
    end: int | None = None
    side: Side = "day"
    readings: tuple[tuple[int | None, int | None], ...] = ()


def occasions(text: str, *, values: Sequence[Value] | None = None, hours24: bool | None = None) -> tuple[Occasion, ...]:
    """The times in a text, each with its days, in order; give one clause or many.

    A day named first holds for the times behind it until another day is named or the sentence ends; a day named last
    holds for the times before it that have none. A day without times is an occasion of its own. Mornings end
    at 12:00, afternoons start at 12:00, evenings at 17:00. `before` also stands for `until` and `by`,
    `after` for `from`; `not before` is `after`. `values`: what `read_values` found in this text, if known.
    """
    found = read_values(text, hours24=hours24) if values is None else values
    items = _items(text, [value for value in found if isinstance(value, ClockTime | Day | DayPart)])
    result: list[Occasion] = []
    for sentence in _sentences(text, items):
        result.extend(_matched(text, sentence))
    return tuple(sorted(result, key=lambda occasion: occasion.span))


def _items(text: str, values: list[ClockTime | Day | DayPart]) -> list[_Item]:
    items: list[_Item] = []
    at = 0
    while at < len(values):
        value = values[at]
        following = values[at + 1] if at + 1 < len(values) else None
        floor = items[-1].where[1] if items else 0
        at += 1
        if isinstance(value, Day):
            items.append(_Item(value.span, day=value))
        elif isinstance(value, DayPart):
            side: Side = "before" if value.start is None else "after"
            items.append(_Item(value.span, start=value.start, end=value.end, side=side))
        elif isinstance(following, ClockTime) and _linked(text, value, following, floor):
            items.append(_range(text, value, following, floor))
            at += 1
        else:
            items.append(_bounded(text, value, floor))
    return _merged(text, items)


def _linked(text: str, first: ClockTime, second: ClockTime, floor: int) -> bool:
    """Whether two times are the ends of a range."""
    gap = text[first.span[1] : second.span[0]]
    if _TO.fullmatch(gap):
        return True
    head = _HEAD.search(text[max(floor, first.span[0] - 30) : first.span[0]])
    return _AND.fullmatch(gap) is not None and head is not None and head[0].strip().lower().startswith("between")


def _range(text: str, first: ClockTime, second: ClockTime, floor: int) -> _Item:
    readings = _readings(first, second)
    start = first.span[0]
    head = re.search(
        r"\b(?:from|between|during)\s{1,3}(?:the\s)?$", text[max(floor, start - 14) : start], re.IGNORECASE
    )
    where = (start - len(head[0]) if head else start, second.span[1])
    alternatives: tuple[tuple[int | None, int | None], ...] = readings if len(readings) > 1 else ()
    return _Item(where, None, readings[0][0], readings[0][1], "range", alternatives)


def _readings(first: ClockTime, second: ClockTime) -> tuple[tuple[int, int], ...]:
    starts, ends = first.alternatives or (first.minute,), second.alternatives or (second.minute,)
    if len(starts) == len(ends) == 2:
        return paired(tuple(sorted(starts)), tuple(sorted(minute % 1440 for minute in ends)))
    stated = (first.minute, second.minute)
    return (stated, *((start, end) for start in starts for end in ends if (start, end) != stated))


def _bounded(text: str, time: ClockTime, floor: int) -> _Item:
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
    return _Item((start, end), None, pairs[0][0], pairs[0][1], side, pairs if len(pairs) > 1 else ())


def _merged(text: str, items: list[_Item]) -> list[_Item]:
    """A part of the day that stands at a time says only which half it meant: `Monday morning at 9`."""
    kept: list[_Item] = []
    for item in items:
        last = kept[-1] if kept else None
        if last is not None and last.day and item.day and "whole" in (last.day.form, item.day.form):
            kept[-1] = replace(item if last.day.form == "whole" else last, where=(last.where[0], item.where[1]))
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


def _is_part(text: str, item: _Item) -> bool:
    return re.search(r"(?:morning|afternoon|evening)s?$", text[slice(*item.where)], re.IGNORECASE) is not None and (
        re.search(r"\d", text[slice(*item.where)]) is None
    )


def _sentences(text: str, items: list[_Item]) -> list[list[_Item]]:
    """The items by sentence; a semicolon ends one too, unless only joining words stand around it."""
    sentences: list[list[_Item]] = []
    for item in items:
        if sentences:
            gap = text[sentences[-1][-1].where[1] : item.where[0]]
            cut = _SENTENCE.search(gap) or (_CUT.search(gap) and not _JOINTS.fullmatch(gap))
            if not cut:
                sentences[-1].append(item)
                continue
        sentences.append([item])
    return sentences


def _matched(text: str, items: list[_Item]) -> list[Occasion]:
    if not any(item.day for item in items):
        return [_occasion(text, item, ()) for item in items]
    if all(item.day and item.day.form == "whole" for item in items if item.day) and any(not i.day for i in items):
        return [_occasion(text, item, ()) for item in items if not item.day]
    return _days_first(text, items) if items[0].day else _days_last(text, items)


def _days_first(text: str, items: list[_Item]) -> list[Occasion]:
    result: list[Occasion] = []
    held: list[_Item] = []
    used = False
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else None
        if item.day is None:
            behind = _own_day(text, items, at)
            if behind is not None and not (held and behind is held[-1]):
                result.append(_occasion(text, item, (behind,)))
                continue
            result.append(_occasion(text, item, tuple(held)))
            used = True
            continue
        if at and items[at - 1].day is None and _own_day(text, items, at - 1) is item:
            continue
        if held and not used and following is not None and _same_breath(text, held[-1], item):
            held.append(item)
            continue
        if held and not used:
            result.extend(_alone(text, held))
        held, used = [item], False
    if held and not used:
        result.extend(_alone(text, held))
    return result


def _own_day(text: str, items: list[_Item], at: int) -> _Item | None:
    """The day behind the time at `at` that is its own: `on` links them and no time of its own follows the day."""
    if at + 1 >= len(items) or items[at + 1].day is None:
        return None
    gap = text[items[at].where[1] : items[at + 1].where[0]]
    if not re.fullmatch(r"\s{1,8}on\s{1,8}(?:the\s{1,3})?", gap, re.IGNORECASE):
        return None
    follows = items[at + 2] if at + 2 < len(items) else None
    if follows is None or follows.day is not None or _own_day(text, items, at + 2) is not None:
        return items[at + 1]
    return None


def _same_breath(text: str, first: _Item, second: _Item) -> bool:
    return (
        re.fullmatch(r"\s{0,3}(?:,|and|&|,\s{0,3}and)\s{1,3}(?:on\s{1,3})?", text[first.where[1] : second.where[0]])
        is not None
    )


def _days_last(text: str, items: list[_Item]) -> list[Occasion]:
    result: list[Occasion] = []
    waiting: list[_Item] = []
    last: _Item | None = None
    for item in items:
        if item.day is None:
            waiting.append(item)
        elif waiting:
            result.extend(_occasion(text, time, (item,)) for time in waiting)
            waiting, last = [], item
        else:
            result.extend(_alone(text, [item]))
            last = item
    held = (last,) if last else ()
    return result + [_occasion(text, time, held) for time in waiting]


def _alone(text: str, items: list[_Item]) -> list[Occasion]:
    return [_occasion(text, item, (item,)) for item in items]


def _occasion(text: str, item: _Item, holders: tuple[_Item, ...]) -> Occasion:
    days: list[DayRef] = []
    start, end = item.where
    choice = False
    for holder in holders:
        if holder.day is None:
            continue
        days.extend(ref for ref in holder.day.days if ref not in days)
        choice = choice or holder.day.form == "choice"
        if holder is not item and _touches(text, holder.where, (start, end)):
            start, end = min(start, holder.where[0]), max(end, holder.where[1])
    return Occasion(tuple(days), item.start, item.end, item.side, (start, end), text[start:end], item.readings, choice)


def _touches(text: str, one: Span, two: Span) -> bool:
    first, second = sorted((one, two))
    gap = text[first[1] : second[0]]
    return _JOINTS.fullmatch(gap) is not None or _ON.fullmatch(gap) is not None
