"""What comes before what, and who does what where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plangen.formalising.facts import Fact, Follows, Part
from plangen.formalising.sayings.saying import Saying
from plangen.formalising.text import mentions, named
from plangen.reading.mentions import Length

_OUTER = re.compile(
    r"\b(?:before (?:everything|anything|all) else|first of all|first thing)\b"
    r"|(?P<last>\b(?:after (?:everything|all) else|last of all|comes? last|at the very end)\b)",
    re.IGNORECASE,
)
_AS_LISTED = re.compile(r"\bin (?:the|this|that) order\b", re.IGNORECASE)
_JOINTS = (
    (re.compile(r"\bbefore\b", re.IGNORECASE), False),
    (re.compile(r"\bafter\b", re.IGNORECASE), True),
    (re.compile(r"\bonce\b", re.IGNORECASE), True),
)


def order(saying: Saying) -> Iterator[Fact]:
    """One activity after another, with the minutes in between where they are said."""
    if _AS_LISTED.search(saying.words) and any(isinstance(fact, Follows) for fact in saying.notes.facts):
        saying.general()
        return
    if outer := _OUTER.search(saying.words):
        yield from _outermost(saying, last=outer["last"] is not None)
        return
    for joint, turned in _JOINTS:
        parts = joint.split(saying.words, maxsplit=1)
        if len(parts) != 2:
            continue
        left, right = saying.notes.meant(parts[0]), saying.notes.meant(parts[1])
        if len(left) == 1 and len(right) == 1 and left != right:
            first, then = (right[0], left[0]) if turned else (left[0], right[0])
            lengths = saying.values(Length)
            saying.use(lengths)
            lag = round(lengths[0].low) if len(lengths) == 1 else 0
            yield Follows(first.id, then.id, lag, saying.said)
            return
    saying.unread("the order is not understood")


def part(saying: Saying) -> Iterator[Fact]:
    """Who takes part in an activity, and where it is done."""
    who = saying.subject
    if who.persons and re.search(r"\b(?:all|both|every|each)\b", saying.words, re.IGNORECASE):
        for item in saying.notes.activities:
            yield Part(item.id, who.persons, None, saying.said)
        return
    found = False
    for clause in re.split(r",|\band\b", saying.words):
        items, persons = saying.notes.meant(clause), named(clause, saying.text.cast.persons)
        place = next((name for name, _, _ in mentions(clause, saying.text.cast.places)), None)
        if len(items) == 1 and (persons or place):
            found = True
            yield Part(items[0].id, persons, place, saying.said)
    if not found:
        saying.unread("who does what is not understood")


def _outermost(saying: Saying, *, last: bool) -> Iterator[Fact]:
    """One activity comes before or after all others."""
    meant = saying.notes.meant(saying.words)
    if len(meant) != 1:
        saying.unread("what comes first or last is not understood")
        return
    (one,) = meant
    for other in saying.notes.activities:
        if other != one:
            first, then = (other, one) if last else (one, other)
            yield Follows(first.id, then.id, 0, saying.said)
