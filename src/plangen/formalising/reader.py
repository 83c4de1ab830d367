"""From statements of known kind to facts, for the whole text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from plangen.formalising.activities import Named, activities_of, settle
from plangen.formalising.calendar import counts_days
from plangen.formalising.cues import STRONG, WEIGHTS, cue_scores
from plangen.formalising.facts import Fact, Span
from plangen.formalising.kinds import Kind
from plangen.formalising.roles import Cast, cast_of
from plangen.formalising.rows import row_activities, row_facts, row_names
from plangen.formalising.sayings import Saying, facts_of
from plangen.formalising.statements import Statement, speakers
from plangen.formalising.text import Notes, Text, mentions, named
from plangen.reading.mentions import (
    Bound,
    Length,
    Money,
    Name,
    Number,
    Quantity,
    Value,
    names,
    read_values,
    uses_24_hours,
)

Labelled = tuple[Statement, Kind | None]

_APART: frozenset[Kind] = frozenset({"blocked", "limit", "order", "event"})
_TOGETHER: frozenset[tuple[Kind, Kind]] = frozenset(
    {("blocked", "event"), ("event", "blocked"), ("objective", "limit"), ("travel", "limit")}
)
_ASIDE = re.compile(r"\b(?:as it|because|otherwise|for the last|since the|so that the)\b", re.IGNORECASE)


def read_notes(words: str, read: Sequence[Labelled]) -> tuple[Text, Notes]:
    """Everything that the statements say, in the words' order; a value that no fact uses makes its statement unread."""
    values = read_values(words)
    in_days = counts_days(values)
    cast = _with_rows(_with_speakers(cast_of(words, names(words), read, stays=in_days), words), read)
    text = Text(words, values, cast, in_days, uses_24_hours(words))
    notes = Notes()
    _activities(text, notes, read)
    before: Saying | None = None
    for said, kind in read:
        saying = Saying(text, notes, said, before if said.goes_on else None)
        notes.facts += row_facts(saying) if said.row is not None else facts_of(saying, kind)
        before = saying
    for said, kind in read:
        if (other := _also(said, kind)) is not None:
            notes.unread.append((said.span, f"it also seems to speak of something else ({other})"))
    for said, _ in read:
        if (nobody := _partless(text, notes, said)) is not None:
            notes.unread.append((said.span, f"`{nobody}` has no part in what was read"))
        elif (loose := _loose(text, notes, said.span)) is not None:
            notes.unread.append((said.span, f"`{loose}` is not understood in it"))
    return text, notes


_NEXT = re.compile(r"\b(?:after (?:that|this|which)|afterwards|then)\b", re.IGNORECASE)


def _also(said: Statement, kind: Kind | None) -> Kind | None:
    """Another kind that the words of a statement announce strongly, which the reader of its own kind does not read."""
    if kind is None or kind in {"context", "free"} or said.row is not None:
        return None
    scores = cue_scores(said.text)
    strong = [other for other in _APART if scores.get(other, 0) >= STRONG and other != kind]
    # `and after that` between two lengths is read; any other order beside a length is not.
    if kind in {"length", "request"} and cue_scores(_NEXT.sub(" ", said.text)).get("order", 0) >= WEIGHTS["fair"]:
        strong.append("order")
    return next((other for other in sorted(strong) if (kind, other) not in _TOGETHER), None)


def _with_speakers(cast: Cast, words: str) -> Cast:
    """The cast with those who speak in a chat."""
    said = [name for name in sorted(speakers(words)) if name not in cast.places and name[:1].isupper()]
    return Cast(tuple(dict.fromkeys((*cast.persons, *said))), cast.places)


def _with_rows(cast: Cast, read: Sequence[Labelled]) -> Cast:
    """The cast with the persons and places that tables name."""
    persons, places = row_names([said.row for said, _ in read if said.row is not None])
    return Cast(
        tuple(dict.fromkeys((*(name for name in cast.persons if name not in places), *persons))),
        tuple(dict.fromkeys((*(name for name in cast.places if name not in persons), *places))),
    )


def _activities(text: Text, notes: Notes, read: Sequence[Labelled]) -> None:
    found: list[Named] = []
    for said, kind in read:
        if said.row is not None:
            found += row_activities(said)
            continue
        if kind not in {"request", "length"}:
            continue
        lengths = _lengths(text, said)
        for item in activities_of(said.text, said.span[0], lengths, text.cast, in_days=text.in_days):
            if isinstance(item, Named):
                prices = [value for value in text.within(said.span) if isinstance(value, Money)]
                if len(lengths) == 1 and len(prices) == 1:
                    item = replace(item, cost=prices[0].low / 100)
                    notes.used.add(prices[0].span)
                found.append(item)
                notes.used.add(item.length.span)
            else:
                notes.facts.append(item)
                notes.used |= {length.span for length in lengths}
    activities, lasts = settle(found, text.cast)
    notes.activities += activities
    notes.facts += lasts


def _lengths(text: Text, said: Statement) -> list[Length]:
    """The lengths of a statement; `three nights in Riga, two in Tartu` leaves out the unit the second time."""
    found: list[Length] = []
    for value in text.within(said.span):
        if isinstance(value, Length):
            found.append(value)
        elif isinstance(value, Number) and found and value.amount is not None and not value.ordinal:
            before = text.words[found[-1].span[1] : value.span[0]]
            if named(before, (*text.cast.places, *text.cast.persons)) or re.match(r"\s*(?:,|and)\s", before):
                found.append(
                    replace(found[-1], low=value.amount, high=value.amount, span=value.span, bound=_bound(before))
                )
    return found


def _bound(before: str) -> Bound:
    bounded = re.search(r"\bat (least|most)\s*$", before)
    return "exact" if bounded is None else "at least" if bounded[1] == "least" else "at most"


def _partless(text: Text, notes: Notes, said: Statement) -> str | None:
    """A person of a statement that takes part in nothing and of whom no fact of it speaks."""
    if text.in_days or said.row is not None or _closed(notes, said.span):
        return None
    taking_part = {name for item in notes.activities for name in item.persons}
    spoken_of = {name for fact in notes.facts if fact.said.span == said.span for name in _persons(fact)}
    known = taking_part | spoken_of
    return next((name for name in named(said.text, text.cast.persons) if name not in known), None)


def _closed(notes: Notes, span: Span) -> bool:
    """Whether a statement demands nothing, or is unread already."""
    return span in notes.idle or any(where == span for where, _ in notes.unread)


def _persons(fact: Fact) -> tuple[str, ...]:
    who = getattr(fact, "who", None)
    return getattr(fact, "persons", ()) if who is None else who.persons


def _loose(text: Text, notes: Notes, span: Span) -> str | None:
    """A value of a statement that no fact has used, where the statement demands something."""
    if _closed(notes, span):
        return None
    aside = _ASIDE.search(text.words, *span)
    end = aside.start() if aside else span[1]
    for value in text.within((span[0], end)):
        if isinstance(value, Name) or _counts_known(text, notes, value, span):
            continue
        if not any(start <= value.span[0] and value.span[1] <= stop for start, stop in notes.used):
            return value.text
    return None


def _counts_known(text: Text, notes: Notes, value: Value, span: Span) -> bool:
    """Whether a bare number only counts things that are known: `four people`, `two rooms`, `a day`."""
    if not isinstance(value, Quantity | Number) or getattr(value, "bound", "exact") != "exact":
        return False
    amount = value.low if isinstance(value, Quantity) else value.amount
    places = {item.place for item in notes.activities if item.place}
    here = mentions(text.words[slice(*span)], (*text.cast.places, *text.cast.persons))
    known = {1, len(notes.activities), len(text.cast.persons), len(places), len({name for name, _, _ in here})}
    return amount in known
