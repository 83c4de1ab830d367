"""From statements of known kind to facts: what each says about whom, with values that a program has read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plangen.formalising.activities import Named, activities_of, settle
from plangen.formalising.facts import (
    Activity,
    AtMost,
    Begins,
    Best,
    Busy,
    Fact,
    Follows,
    Free,
    Notes,
    OneAtATime,
    Present,
    Returns,
    Said,
    Way,
    Who,
)
from plangen.formalising.kinds import Kind
from plangen.formalising.phrases import bare, stems
from plangen.formalising.roles import Cast, cast_of
from plangen.formalising.statements import Statement
from plangen.reading.mentions import Day, Length, Occasion, Quantity, Value, names, occasions, read_values

Labelled = tuple[Statement, Kind | None]

_WISH = re.compile(
    r"\b(?:ideally|if (?:at all )?possible|if (?:it|that) can be helped|preferabl[ey]|would be (?:nice|great|good|lovely)|it'd be|with luck"
    r"|if you can|nice to have|at best)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"(?:from\s+)?(?:the\s+)?(?P<a>[^,;:()]+?)\s*(?:\bto\b|->|→|>|–|—|(?<=\w)-(?=\w)|\band\b)\s*(?:the\s+)?(?P<b>[^,;:()]+?)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with all that was found in it before its statements are read."""

    words: str
    values: tuple[Value, ...]
    cast: Cast
    in_days: bool

    def within(self, span: tuple[int, int]) -> tuple[Value, ...]:
        """The values that stand inside `span`."""
        return tuple(value for value in self.values if span[0] <= value.span[0] and value.span[1] <= span[1])


def read_notes(words: str, read: Sequence[Labelled]) -> tuple[Text, Notes]:
    """Everything that the statements say, in the words' order."""
    values = read_values(words)
    in_days = counts_days(values)
    cast = cast_of(words, names(words), read, stays=in_days)
    text = Text(words, values, cast, in_days)
    notes = Notes()
    found: list[Named] = []
    for number, (said, kind) in enumerate(read):
        if kind not in {"request", "length"}:
            continue
        lengths = [value for value in text.within(said.span) if isinstance(value, Length)]
        for item in activities_of(said.text, said.span[0], number, lengths, cast, in_days=in_days):
            if isinstance(item, Named):
                found.append(item)
            else:
                notes.facts.append(item)
    activities, lasts = settle(found, cast)
    notes.activities += activities
    notes.facts += lasts
    for number, (said, kind) in enumerate(read):
        reader = _Reader(text, notes, said, number)
        facts = list(reader.facts(kind))
        notes.facts += facts
    return text, notes


def counts_days(values: Sequence[Value]) -> bool:
    """Whether the text counts in days: lengths of days or nights, or numbered days, and no times of day."""
    from plangen.reading.mentions import ClockTime

    long = any(isinstance(value, Length) and value.unit != "minutes" for value in values)
    numbered = any(isinstance(value, Day) and any(day.number is not None for day in value.days) for value in values)
    return (long or numbered) and not any(isinstance(value, ClockTime) for value in values)


@dataclass(slots=True)
class _Reader:
    """Reads one statement."""

    text: Text
    notes: Notes
    statement: Statement
    number: int

    def facts(self, kind: Kind | None) -> Iterator[Fact]:
        """The facts of a statement of this kind; what it demands and nobody understood goes to `unread`."""
        reader = {
            "request": self._request,
            "blocked": self._blocked,
            "open": self._open,
            "free": self._idle,
            "context": self._idle,
            "length": self._length,
            "travel": self._travel,
            "start": self._start,
            "event": self._event,
            "order": self._order,
            "limit": self._limit,
            "objective": self._objective,
        }.get(kind or "")
        if reader is None:
            self._unread("its kind is not settled")
            return
        yield from reader()

    @property
    def said(self) -> Said:
        """Where this is said."""
        return Said(self.statement.span, self.number, _WISH.search(self.statement.text) is not None)

    def occasions(self) -> tuple[Occasion, ...]:
        """The times of the statement, with spans in the text."""
        start = self.statement.span[0]
        return tuple(
            replace(found, span=(found.span[0] + start, found.span[1] + start))
            for found in occasions(self.statement.text)
        )

    def values(self, *kinds: type) -> list[Value]:
        """The statement's values of some kinds."""
        return [value for value in self.text.within(self.statement.span) if isinstance(value, kinds)]

    def who(self, words: str | None = None) -> Who:
        """Whom the words name; without a name the statement's speaker, if any."""
        words = self.statement.text if words is None else words
        persons = [name for name in self.text.cast.persons if named(words, name)]
        places = [name for name in self.text.cast.places if named(words, name)]
        if not persons and self.statement.speaker in self.text.cast.persons:
            persons = [self.statement.speaker]
        activities = [] if persons or places else [item.id for item in self._meant(words)]
        return Who(tuple(persons), tuple(places), tuple(activities))

    def _meant(self, words: str) -> list[Activity]:
        """The activities that the words name by what sets them apart."""
        here = stems(words)
        found = []
        for item in self.notes.activities:
            own = stems(item.phrase)
            others = frozenset().union(*(stems(other.phrase) for other in self.notes.activities if other != item))
            apart = own - others or own
            if apart & here:
                found.append(item)
        return found

    def _unread(self, why: str) -> None:
        self.notes.unread.append((self.statement.span, why))

    def _idle(self) -> Iterator[Fact]:
        self.notes.idle.append(self.statement.span)
        yield from ()

    def _request(self) -> Iterator[Fact]:
        when = self.occasions()
        if when and not self.text.in_days:
            yield Free(Who(), when, self.said)
        yield from self._best()

    def _blocked(self) -> Iterator[Fact]:
        when = self.occasions()
        if when:
            yield Busy(self.who(), when, self.said)
        else:
            self._unread("no time is named")

    def _open(self) -> Iterator[Fact]:
        when = self.occasions()
        if not when:
            self._unread("no time is named")
            return
        who = self.who()
        if who.persons and who.places:
            self._locate(who)
            who = replace(who, places=())
        yield Free(who, when, self.said)

    def _locate(self, who: Who) -> None:
        """Somebody is at a place: what is done with them is done there."""
        for at, item in enumerate(self.notes.activities):
            if set(item.persons) & set(who.persons) and item.place is None:
                self.notes.activities[at] = replace(item, place=who.places[0])

    def _length(self) -> Iterator[Fact]:
        if not self.values(Length):
            self._unread("no length is named")
        yield from self._best()

    def _travel(self) -> Iterator[Fact]:
        lengths = self.values(Length)
        found = list(self._ways(lengths))
        if not found:
            self._unread("no way between places is understood")
        yield from found

    def _ways(self, lengths: Sequence[Value]) -> Iterator[Way]:
        words = self.statement.text
        places = mentions(words, self.text.cast.places)
        minutes = self._minutes(lengths)
        if minutes is not None and len(places) == 2:
            (a, _, _), (b, _, end) = places
            yield Way(a, b, minutes, self.said)
            if re.search(r"\b(?:between|both|same|either)\b", words, re.IGNORECASE):
                yield Way(b, a, minutes, self.said)
            return
        if lengths or minutes is not None:
            return
        for (a, _, end), (b, begin, _) in zip(places, places[1:], strict=False):
            between = words[end:begin]
            if re.fullmatch(r"\s*(?:and|&|-|–|—|/|<->|↔)\s*", between):
                yield Way(a, b, None, self.said)
                yield Way(b, a, None, self.said)
            elif re.fullmatch(r"\s*(?:to|>|->|→)\s*", between):
                yield Way(a, b, None, self.said)

    def _minutes(self, lengths: Sequence[Value]) -> int | None:
        """The minutes of a way: a length, or a bare number where the statement or its lead speaks of minutes."""
        if len(lengths) == 1 and isinstance(lengths[0], Length) and lengths[0].unit == "minutes":
            return round(lengths[0].low)
        bare_number = re.search(r"[:=]\s*(\d{1,3})\s*\.?$", self.statement.text)
        if bare_number and re.search(r"\bmin", self.statement.lead + self.statement.text, re.IGNORECASE):
            return int(bare_number[1])
        return None

    def _start(self) -> Iterator[Fact]:
        words, when = self.statement.text, self.occasions()
        places = mentions(words, self.text.cast.places)
        place = places[0][0] if places else None
        if re.search(r"\b(?:back|return\w*|ends?|finish\w*)\b", words, re.IGNORECASE):
            if place is None:
                self._unread("no place to return to is understood")
            else:
                yield Returns(place, when[-1] if when else None, self.said)
        elif place is None and not when:
            self._unread("neither place nor time of the start is understood")
        else:
            yield Begins(place, when[0] if when else None, self.said)

    def _event(self) -> Iterator[Fact]:
        days = [value for value in self.values(Day) if isinstance(value, Day)]
        places = mentions(self.statement.text, self.text.cast.places)
        if not days or not places:
            self._unread("no place or no days are named")
            return
        yield Present(places[0][0], tuple(day for value in days for day in value.days), self.said)

    def _order(self) -> Iterator[Fact]:
        words = self.statement.text
        for joint, turned in (("before", False), ("after", True)):
            parts = re.split(rf"\b{joint}\b", words, maxsplit=1, flags=re.IGNORECASE)
            if len(parts) == 2:
                left, right = self._meant(parts[0]), self._meant(parts[1])
                if len(left) == 1 and len(right) == 1 and left != right:
                    first, then = (right[0], left[0]) if turned else (left[0], right[0])
                    lengths = self.values(Length)
                    lag = round(lengths[0].low) if lengths and isinstance(lengths[0], Length) else 0
                    yield Follows(first.id, then.id, lag, self.said)
                    return
        self._unread("the order is not understood")

    def _limit(self) -> Iterator[Fact]:
        words = self.statement.text
        one = re.search(
            r"\b(?:one|a single|only one|no two|two)\b.*\b(?:at a time|at once|at the same time|overlap|together)\b|\bonly one\b|\bat a time\b",
            words,
            re.IGNORECASE,
        )
        direct = re.search(r"\b(?:direct|nonstop|non-stop)\b", words, re.IGNORECASE)
        many = [value for value in self.values(Quantity) if isinstance(value, Quantity) and value.bound == "at most"]
        if direct or re.search(r"\b(?:exactly |only )?once\b", words, re.IGNORECASE):
            self.notes.idle.append(self.statement.span)
        elif many and re.search(r"\b(?:at once|at the same time|at a time)\b", words, re.IGNORECASE) and many[0].low > 1:
            yield AtMost(self.who(), round(many[0].high), self.said)
        elif one:
            yield OneAtATime(self.who(), 0, self.said)
        else:
            self._unread("the limit is not understood")

    def _objective(self) -> Iterator[Fact]:
        found = list(self._best())
        if not found:
            self._unread("what is to be made best is not understood")
        yield from found

    def _best(self) -> Iterator[Fact]:
        words = self.statement.text
        if re.search(r"\bas many\b|\bmost (?:people|friends|stops|places)\b|\blargest number\b|\bas (?:far|much) as\b", words, re.IGNORECASE):
            yield Best("steps", True, self.said)
        elif re.search(r"\b(?:cheap\w*|costs?|spend as little|inexpensive\w*|lowest price)\b", words, re.IGNORECASE):
            yield Best("cost", False, self.said)
        elif re.search(
            r"\b(?:earl\w*st|soonest|as (?:early|soon) as|the sooner|first (?:opportunity|available|possible|slot)|makespan|as short as)\b",
            words,
            re.IGNORECASE,
        ):
            ends = re.search(r"\b(?:finish\w*|done|over|end(?:s|ed)?|ready|complet\w+|makespan|home|eat|work)\b", words, re.IGNORECASE)
            yield Best("end" if ends else "start", False, self.said)


def named(words: str, name: str) -> bool:
    """Whether a name stands in the words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None


def mentions(words: str, known: Sequence[str]) -> list[tuple[str, int, int]]:
    """Every place where one of the names stands, longest first where they overlap, in the words' order."""
    found: list[tuple[str, int, int]] = []
    for name in sorted(known, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE):
            if all(match.end() <= begin or end <= match.start() for _, begin, end in found):
                found.append((name, match.start(), match.end()))
    return sorted(found, key=lambda item: item[1])
