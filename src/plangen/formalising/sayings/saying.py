"""One statement among what is known of its text: its values, whom it names, what of it has been understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from plangen.formalising.facts import Said, Who
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
V = TypeVar("V", bound=Value)


class Saying:
    """A statement that is being read; `before` is the clause that it goes on from, `subject` whom it is about.

    What is understood of it is noted in `notes`: values that became part of a fact, spans that demand nothing, and
    why a span is not understood.
    """

    def __init__(self, text: Text, notes: Notes, statement: Statement, before: Saying | None = None) -> None:
        self.text = text
        self.notes = notes
        self.statement = statement
        self.before = before
        self.subject = Who()

    @property
    def words(self) -> str:
        """The statement's words."""
        return self.statement.text

    @property
    def said(self) -> Said:
        """Where this is said, and whether as a wish."""
        return Said(self.statement.span, _WISH.search(self.words) is not None)

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

    def values(self, kind: type[V]) -> list[V]:
        """The statement's values of one kind."""
        return [value for value in self.text.within(self.statement.span) if isinstance(value, kind)]

    def counts(self) -> list[Number | Quantity]:
        """The statement's bare and counting numbers."""
        return [value for value in self.text.within(self.statement.span) if isinstance(value, Number | Quantity)]

    def place(self) -> str | None:
        """The first place that the words name."""
        return next((name for name, _, _ in mentions(self.words, self.text.cast.places)), None)

    def use(self, found: Sequence[Occasion | Value]) -> None:
        """Note that these values have become part of a fact; a day named apart from its times comes with them."""
        self.notes.used |= {value.span for value in found}
        days = {day for one in found if isinstance(one, Occasion) for day in one.days}
        for value in self.values(Day):
            if days and (not value.days or days & set(value.days)):
                self.notes.used.add(value.span)

    def unread(self, why: str) -> None:
        """Note that nobody has understood what this demands."""
        self.notes.unread.append((self.statement.span, why))

    def idle(self) -> None:
        """Note that this demands nothing."""
        self.notes.idle.append(self.statement.span)

    def general(self) -> None:
        """A rule that every plan of this form keeps anyhow; values beside it are still to be understood."""
        values = self.text.within(self.statement.span)
        if not any(isinstance(value, Day | Length | Number | Quantity) for value in values):
            self.idle()

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
