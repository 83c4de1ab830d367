"""Times together with the days they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from plangen.reading.mentions.bounded_times import Item, bounded_times
from plangen.reading.mentions.days import days_between
from plangen.reading.mentions.kinds import ClockTime, Day, DayPart, DayRef, Occasion, Span, Value
from plangen.reading.mentions.reader import read_values

_SENTENCE = re.compile(r"[.!?](?=\s)|\n\s*\n|\n\s{0,8}[-*•]|\n(?=[^\S\n]*\w[^\n:]{0,40}:)")
_UNTIL = re.compile(r",?\s{1,8}(?:to|until|till|til|through|thru)\s{1,8}|\s?[-–—]\s?", re.IGNORECASE)
_NEXT = re.compile(r"\s{1,8}[A-Z]")
"""What stands behind a full stop that `a.m.` shares with the sentence."""
_CUT = re.compile(r";|\n")
_JOINTS = re.compile(r"(?:[\s,;:()&]|\b(?:and|or|also|then|during|from|at|between|again|on)\b){0,12}", re.IGNORECASE)
_ON = re.compile(r",?\s{1,8}(?:on|in|of|every|each)?\s{0,3}(?:the\s{1,3})?", re.IGNORECASE)


def occasions(text: str, *, values: Sequence[Value] | None = None, hours24: bool | None = None) -> tuple[Occasion, ...]:
    """The times in a text, each with its days, in order; give one clause or many.

    A day named first holds for the times behind it until another day is named or the sentence ends; a day named last
    holds for the times before it that have none. A day without times is an occasion of its own. Mornings end
    at 12:00, afternoons start at 12:00, evenings at 17:00. `before` also stands for `until` and `by`,
    `after` for `from`; `not before` is `after`. `values`: what `read_values` found in this text, if known.
    """
    found = read_values(text, hours24=hours24) if values is None else values
    items = bounded_times(text, [value for value in found if isinstance(value, ClockTime | Day | DayPart)])
    result: list[Occasion] = []
    for sentence in _sentences(text, items):
        result.extend(_matched(text, _stretched(text, sentence)))
    return tuple(sorted(result, key=lambda occasion: occasion.span))


def _sentences(text: str, items: list[Item]) -> list[list[Item]]:
    """The items by sentence; a semicolon ends one too, unless only joining words stand around it."""
    sentences: list[list[Item]] = []
    for item in items:
        if sentences:
            end = sentences[-1][-1].where[1]
            gap = text[end : item.where[0]]
            if text[end - 1] == "." and _NEXT.match(gap):
                gap = f".{gap}"
            cut = _SENTENCE.search(gap) or (_CUT.search(gap) and not _JOINTS.fullmatch(gap))
            if not cut:
                sentences[-1].append(item)
                continue
        sentences.append([item])
    return sentences


def _stretched(text: str, items: list[Item]) -> list[Item]:
    """The items, with each `from Monday 9:00 until Wednesday 10:00` taken apart: after, the days between, before."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        four = items[at : at + 4]
        parts = _stretch(text, four) if len(four) == 4 else None
        found.extend(parts or items[at : at + 1])
        at += 4 if parts else 1
    return found


def _stretch(text: str, four: list[Item]) -> list[Item] | None:
    shape = tuple(item.day is not None for item in four)
    if shape not in ((True, False, True, False), (False, True, False, True)):
        return None
    (first, start), (last, end) = (sorted(pair, key=lambda item: item.day is None) for pair in (four[:2], four[2:]))
    gap = text[four[1].where[1] : four[2].where[0]]
    linked = _UNTIL.fullmatch(gap) or (shape[2] is False and end.side == "before" and not gap.strip())
    if not linked or start.side not in ("at", "after") or end.side not in ("at", "before"):
        return None
    if first.day is None or last.day is None or len(first.day.days) != 1 or len(last.day.days) != 1:
        return None
    if first.day.days == last.day.days:
        return None
    between = days_between(first.day.days[0], last.day.days[0])
    where = (four[0].where[0], four[3].where[1])
    middle = [Item(where, day=Day(between, where, text[slice(*where)], "list"))] if between else []
    before = tuple((None, minute) for minute, _ in end.readings) if end.side == "at" else end.readings
    closing = replace(
        end, start=None, end=end.end if end.side == "before" else end.start, side="before", readings=before
    )
    return [first, replace(start, side="after"), *middle, last, closing]


def _matched(text: str, items: list[Item]) -> list[Occasion]:
    if not any(item.day for item in items):
        return [_occasion(text, item, ()) for item in items]
    if all(item.day and item.day.form == "whole" for item in items if item.day) and any(not i.day for i in items):
        return [_occasion(text, item, ()) for item in items if not item.day]
    return _days_first(text, items) if items[0].day else _days_last(text, items)


def _days_first(text: str, items: list[Item]) -> list[Occasion]:
    result: list[Occasion] = []
    held: list[Item] = []
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


def _own_day(text: str, items: list[Item], at: int) -> Item | None:
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


def _same_breath(text: str, first: Item, second: Item) -> bool:
    return (
        re.fullmatch(r"\s{0,3}(?:,|and|&|,\s{0,3}and)\s{1,3}(?:on\s{1,3})?", text[first.where[1] : second.where[0]])
        is not None
    )


def _days_last(text: str, items: list[Item]) -> list[Occasion]:
    result: list[Occasion] = []
    waiting: list[Item] = []
    last: Item | None = None
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


def _alone(text: str, items: list[Item]) -> list[Occasion]:
    return [_occasion(text, item, (item,)) for item in items]


def _occasion(text: str, item: Item, holders: tuple[Item, ...]) -> Occasion:
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
