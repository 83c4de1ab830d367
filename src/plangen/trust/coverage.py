"""What the text says and no constraint speaks for: the only guard of one reading against a dropped constraint."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from plangen.reading.mentions import Day, Name, Number, Span, Value
from plangen.schema import Task
from plangen.trust.said import values_of

_END = re.compile(r"\n|[.!?;:](?=\s+[A-Z\n]|\s*$)")


def uncovered(task: Task, settled: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Spans of values in the task's text that no constraint speaks for, in order.

    A time, day, length, amount of money, quantity or number must begin inside a quote. A name may also stand in a
    sentence or line of which some words are quoted, or it would be told that the text has people and places. Codes
    (a version, a telephone number), `one` and `the whole day` say nothing. `settled` are spans of statements that
    two readings agreed demand nothing.
    """
    spans = [*(one.span for one in task.constraints if one.span is not None), *settled]
    found: list[Span] = []
    for value in values_of(task.text):
        if _says_nothing(value):
            continue
        if isinstance(value, Name):
            start, end = sentence_around(task.text, value.span)
            spoken_for = any(low < end and start < high for low, high in spans)
        else:
            spoken_for = any(low <= value.span[0] < high for low, high in spans)
        if not spoken_for:
            found.append(value.span)
    return tuple(found)


def _says_nothing(value: Value) -> bool:
    if isinstance(value, Day):
        return not value.days
    return isinstance(value, Number) and (value.amount is None or value.text.casefold() in ("one", "two"))


def sentence_around(text: str, span: Span) -> Span:
    """The sentence or line around a value."""
    ends = _ends(text)
    after = bisect_right(ends, span[0])
    closing = bisect_left(ends, span[1])
    return ends[after - 1] if after else 0, ends[closing] if closing < len(ends) else len(text)


@lru_cache(maxsize=64)
def _ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in _END.finditer(text))
