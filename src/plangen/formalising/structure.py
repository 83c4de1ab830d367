"""What the build of a text says about its statements' kinds, whatever their words are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from plangen.formalising.cues import kind_by_cues
from plangen.formalising.kinds import Kind
from plangen.formalising.statements import Statement
from plangen.reading.mentions import Value


def kinds_by_structure(
    said: Sequence[Statement], own: Sequence[Kind | None], values: Sequence[Value]
) -> list[Kind | None]:
    """A kind for each statement whose place in the text decides it, else `None`.

    A line that only introduces a list demands nothing. The items of one list are of one kind: the one that its lead
    announces, else the one that most of them have.
    """
    found: list[Kind | None] = [None] * len(said)
    lists: dict[str, list[int]] = {}
    for number, one in enumerate(said):
        if one.text.rstrip().endswith(":") and not _holds_value(one, values):
            found[number] = "context"
        if one.lead:
            lists.setdefault(one.lead, []).append(number)
    for lead, items in lists.items():
        announced = kind_by_cues(lead)
        if announced in {None, "context", "request"}:
            counts = Counter(kind for number in items if (kind := own[number]) is not None)
            top = counts.most_common(1)
            announced = top[0][0] if top and top[0][1] * 2 > len(items) else None
        for number in items:
            if announced is not None and found[number] is None and own[number] in {None, announced}:
                found[number] = announced
    return found


def _holds_value(one: Statement, values: Sequence[Value]) -> bool:
    return any(one.span[0] <= value.span[0] < one.span[1] for value in values)
