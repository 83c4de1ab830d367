"""The typed problem while it is put together: constraints that quote their statements, and what stays unread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from plangen.formalising.assemble.formal import Formal
from plangen.formalising.calendar import Calendar
from plangen.formalising.facts import Activity, Fact, Said, Who
from plangen.formalising.phrases import slug
from plangen.formalising.text import Notes
from plangen.schema import Constraint, PlanFormat, Slot

Check = dict[str, Any]
F = TypeVar("F", bound=Fact)


class Problem:
    """Facts on their way to constraints; the activities of `notes` are completed on the way."""

    def __init__(self, words: str, notes: Notes, calendar: Calendar) -> None:
        self.words = words
        self.notes = notes
        self.calendar = calendar
        self.constraints: list[Constraint] = []
        self._unread = list(notes.unread)
        self._taken: set[str] = set()

    @property
    def activities(self) -> list[Activity]:
        """The activities as they are known so far."""
        return self.notes.activities

    def of(self, kind: type[F]) -> list[F]:
        """The facts of one kind."""
        return [fact for fact in self.notes.facts if isinstance(fact, kind)]

    def add(self, name: str, check: Check, said: Said, *, select: Mapping[str, str] | None = None) -> None:
        """One constraint that quotes its statement, on what `select` picks; a wish is soft."""
        quote = self.words[slice(*said.span)]
        found = slug(name, self._taken)
        self._taken.add(found)
        self.constraints.append(
            Constraint(
                id=found,
                text=quote[:500],
                quote=quote,
                span=said.span,
                kind="soft" if said.wish else "hard",
                origin="llm",
                check=check | ({"select": dict(select)} if select else {}),
            )
        )

    def unread(self, said: Said, why: str) -> None:
        """Note that what is said there has not become part of the problem."""
        self._unread.append((said.span, why))

    def selects(self, who: Who) -> list[dict[str, str]]:
        """The selections that concern `who`; empty when nobody is known by that name."""
        if who.everyone:
            return [{}]
        actors = {name for item in self.activities for name in item.persons}
        places = {item.place for item in self.activities}
        selects = [{"actor": name} for name in who.persons if name in actors]
        if not selects and len(who.activities) < len(self.activities):
            selects = [{"id": name} for name in who.activities]
        return selects or [{"location": name} for name in who.places if name in places]

    def formal(self, slots: Sequence[Slot]) -> Formal:
        """The finished problem with its slots."""
        unread = {span for span, _ in self._unread}
        return Formal(
            PlanFormat(unit=self.calendar.unit, origin=self.calendar.origin, slots=tuple(slots)),
            tuple(self.constraints),
            tuple(self.notes.idle),
            tuple(dict.fromkeys(fact.said.span for fact in self.notes.facts if fact.said.span not in unread)),
            tuple(self._unread),
        )


def bounds(low: int | None, high: int | None) -> Check:
    """The limits of a length, those that there are."""
    return {name: value for name, value in (("min", low), ("max", high)) if value is not None}
