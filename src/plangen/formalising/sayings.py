"""What one statement says, by its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from plangen.formalising.facts import (
    AtLeast,
    AtMost,
    Begins,
    Best,
    Busy,
    Due,
    Fact,
    Follows,
    Free,
    OneAtATime,
    Part,
    Present,
    Returns,
    Said,
    Way,
    Whole,
    Who,
)
from plangen.formalising.kinds import Kind
from plangen.formalising.statements import Statement
from plangen.formalising.text import Notes, Text, mentions, named
from plangen.reading.mentions import Day, Length, Number, Occasion, Quantity, Value, occasions

_WISH = re.compile(
    r"\b(?:ideally|if (?:at all )?possible|if (?:it|that) can be helped|preferabl[ey]|with luck|if you can|nice to have"
    r"|at best|it(?:'d| would) be (?:nice|great|good|lovely|best)|would be (?:nice|great|good|lovely)|would ideally)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:everything|everybody|everyone|all (?:of (?:us|them|it|this)|work|jobs|steps)|nobody|no one|nothing"
    r"|whole (?:team|work)|none of us)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:(?:must|may|should|shall) not|nothing|nobody|can(?:no|')t|can ?not|not (?:available|free|open|in|possible)|unavailable|closed|busy|booked|never)\b|n't\b",
    re.IGNORECASE,
)
_ALLOWS = re.compile(r"^(?:not?|never)\s|\b(?:latest|earliest)\b|^(?:by|ready by|done by|due)\s", re.IGNORECASE)
_OPENS = re.compile(r"\b(?:opens?|starts?|begins?|arrives?|from)\b[^.;]{0,20}$", re.IGNORECASE)
_CLOSES = re.compile(
    r"\b(?:closes?|shuts?|ends?|stops?|leaves?|must be out|served|collected|ready|on the table)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:over|done|finished|finish|ready|complete[d]?|deadline|due|clean|cooked|dry|served|delivered|collected|cut|end(?:ed|s)?)\b.{0,16}$",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:one|a single|single|two|no two)\b.{0,80}\b(?:at a time|at once|at the same time|at any (?:one )?time|overlap|together)\b"
    r"|\b(?:only|just) one\b|\bat a time\b|\bone after (?:the )?(?:other|another)\b|\btwo (?:things|places) at once\b"
    r"|\b(?:alone|on (?:his|her|my|their) own|by (?:myself|himself|herself))\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|every|no|any|either|both|none of (?:the|them))\b", re.IGNORECASE)
_BACK = re.compile(r"\b(?:back|return\w*|ends?|finish\w*)\b", re.IGNORECASE)
_FINISH = re.compile(
    r"\b(?:finish\w*|done|over|end(?:s|ed)?|ready|complet\w+|makespan|home|eat|work|stop)\b", re.IGNORECASE
)
_EARLY = re.compile(
    r"\b(?:earl\w*st|soonest|as (?:early|soon|short|quickly|fast) as|the sooner|makespan|early as|soon as can"
    r"|first (?:opportunity|available|possible|slot|time))\b",
    re.IGNORECASE,
)
_OUTER = re.compile(
    r"\b(?:before (?:everything|anything|all) else|first of all|first thing)\b"
    r"|(?P<last>\b(?:after (?:everything|all) else|last of all|comes? last|at the very end)\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both (?:ways|directions)|same (?:both|back|in the other|way back)|either (?:way|direction)|there and back"
    r"|(?:and|also) (?:on the way )?back|in the other direction|vice versa)\b",
    re.IGNORECASE,
)
_ONE_WAY = re.compile(r"\b(?:one way|one-way|not (?:in the opposite|back)|as written)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
_RULE_OF_WAYS = re.compile(
    r"\b(?:direct\w*|nonstop|non-stop|one way only|no others?|nothing else|no other|counts? (?:for|as).{0,20}both|both (?:cities|towns|places|huts))\b",
    re.IGNORECASE,
)
_ANY_TWO = re.compile(
    r"\b(?:any two|every two|each way|any of (?:these|the) .{0,40}\bany other|all of them)\b", re.IGNORECASE
)
_MANY = re.compile(
    r"\bas many\b|\bas (?:far|much) as\b|\b(?:largest|greatest|maximum) number\b|\bmost (?:people|friends|stops)\b"
)
_CHEAP = re.compile(
    r"\b(?:cheap\w*|cost|costs|spend as little|inexpensive\w*|lowest price|little .{0,20}as possible)\b", re.IGNORECASE
)


def _at(item: tuple[int, object]) -> int:
    return item[0]


class Sayings:
    """Reads one statement; `before` is the clause that it goes on from."""

    def __init__(
        self, text: Text, notes: Notes, statement: Statement, number: int, before: Sayings | None = None
    ) -> None:
        self.text = text
        self.notes = notes
        self.statement = statement
        self.number = number
        self.before = before
        self.subject = Who()

    @property
    def words(self) -> str:
        """The statement's words."""
        return self.statement.text

    @property
    def said(self) -> Said:
        """Where this is said, and whether as a wish."""
        return Said(self.statement.span, self.number, _WISH.search(self.words) is not None)

    def facts(self, kind: Kind | None) -> list[Fact]:
        """The facts of a statement of this kind; what it demands and nobody understood goes to `unread`."""
        readers: dict[Kind, Callable[[], Iterator[Fact]]] = {
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
            "part": self._part,
            "objective": self._objective,
        }
        if kind is None:
            self.unread("its kind is not settled")
            return []
        if self.words.rstrip().endswith("?") and kind not in {"request", "context", "free"}:
            self.unread("it is a question")
            return []
        self.subject = self.who()
        return list(readers[kind]())

    def occasions(self) -> tuple[Occasion, ...]:
        """The times of the statement with spans in the text; a clause without a day takes that of the one before."""
        start = self.statement.span[0]
        found = [
            replace(one, span=(one.span[0] + start, one.span[1] + start))
            for one in occasions(self.words, hours24=self.text.hours24)
        ]
        if self.before is not None and found and not any(one.days for one in found):
            days = next((one.days for one in reversed(self.before.occasions()) if one.days), ())
            found = [replace(one, days=days) for one in found]
        return tuple(found)

    def values(self, *kinds: type) -> list[Value]:
        """The statement's values of some kinds."""
        return [value for value in self.text.within(self.statement.span) if isinstance(value, kinds)]

    def use(self, found: Sequence[Occasion | Value]) -> None:
        """Note that these values have become part of a fact; a day named apart from its times comes with them."""
        self.notes.used |= {value.span for value in found}
        days = {day for one in found if isinstance(one, Occasion) for day in one.days}
        for value in self.values(Day):
            if isinstance(value, Day) and days and (not value.days or days & set(value.days)):
                self.notes.used.add(value.span)

    def unread(self, why: str) -> None:
        """Note that nobody has understood what this demands."""
        self.notes.unread.append((self.statement.span, why))

    def who(self) -> Who:
        """Whom the words name; without a name, the speaker or who the clause before was about."""
        if _ALL.search(self.words):
            return Who()
        persons = named(self.words, self.text.cast.persons)
        places = tuple(dict.fromkeys(name for name, _, _ in mentions(self.words, self.text.cast.places)))
        activities = tuple(item.id for item in self.notes.meant(self.words))
        who = Who(persons, places, activities)
        if not persons and self.statement.speaker and not places and not activities:
            who = Who(tuple(name for name in self.text.cast.persons if name == self.statement.speaker))
        if who.everyone and self.before is not None:
            return self.before.subject
        return who

    def _idle(self) -> Iterator[Fact]:
        self.notes.idle.append(self.statement.span)
        yield from ()

    def _general(self) -> None:
        """A rule that every plan of this form keeps anyhow; values beside it are still to be understood."""
        if not self.values(Day, Length, Number, Quantity):
            self.notes.idle.append(self.statement.span)

    def _request(self) -> Iterator[Fact]:
        when = self.occasions()
        if when and not self.text.in_days:
            self.use(when)
            yield Free(Who(), when, self.said)
        if self.text.in_days:
            yield from self._dates()
        self._counted()
        yield from self._best()

    def _dates(self) -> Iterator[Fact]:
        """The first and the last day of a trip, where the request names them."""
        days = [value for value in self.values(Day) if isinstance(value, Day)]
        if days:
            self.use(days)
            yield Whole(None, tuple(day for value in days for day in value.days), self.said)

    def _counted(self) -> None:
        """A number of things asked for is understood when as many things are known."""
        for value in self.values(Quantity, Number):
            amount = value.low if isinstance(value, Quantity) else getattr(value, "amount", None)
            if amount == len(self.notes.activities):
                self.use([value])

    def _blocked(self) -> Iterator[Fact]:
        yield from self._times("busy")

    def _open(self) -> Iterator[Fact]:
        yield from self._times("free")

    def _times(self, kind: str) -> Iterator[Fact]:
        when = self.occasions()
        if not when:
            self.unread("no time is named")
            return
        for who, part in self._shares(when):
            if who.persons and who.places:
                self._locate(who)
                who = replace(who, places=())
            yield from self._of_one(who, part, kind)

    def _of_one(self, who: Who, when: Sequence[Occasion], kind: str) -> Iterator[Fact]:
        parted: dict[str, list[Occasion]] = {"busy": [], "free": []}
        for one in when:
            if kind == "free" and self._is_due(one):
                yield Due(who, one, self.said)
                self.use([one])
                continue
            turned = self._turned(one, kind)
            if turned is None:
                self.unread(f"it is not clear what `{one.text}` means")
                return
            parted[turned[0]].append(turned[1])
        self.use(when)
        if parted["busy"]:
            yield Busy(who, tuple(parted["busy"]), self.said)
        if parted["free"]:
            yield Free(who, tuple(parted["free"]), self.said)

    def _is_due(self, one: Occasion) -> bool:
        """Whether the time is a deadline: something is done by then, be it on an earlier day."""
        before = self.words[: max(0, one.span[0] - self.statement.span[0]) + 3]
        if re.search(r"\b(?:not|never|no|nothing|nobody)\b|n't\b", before, re.IGNORECASE):
            return False
        return (one.side == "before" or one.side == "at") and _DUE.search(before) is not None

    def _shares(self, when: Sequence[Occasion]) -> list[tuple[Who, tuple[Occasion, ...]]]:
        """Whose times they are: `the bank from 9 to 12, the shop from 10 to 4` speaks of each with its own."""
        known = (*self.text.cast.persons, *self.text.cast.places, *(item.phrase for item in self.notes.activities))
        heads = [(begin + self.statement.span[0], name) for name, begin, _ in mentions(self.words, known)]
        groups: list[tuple[list[str], list[Occasion]]] = [([], [])]
        for where, item in sorted(
            [*((at, name) for at, name in heads), *((one.span[0], one) for one in when)], key=_at
        ):
            names, times = groups[-1]
            if isinstance(item, Occasion):
                times.append(item)
            elif times:
                groups.append(([item], []))
            else:
                names.append(item)
        full = [(names, times) for names, times in groups if names and times]
        if len(full) < 2 or sum(len(times) for _, times in full) < len(when):
            return [(self.subject, tuple(when))]
        return [(self._named(names), tuple(times)) for names, times in full]

    def _named(self, names: Sequence[str]) -> Who:
        return Who(
            tuple(name for name in names if name in self.text.cast.persons),
            tuple(name for name in names if name in self.text.cast.places),
            tuple(item.id for item in self.notes.activities if item.phrase in names),
        )

    def _turned(self, one: Occasion, kind: str) -> tuple[str, Occasion] | None:
        """Whether a time is one that can or cannot be used, and on which side of it; `None` when that is not sure."""
        start = self.statement.span[0]
        words = self.words[max(0, one.span[0] - start) : one.span[1] - start]
        before = self.words[: max(0, one.span[0] - start) + (3 if one.side == "at" else 0)]
        if _ALLOWS.search(words):
            return "free", one
        if one.side == "at":
            if kind == "busy":
                return None
            if _CLOSES.search(before):
                return "free", replace(one, side="before", start=None, end=one.start)
            return ("free", replace(one, side="after")) if _OPENS.search(before) else None
        if kind == "free" and one.side in {"before", "after"} and _NEGATED.search(self.words):
            return None
        return kind, one

    def _locate(self, who: Who) -> None:
        """Somebody is at a place: what is done with them is done there."""
        for at, item in enumerate(self.notes.activities):
            if set(item.persons) & set(who.persons) and item.place is None:
                self.notes.activities[at] = replace(item, place=who.places[0])

    def _length(self) -> Iterator[Fact]:
        if not self.values(Length):
            self.unread("no length is named")
        when = self.occasions()
        if when and not self.text.in_days:
            self.use(when)
            yield Free(self.subject, when, self.said)
        yield from self._best()

    def _travel(self) -> Iterator[Fact]:
        lengths = self.values(Length)
        if self.text.in_days and len(self.values(Day)) == 1:
            yield from self._dates()
        found = list(self._ways(lengths))
        if found:
            self.use(lengths)
        elif _RULE_OF_WAYS.search(self.words):
            self._general()
        else:
            self.unread("no way between places is understood")
        yield from found

    def _ways(self, lengths: Sequence[Value]) -> Iterator[Way]:
        places = mentions(self.words, self.text.cast.places)
        both = _BOTH.search(self.words + " " + self.statement.lead) is not None
        minutes = self._minutes(lengths)
        if minutes is not None and len(minutes) == 1 and _ANY_TWO.search(self.words):
            names = [name for name, _, _ in places]
            among = names if len(names) > 2 else list(self.text.cast.places)
            self.use(self.values(Quantity, Number))
            yield from (Way(a, b, minutes[0], self.said) for a in among for b in among if a != b)
            return
        pairs = list(self._pairs(places))
        if minutes is not None:
            if len(places) == 2 and len(minutes) == 1:
                pairs = [(places[0][0], places[1][0], _BETWEEN.search(self.words) is not None)]
            if len(pairs) != len(minutes):
                return
            for (a, b, mutual), taken in zip(pairs, minutes, strict=True):
                yield Way(a, b, taken, self.said)
                if both or (mutual and len(places) == 2):
                    yield Way(b, a, taken, self.said)
            return
        if lengths:
            return
        for a, b, mutual in pairs:
            yield Way(a, b, None, self.said)
            if mutual or both:
                yield Way(b, a, None, self.said)

    def _pairs(self, places: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, str, bool]]:
        """Places named as the two ends of a way, and whether the words say nothing of its direction."""
        at = 0
        while at + 1 < len(places):
            (a, _, end), (b, begin, _) = places[at], places[at + 1]
            between = self.words[end:begin]
            if re.fullmatch(r"\s*(?:and|&|-|–|—|/|<->|↔)\s*(?:the )?", between, re.IGNORECASE):
                yield a, b, True
            elif re.fullmatch(r"\s*(?:to|>|->|→)\s*(?:the )?", between, re.IGNORECASE):
                yield a, b, False
            else:
                at += 1
                continue
            at += 2

    def _minutes(self, lengths: Sequence[Value]) -> list[int] | None:
        """The minutes of each way: lengths, and bare numbers where the statement or its lead speaks of minutes."""
        numbers = [value for value in self.values(Number, Quantity) if getattr(value, "noun", "minutes") == "minutes"]
        speaks = re.search(r"\bmin", self.statement.lead + self.words, re.IGNORECASE)
        timed = [value for value in lengths if isinstance(value, Length) and value.unit == "minutes"]
        if not speaks:
            numbers = []
        found = sorted([*timed, *numbers], key=lambda value: value.span)
        if not found or len(timed) != len(lengths):
            return None
        self.use(numbers)
        amounts = [
            value.low if isinstance(value, Length | Quantity) else getattr(value, "amount", None) for value in found
        ]
        return None if None in amounts else [round(amount or 0) for amount in amounts]

    def _start(self) -> Iterator[Fact]:
        when = self.occasions()
        place = next((name for name, _, _ in mentions(self.words, self.text.cast.places)), None)
        if self.text.in_days:
            yield from self._dates()
            return
        if len(when) > 1 or (place is None and not when):
            self.unread("place or time of the start are not understood")
            return
        self.use(when)
        if _BACK.search(self.words):
            if place is None:
                self.unread("no place to return to is understood")
            else:
                yield Returns(place, when[0] if when else None, self.said)
        else:
            yield Begins(place, when[0] if when else None, self.said)

    def _event(self) -> Iterator[Fact]:
        days = [value for value in self.values(Day) if isinstance(value, Day)]
        place = next((name for name, _, _ in mentions(self.words, self.text.cast.places)), None)
        if not days or place is None:
            self.unread("no place or no days are named")
            return
        self.use(days)
        yield Present(place, tuple(day for value in days for day in value.days), self.said)

    def _order(self) -> Iterator[Fact]:
        if re.search(r"\bin (?:the|this|that) order\b", self.words, re.IGNORECASE) and any(
            isinstance(fact, Follows) for fact in self.notes.facts
        ):
            self._general()
            return
        if outer := _OUTER.search(self.words):
            yield from self._outermost(last=outer["last"] is not None)
            return
        for joint, turned in (("before", False), ("after", True), ("once", True)):
            parts = re.split(rf"\b{joint}\b", self.words, maxsplit=1, flags=re.IGNORECASE)
            if len(parts) != 2:
                continue
            left, right = self.notes.meant(parts[0]), self.notes.meant(parts[1])
            if len(left) == 1 and len(right) == 1 and left != right:
                first, then = (right[0], left[0]) if turned else (left[0], right[0])
                lengths = self.values(Length)
                self.use(lengths)
                lag = round(lengths[0].low) if len(lengths) == 1 and isinstance(lengths[0], Length) else 0
                yield Follows(first.id, then.id, lag, self.said)
                return
        self.unread("the order is not understood")

    def _outermost(self, *, last: bool) -> Iterator[Fact]:
        """One activity comes before or after all others."""
        named_ones = self.notes.meant(self.words)
        if len(named_ones) != 1:
            self.unread("what comes first or last is not understood")
            return
        (one,) = named_ones
        for other in self.notes.activities:
            if other != one:
                first, then = (other, one) if last else (one, other)
                yield Follows(first.id, then.id, 0, self.said)

    def _limit(self) -> Iterator[Fact]:
        never = re.search(r"\b(?:never|not?|no) more than\b", self.words, re.IGNORECASE)
        many = [
            v
            for v in self.values(Quantity)
            if isinstance(v, Quantity) and v.high > 1 and (v.bound == "at most" or (never and v.bound == "more than"))
        ]
        if never and not many:
            self.unread("how many there may be is not understood")
            return
        once = re.search(r"\bonce\b(?! the\b)|\b(?:direct\w*|nonstop|non-stop)\b", self.words, re.IGNORECASE)
        together = re.search(r"\bat (?:once|the same time|a time)\b", self.words, re.IGNORECASE)
        lengths = [value for value in self.values(Length) if isinstance(value, Length)]
        chosen = [v for v in self.values(Quantity) if isinstance(v, Quantity) and v.bound == "at least"]
        if len(chosen) == 1 and re.search(
            r"\b(?:choose|pick|take|do|make|of (?:these|the))\b", self.words, re.IGNORECASE
        ):
            self.use(self.values(Quantity, Number))
            yield AtLeast(round(chosen[0].low), self.said)
        elif len(lengths) == 1 and lengths[0].unit == "minutes" and _BETWEEN.search(self.words):
            self.use([*lengths, *self.values(Quantity, Number)])
            yield OneAtATime(self.subject, round(lengths[0].low), self.said)
        elif many and together:
            self.use(self.values(Quantity, Number))
            yield AtMost(self.subject, round(many[0].high), self.said)
        elif _ONE.search(self.words):
            gap = round(lengths[0].low) if len(lengths) == 1 and lengths[0].unit == "minutes" else 0
            self.use([*self.values(Quantity, Number), *lengths])
            yield OneAtATime(self.subject, gap, self.said, each=_EACH.search(self.words) is not None)
        elif once and not lengths:
            self._general()
        else:
            self.unread("the limit is not understood")

    def _part(self) -> Iterator[Fact]:
        who = self.subject
        if who.persons and re.search(r"\b(?:all|both|every|each)\b", self.words, re.IGNORECASE):
            for item in self.notes.activities:
                yield Part(item.id, who.persons, None, self.said)
            return
        found = False
        for clause in re.split(r",|\band\b", self.words):
            items, persons = self.notes.meant(clause), named(clause, self.text.cast.persons)
            place = next((name for name, _, _ in mentions(clause, self.text.cast.places)), None)
            if len(items) == 1 and (persons or place):
                found = True
                yield Part(items[0].id, persons, place, self.said)
        if not found:
            self.unread("who does what is not understood")

    def _objective(self) -> Iterator[Fact]:
        found = list(self._best())
        if not found:
            self.unread("what is to be made best is not understood")
        yield from found

    def _best(self) -> Iterator[Fact]:
        if _MANY.search(self.words):
            yield Best("steps", True, self.said)
        elif _CHEAP.search(self.words):
            yield Best("cost", False, self.said)
        elif _EARLY.search(self.words):
            yield Best("end" if _FINISH.search(self.words) else "start", False, self.said)
        else:
            return
        self.use(self.values(Length, Quantity, Number))
