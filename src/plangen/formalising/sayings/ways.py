"""Where one gets from and to, where one sets out and returns, and where one has to be on certain days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plangen.formalising.facts import Begins, Fact, Present, Returns, Way
from plangen.formalising.sayings.aims import dates
from plangen.formalising.sayings.saying import Saying
from plangen.formalising.text import mentions
from plangen.reading.mentions import Day, Length, Number

_BACK = re.compile(r"\b(?:back|return\w*|ends?|finish\w*)\b", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:both (?:ways|directions)|same (?:both|back|in the other|way back)|either (?:way|direction)|there and back"
    r"|(?:and|also) (?:on the way )?back|in the other direction|vice versa)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
_RULE_OF_WAYS = re.compile(
    r"\b(?:direct\w*|nonstop|non-stop|one way only|no others?|nothing else|no other|counts? (?:for|as).{0,20}both"
    r"|both (?:cities|towns|places|huts))\b",
    re.IGNORECASE,
)
_ANY_TWO = re.compile(
    r"\b(?:any two|every two|each way|any of (?:these|the) .{0,40}\bany other|all of them)\b", re.IGNORECASE
)
_MUTUAL = re.compile(r"\s*(?:and|&|-|–|—|/|<->|↔)\s*(?:the )?", re.IGNORECASE)
_DIRECTED = re.compile(r"\s*(?:to|>|->|→)\s*(?:the )?", re.IGNORECASE)
Mentioned = tuple[str, int, int]


def travel(saying: Saying) -> Iterator[Fact]:
    """Ways between places, with their minutes where the plan runs on a clock."""
    if saying.text.in_days and len(saying.values(Day)) == 1:
        yield from dates(saying)
    found = list(_ways(saying))
    if found:
        saying.use(saying.values(Length))
    elif _RULE_OF_WAYS.search(saying.words):
        saying.general()
    else:
        saying.unread("no way between places is understood")
    yield from found


def start(saying: Saying) -> Iterator[Fact]:
    """Where and when one sets out, or has to be back."""
    if saying.text.in_days:
        yield from dates(saying)
        return
    when, place = saying.occasions(), saying.place()
    if len(when) > 1 or (place is None and not when):
        saying.unread("place or time of the start are not understood")
        return
    saying.use(when)
    at = when[0] if when else None
    if not _BACK.search(saying.words):
        yield Begins(place, at, saying.said)
    elif place is None:
        saying.unread("no place to return to is understood")
    else:
        yield Returns(place, at, saying.said)


def event(saying: Saying) -> Iterator[Fact]:
    """Days on which one has to be at a place."""
    days, place = saying.values(Day), saying.place()
    if not days or place is None:
        saying.unread("no place or no days are named")
        return
    saying.use(days)
    yield Present(place, tuple(day for value in days for day in value.days), saying.said)


def _ways(saying: Saying) -> Iterator[Way]:
    places, lengths, minutes = mentions(saying.words, saying.text.cast.places), saying.values(Length), _minutes(saying)
    both = _BOTH.search(saying.words + " " + saying.statement.lead) is not None
    if minutes is not None and len(minutes) == 1 and _ANY_TWO.search(saying.words):
        names = [name for name, _, _ in places]
        among = names if len(names) > 2 else list(saying.text.cast.places)
        saying.use(saying.counts())
        yield from (Way(a, b, minutes[0], saying.said) for a in among for b in among if a != b)
    elif minutes is not None:
        yield from _timed_ways(saying, places, minutes, both=both)
    elif not lengths:
        for a, b, mutual in _pairs(saying.words, places):
            yield Way(a, b, None, saying.said)
            if mutual or both:
                yield Way(b, a, None, saying.said)


def _timed_ways(saying: Saying, places: Sequence[Mentioned], minutes: Sequence[int], *, both: bool) -> Iterator[Way]:
    """A way for each number of minutes; nothing where they are not as many as the pairs of places."""
    pairs = list(_pairs(saying.words, places))
    if len(places) == 2 and len(minutes) == 1:
        pairs = [(places[0][0], places[1][0], _BETWEEN.search(saying.words) is not None)]
    if len(pairs) != len(minutes):
        return
    for (a, b, mutual), taken in zip(pairs, minutes, strict=True):
        yield Way(a, b, taken, saying.said)
        if both or (mutual and len(places) == 2):
            yield Way(b, a, taken, saying.said)


def _pairs(words: str, places: Sequence[Mentioned]) -> Iterator[tuple[str, str, bool]]:
    """Places named as the two ends of a way, and whether the words say nothing of its direction."""
    at = 0
    while at + 1 < len(places):
        (a, _, end), (b, begin, _) = places[at], places[at + 1]
        between = words[end:begin]
        if _MUTUAL.fullmatch(between):
            yield a, b, True
        elif _DIRECTED.fullmatch(between):
            yield a, b, False
        else:
            at += 1
            continue
        at += 2


def _minutes(saying: Saying) -> list[int] | None:
    """The minutes of each way: lengths, and bare numbers where the statement or its lead speaks of minutes."""
    lengths = saying.values(Length)
    timed = [value for value in lengths if value.unit == "minutes"]
    numbers = [value for value in saying.counts() if isinstance(value, Number) or value.noun == "minutes"]
    if not re.search(r"\bmin", saying.statement.lead + saying.words, re.IGNORECASE):
        numbers = []
    found = sorted([*timed, *numbers], key=lambda value: value.span)
    if not found or len(timed) != len(lengths):
        return None
    saying.use(numbers)
    amounts = [value.amount if isinstance(value, Number) else value.high for value in found]
    return None if None in amounts else [round(amount or 0) for amount in amounts]
