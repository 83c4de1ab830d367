"""What the build of a text says about its statements' kinds, whatever their words are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from plangen.formalising.cues import STRONG, cue_scores, strongest
from plangen.formalising.kinds import Kind
from plangen.formalising.statements import Statement
from plangen.formalising.tabular import row_kind
from plangen.reading.mentions import Day, Name, Number, Quantity, Value

_CLOSING = re.compile(
    r"\W*(?:best|regards|kind regards|many thanks|thanks|thank you|cheers|with thanks|yours|greetings|see you|love)\b",
    re.IGNORECASE,
)
_VERBLESS = re.compile(
    r"\b(?:is|are|has|have|can|must|will|leave|start|not|by|before|after|from|until)\b|\d[:.]\d\d|\d{4}",
    re.IGNORECASE,
)
_LATE = 8
_LISTED: frozenset[Kind] = frozenset({"travel", "open", "blocked", "free", "length", "order"})


def kinds_by_structure(
    said: Sequence[Statement], cues: Sequence[Mapping[Kind, int]], values: Sequence[Value]
) -> list[Kind | None]:
    """A kind for each statement whose place in the text decides it, else `None`.

    A line that only introduces a list demands nothing, nor does what follows the closing of a letter. The items of one
    list are of one kind: the one that its lead announces, else the one that most of them have. A heading that names a
    day asks for a plan of that day. A bare day or time goes on with what was said before.
    """
    own = [strongest(scores) for scores in cues]
    names = Counter(value.text for value in values if isinstance(value, Name))
    found: list[Kind | None] = [None] * len(said)
    lists: dict[str, list[int]] = {}
    closed = False
    for number, one in enumerate(said):
        inside = one.inside(values)
        closed = closed or (len(said) - number <= _LATE and number > 0 and _CLOSING.match(one.text) is not None)
        days = [value for value in inside if isinstance(value, Day)]
        if closed or (one.text.rstrip().endswith(":") and not inside):
            found[number] = "context"
        elif one.row is not None:
            found[number] = row_kind(one.row)
        elif one.fragment and number:
            found[number] = found[number - 1] or own[number - 1]
        elif days and len(inside) == len(days) and own[number] is None and not _VERBLESS.search(one.text):
            found[number] = "request"
        elif own[number] is None and not any(_tells(value, names) for value in inside):
            found[number] = "context"
        if one.lead:
            lists.setdefault(one.lead, []).append(number)
    for lead, items in lists.items():
        announced = _announced(lead, [own[number] for number in items])
        for number in items:
            weak = max(cues[number].values(), default=0) < STRONG
            if announced is not None and found[number] is None and (own[number] == announced or weak):
                found[number] = announced
    return found


def _announced(lead: str, kinds: Sequence[Kind | None]) -> Kind | None:
    """The kind of a list's items: what its lead announces, else what most of them have."""
    announced = strongest(cue_scores(lead))
    if announced in _LISTED:
        return announced
    top = Counter(kind for kind in kinds if kind is not None).most_common(1)
    return top[0][0] if top and top[0][1] * 2 > len(kinds) else None


def says_nothing(value: Value) -> bool:
    """Whether a value is none: `one` as a pronoun, `the day` that names no day."""
    if isinstance(value, Day):
        return not value.days
    return isinstance(value, Number | Quantity) and value.text.lower() in {"one", "a", "an", "ones"}


def _tells(value: Value, names: Mapping[str, int]) -> bool:
    """Whether a value may matter: one that is none does not, nor a name that the text never comes back to."""
    return names[value.text] > 1 if isinstance(value, Name) else not says_nothing(value)
