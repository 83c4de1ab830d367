"""A task's text with everything that was found in it before its statements are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from plangen.formalising.facts import Activity, Fact, Span
from plangen.formalising.phrases import stems, whole
from plangen.formalising.roles import Cast
from plangen.reading.mentions import Value


@dataclass(frozen=True, slots=True)
class Text:
    """The words, their values, and who is named; `in_days` says that the plan counts days."""

    words: str
    values: tuple[Value, ...]
    cast: Cast
    in_days: bool
    hours24: bool

    def within(self, span: Span) -> tuple[Value, ...]:
        """The values that stand inside `span`."""
        return tuple(value for value in self.values if span[0] <= value.span[0] and value.span[1] <= span[1])


@dataclass(slots=True)
class Notes:
    """All that was read: activities and facts, spans that demand nothing, what was not understood, values used."""

    activities: list[Activity] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    idle: list[Span] = field(default_factory=list)
    unread: list[tuple[Span, str]] = field(default_factory=list)
    used: set[Span] = field(default_factory=set)

    def meant(self, words: str) -> list[Activity]:
        """The activities that the words name by what sets them apart from the others."""
        here = stems(words)
        found: list[Activity] = []
        entire: list[Activity] = []
        for item in self.activities:
            own = stems(item.phrase)
            others: frozenset[str] = frozenset().union(
                *(stems(other.phrase) for other in self.activities if other != item)
            )
            alone = [name for name in item.persons if sum(name in other.persons for other in self.activities) == 1]
            if (own - others or own) & here or (not own - others and named(words, alone)):
                found.append(item)
            if len(own) > 1 and own <= here:
                entire.append(item)
        return entire or found


def mentions(words: str, known: Sequence[str]) -> list[tuple[str, int, int]]:
    """Every place where one of the names stands, the longest where they overlap, in the words' order."""
    found: list[tuple[str, int, int]] = []
    for name in sorted(known, key=len, reverse=True):
        for match in whole(name).finditer(words):
            if all(match.end() <= begin or end <= match.start() for _, begin, end in found):
                found.append((name, match.start(), match.end()))
    return sorted(found, key=lambda item: item[1])


def named(words: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that stand in the words, each once; a last name alone names its bearer when only one bears it."""
    found = dict.fromkeys(name for name, _, _ in mentions(words, names))
    for name in names:
        last = name.split()[-1]
        alone = sum(1 for other in names if other.split()[-1] == last) == 1
        if name not in found and " " in name and alone and last[0].isupper() and mentions(words, [last]):
            found[name] = None
    return tuple(found)
