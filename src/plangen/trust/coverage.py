"""What the text says and no constraint speaks for: the only guard of one reading against a dropped constraint."""

from __future__ import annotations

from collections.abc import Iterable

from plangen.reading.mentions import Name, Span, read_values
from plangen.schema import Task


def uncovered(task: Task, settled: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Spans of values in the task's text that lie in no constraint's quote, in order.

    A value is a time, day, length, amount of money, quantity or number that counts. A name counts where it stands in
    the plan format as a person or place, for others may be anything. `settled` are spans of statements that two
    readings agreed demand nothing.
    """
    quotes = [one.span for one in task.constraints if one.span is not None]
    known = _names(task)
    found: list[Span] = []
    for value in read_values(task.text):
        if isinstance(value, Name) and value.text.casefold() not in known:
            continue
        if getattr(value, "amount", 0) is None:
            continue
        if not any(_inside(value.span, span) for span in (*quotes, *settled)):
            found.append(value.span)
    return tuple(found)


def _inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _names(task: Task) -> set[str]:
    slots = () if task.plan_format is None else task.plan_format.slots
    return {name.casefold() for slot in slots for name in (slot.location, *slot.actors) if name}
