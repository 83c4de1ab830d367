"""Who and what a text speaks about: persons and places, told apart by the words around their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plangen.formalising.kinds import Kind
from plangen.formalising.statements import Statement
from plangen.reading.mentions import Name

_PLACE_WORD = re.compile(
    r"\b(?:street|road|lane|square|park|station|hall|dock|lab|office|clinic|room|hospital|school|airport|harbou?r|hill|wharf"
    r"|district|beach|bridge|market|museum|attic|cellar|studio|theatre|hotel|house|hut|farm|depot|shop|bank|city|town|island)\b",
    re.IGNORECASE,
)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|via|into|visit|visiting|reach|reaches|leave|leaves|between|through|on|use|wants?) (?:the )?$",
    re.IGNORECASE,
)
_BEFORE_PERSON = re.compile(r"\b(?:with|for|meet|meeting|see|talk to|tell|ask|dr|mr|mrs|ms|prof(?:essor)?)\.? $", re.IGNORECASE)
_AFTER_PERSON = re.compile(
    r"(?:'s (?:calendar|diary|week|shift|watch|day|schedule)| (?:is|has|can|can't|cannot|will|would|does|doesn't|prefers|must|works|needs|wants|teaches|leaves)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The names of a text by role, as they are written."""

    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def is_place(self, name: str) -> bool:
        """Whether the name is a place's."""
        return name in self.places


def cast_of(
    text: str, names: Sequence[Name], read: Sequence[tuple[Statement, Kind | None]], *, stays: bool
) -> Cast:
    """Persons and places; `stays` says that lengths are counted in days or nights, so that who is stayed at is a place."""
    scores: dict[str, int] = {}
    for name in names:
        before, after = text[max(0, name.span[0] - 24) : name.span[0]], text[name.span[1] : name.span[1] + 24]
        kind = next((kind for said, kind in read if said.span[0] <= name.span[0] < said.span[1]), None)
        score = scores.get(name.text, 0)
        score += 2 * bool(_BEFORE_PLACE.search(before)) + 4 * (kind == "travel")
        score -= 2 * bool(_BEFORE_PERSON.search(before)) + 2 * bool(_AFTER_PERSON.match(after))
        score += 3 * bool(_PLACE_WORD.search(name.text))
        if stays and kind == "length":
            score += 2
        scores[name.text] = score
    places = tuple(name for name, score in scores.items() if score > 0)
    return Cast(tuple(name for name in scores if name not in places), places)
