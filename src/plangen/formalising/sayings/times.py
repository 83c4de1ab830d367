"""When someone or something can or cannot be used. A time whose side is not sure is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from plangen.formalising.facts import Busy, Due, Fact, Free, Who
from plangen.formalising.sayings.saying import Saying
from plangen.formalising.text import mentions
from plangen.reading.mentions import Occasion

Use = Literal["busy", "free"]

_NEGATED = re.compile(
    r"\b(?:(?:must|may|should|shall) not|nothing|nobody|can(?:no|')t|can ?not|not (?:available|free|open|in|possible)"
    r"|unavailable|closed|busy|booked|never)\b|n't\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\b(?:not|never|no|nothing|nobody)\b|n't\b", re.IGNORECASE)
_ALLOWS = re.compile(r"^(?:not?|never)\s|\b(?:latest|earliest)\b|^(?:by|ready by|done by|due)\s", re.IGNORECASE)
_OPENS = re.compile(r"\b(?:opens?|starts?|begins?|arrives?|from)\b[^.;]{0,20}$", re.IGNORECASE)
_CLOSES = re.compile(
    r"\b(?:closes?|shuts?|ends?|stops?|leaves?|must be out|served|collected|ready|on the table)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:over|done|finished|finish|ready|complete[d]?|deadline|due|clean|cooked|dry|served|delivered|collected|cut"
    r"|end(?:ed|s)?)\b.{0,16}$",
    re.IGNORECASE,
)


def blocked(saying: Saying) -> Iterator[Fact]:
    """Times that cannot be used."""
    yield from _times(saying, "busy")


def open_hours(saying: Saying) -> Iterator[Fact]:
    """The only times that can be used, and deadlines."""
    yield from _times(saying, "free")


def _times(saying: Saying, use: Use) -> Iterator[Fact]:
    when = saying.occasions()
    if not when:
        saying.unread("no time is named")
        return
    for who, part in _shares(saying, when):
        if who.persons and who.places:
            _locate(saying, who)
            who = replace(who, places=())
        yield from _of_one(saying, who, part, use)


def _of_one(saying: Saying, who: Who, when: Sequence[Occasion], use: Use) -> Iterator[Fact]:
    parted: dict[Use, list[Occasion]] = {"busy": [], "free": []}
    for one in when:
        if use == "free" and _is_due(saying, one):
            yield Due(who, one, saying.said)
            saying.use([one])
            continue
        turned = _turned(saying, one, use)
        if turned is None:
            saying.unread(f"it is not clear what `{one.text}` means")
            return
        parted[turned[0]].append(turned[1])
    saying.use(when)
    if parted["busy"]:
        yield Busy(who, tuple(parted["busy"]), saying.said)
    if parted["free"]:
        yield Free(who, tuple(parted["free"]), saying.said)


def _is_due(saying: Saying, one: Occasion) -> bool:
    """Whether the time is a deadline: something is done by then, be it on an earlier day."""
    before = saying.words[: max(0, one.span[0] - saying.statement.span[0]) + 3]
    return _REFUSED.search(before) is None and one.side in {"before", "at"} and _DUE.search(before) is not None


def _turned(saying: Saying, one: Occasion, use: Use) -> tuple[Use, Occasion] | None:
    """Whether a time is one that can or cannot be used, and on which side of it; `None` when that is not sure."""
    begin = max(0, one.span[0] - saying.statement.span[0])
    before = saying.words[: begin + (3 if one.side == "at" else 0)]
    if _ALLOWS.search(saying.words[begin : one.span[1] - saying.statement.span[0]]):
        return "free", one
    if one.side == "at":
        if use == "busy":
            return None
        if _CLOSES.search(before):
            return "free", replace(one, side="before", start=None, end=one.start)
        return ("free", replace(one, side="after")) if _OPENS.search(before) else None
    if use == "free" and one.side in {"before", "after"} and _NEGATED.search(saying.words):
        return None
    return use, one


def _shares(saying: Saying, when: Sequence[Occasion]) -> list[tuple[Who, tuple[Occasion, ...]]]:
    """Whose times they are: `the bank from 9 to 12, the shop from 10 to 4` speaks of each with its own."""
    cast, start = saying.text.cast, saying.statement.span[0]
    known = (*cast.persons, *cast.places, *(item.phrase for item in saying.notes.activities))
    items: list[tuple[int, str | Occasion]] = [
        *((begin + start, name) for name, begin, _ in mentions(saying.words, known)),
        *((one.span[0], one) for one in when),
    ]
    groups: list[tuple[list[str], list[Occasion]]] = [([], [])]
    for _, item in sorted(items, key=lambda item: item[0]):
        names, times = groups[-1]
        if isinstance(item, Occasion):
            times.append(item)
        elif times:
            groups.append(([item], []))
        else:
            names.append(item)
    full = [(names, times) for names, times in groups if names and times]
    if len(full) < 2 or sum(len(times) for _, times in full) < len(when):
        return [(saying.subject, tuple(when))]
    return [(_named(saying, names), tuple(times)) for names, times in full]


def _named(saying: Saying, names: Sequence[str]) -> Who:
    return Who(
        tuple(name for name in names if name in saying.text.cast.persons),
        tuple(name for name in names if name in saying.text.cast.places),
        tuple(item.id for item in saying.notes.activities if item.phrase in names),
    )


def _locate(saying: Saying, who: Who) -> None:
    """Somebody is at a place: what is done with them is done there."""
    for at, item in enumerate(saying.notes.activities):
        if set(item.persons) & set(who.persons) and item.place is None:
            saying.notes.activities[at] = replace(item, place=who.places[0])
