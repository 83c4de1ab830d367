"""Whether a check relates steps and places as its quote does: which way, in which order, and how urgently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plangen.schema import Constraint, PlanFormat, Slot
from plangen.trust.alignment import plain
from plangen.trust.coverage import sentence_around
from plangen.trust.names_said import mentioned

_ITEMS = re.compile(r"[,;\n]|\.\s")
_BOTH_WAYS = re.compile(r"\band\b|both (?:ways|directions)|each way|either way|and back", re.IGNORECASE)
_MOSTLY = 0.7
_TO = re.compile(r"\bto\b|->|→", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(?:before|then|followed by|precedes?|ahead of|after (?:that|which)|afterwards)\b", re.IGNORECASE
)
_AFTER = re.compile(r"\b(?:after(?! (?:that|which)\b)|once|as soon as|follows|behind)\b", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:prefer\w*|like|love\w*|rather|ideal\w*|possible|nice\w*|wish\w*|hop(?:e|es|ing)|luck|better|best|good|glad"
    r"|happ(?:y|ier)|pleas\w*|favour\w*|great|should|can be|perhaps|maybe|welcome|keen|fond|enjoy\w*|bonus|optional\w*"
    r"|want\w*|appreciat\w*|try|avoid\w*|mind|sooner|rush\w*|if (?:we|you|it|they|I) can)\b",
    re.IGNORECASE,
)


def unsaid_relations(constraint: Constraint, shape: PlanFormat) -> Iterator[str]:
    """Ways that the quote's list does not have or that the check left out, and an order other than the quoted one."""
    check = constraint.check or {}
    if check.get("type") == "transition":
        yield from _ways(check, constraint.quote)
    if check.get("type") == "precedence":
        yield from _order(check, constraint.quote, shape)


def unwished(constraint: Constraint, text: str) -> Iterator[str]:
    """A wish whose sentence has no word of wishing."""
    if constraint.hard or constraint.span is None:
        return
    start, end = sentence_around(text, constraint.span)
    if not _WISH.search(text, start, end):
        yield "it is read as a wish, and its words do not say so"


def _ways(check: Mapping[str, Any], quote: str) -> Iterator[str]:
    """Only for quotes that list ways pair by pair: most of the check's ways stand in an item of their own."""
    ways = {(here, there) for here, row in (check.get("lag") or {}).items() for there in row}
    places = sorted({place for way in ways for place in way})
    items = [(item, [place for place in places if mentioned(place, item)]) for item in _ITEMS.split(quote)]
    together = {(a, b) for _, named in items for a in named for b in named if a != b}
    if not ways or len(ways & together) < _MOSTLY * len(ways):
        return
    for here, there in sorted(ways - together):
        yield f"the quote says no way from {here} to {there}"
    for item, named in items:
        if len(named) == 2:
            yield from _left_out(item, named, ways)


def _left_out(item: str, named: list[str], ways: set[tuple[str, str]]) -> Iterator[str]:
    here, there = sorted(named, key=lambda place: _position(item, place))
    given = {(here, there), (there, here)} & ways
    one_way = _TO.search(item, _position(item, here), _position(item, there)) is not None
    wanted = {(here, there)} if one_way else {(here, there), (there, here)} if _BOTH_WAYS.search(item) else given
    if not given or wanted - given:
        yield f"nothing uses the way between {here} and {there}"


def _order(check: Mapping[str, Any], quote: str, shape: PlanFormat) -> Iterator[str]:
    sides = [
        {word for slot in shape.slots if _fits(slot, check.get(name) or {}) for word in _words(slot)}
        for name in ("first", "then")
    ]
    first, then = (_mention(quote, sides[n] - sides[1 - n]) for n in (0, 1))
    forward = [match.start() for match in _BEFORE.finditer(quote)]
    backward = [match.start() for match in _AFTER.finditer(quote)]
    if first is None or then is None or bool(forward) == bool(backward):
        return
    left, right = min(first, then), max(first, then)
    cues = forward or backward
    if any(left < cue < right for cue in cues):
        expected = left if forward else right
    elif len(cues) == 1 and cues[0] < left:
        expected = right if forward else left
    else:
        return
    if first != expected:
        yield "the quote says the other order"


def _mention(quote: str, words: set[str]) -> int | None:
    """Where the quote first has one of the words."""
    return min((at for word in words if (at := _position(quote, word)) >= 0), default=None)


def _fits(slot: Slot, select: Mapping[str, Any]) -> bool:
    return all(
        value is None or (value in slot.actors if key == "actor" else getattr(slot, key, None) == value)
        for key, value in select.items()
        if key != "args"
    )


def _words(slot: Slot) -> set[str]:
    named = " ".join([slot.id, slot.action, slot.location or "", *slot.actors])
    return {word for word in plain(named).split() if len(word) > 3}


def _position(text: str, name: str) -> int:
    """Where the first word of the name that stands in the text begins; -1 when none does."""
    found = [re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in plain(name).split()]
    return min((match.start() for match in found if match), default=-1)
