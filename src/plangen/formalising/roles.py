"""Who and what a text speaks about: persons and places, told apart by the words around their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plangen.formalising.kinds import Kind
from plangen.formalising.phrases import bare, whole
from plangen.formalising.statements import Statement
from plangen.reading.mentions import Name

_PLACE_WORD = re.compile(
    r"\b(?:street|road|lane|square|park|station|hall|dock|lab|office|clinic|room|hospital|school|airport|harbou?r|hill"
    r"|wharf|district|beach|bridge|market|museum|attic|cellar|studio|theatre|hotel|hut|farm|depot|shop|bank|town)\b",
    re.IGNORECASE,
)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|via|into|visit|visiting|reach|reaches|leave|leaves|between|through|on) (?:the )?$",
    re.IGNORECASE,
)
_BEFORE_PERSON = re.compile(
    r"\b(?:with|for|meet|meeting|see|talk to|tell|ask|dr|mr|mrs|ms|prof(?:essor)?)\.? $", re.IGNORECASE
)
_AFTER_PERSON = re.compile(
    r"(?:['’]s (?:calendar|diary|week|shift|watch|day|schedule)"
    r"| (?:is|has|can|can't|cannot|will|would|does|doesn't|prefers|must|works|needs|wants|teaches|leaves)\b)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:I|You|We|They|He|She|It|There|That|Let|Who|What|Here)['’]", re.IGNORECASE)
_NOUN = r"(?P<noun>[a-z][a-z'’-]*(?: [a-z][a-z'’-]*){0,2}?)"
_STOP = r"(?=\s*[,.;:()]|\s+(?:for|takes?|needs?|from|until|by|and|in|at|on|which|is|has|holds?|only|while)\b|\s+\d|$)"
_INSIDE = re.compile(rf"\b(?:in|on|at|into) (?:the|our|one) {_NOUN}{_STOP}", re.IGNORECASE)
_HOLDER = re.compile(
    rf"\b(?:the|one|a single|only one|each|every) {_NOUN} "
    r"(?:holds?|handles?|takes?|serves?|lifts?|fits?|works? on|bakes?|can (?:only )?(?:hold|handle|take|serve|do))\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(rf"\b(?:the|our) {_NOUN}{_STOP}", re.IGNORECASE)
_SET_OUT = re.compile(
    rf"\b(?:leaves?|back (?:at|in|to)?|from|at|out of|reach|return to)\s?(?:the |our )?{_NOUN}{_STOP}", re.IGNORECASE
)
_ENDS = re.compile(
    r"(?:from\s+)?(?:the\s+)?(?P<a>[A-Za-z][\w'’ ]*?)\s+to\s+(?:the\s+)?(?P<b>[A-Za-z][\w'’ ]*?)"
    r"(?=\s*[:=,(]|\s+(?:takes?|is|in|needs?|about)?\s*(?:\d|an?\b|half|[a-z]+(?:-[a-z]+)? minutes)|\s+minutes|$)",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        "day days morning afternoon evening week meeting time times same other order way end beginning latest earliest"
        " team group list plan task one whole following next first last middle moment",
    )
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The names of a text by role, as they are written."""

    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def cast_of(text: str, names: Sequence[Name], read: Sequence[tuple[Statement, Kind | None]], *, stays: bool) -> Cast:
    """Persons and places; `stays` says that lengths are counted in days or nights: who is stayed at is a place."""
    scores: dict[str, int] = {}
    for name in names:
        if _PRONOUN.match(name.text):
            continue
        before, after = text[max(0, name.span[0] - 24) : name.span[0]], text[name.span[1] : name.span[1] + 24]
        kind = next((kind for said, kind in read if said.span[0] <= name.span[0] < said.span[1]), None)
        score = scores.get(name.text, 0)
        score += 2 * bool(_BEFORE_PLACE.search(before)) + 4 * (kind == "travel")
        score -= 2 * bool(_BEFORE_PERSON.search(before)) + 2 * bool(_AFTER_PERSON.match(after))
        score += 3 * bool(_PLACE_WORD.search(name.text))
        if stays and kind == "length":
            score += 2
        scores[name.text] = score
    places = [name for name, score in scores.items() if score > 0]
    persons = tuple(name for name in scores if name not in places)
    places += [noun for noun in dict.fromkeys(_common(read)) if _counts(text, noun, scores)]
    return Cast(persons, tuple(places))


def _common(read: Sequence[tuple[Statement, Kind | None]]) -> Iterator[str]:
    """Places without a name of their own: ends of ways, what something is done in or at, what holds one at a time."""
    for said, kind in read:
        if kind == "travel":
            for match in _ENDS.finditer(said.text):
                yield from (bare(match["a"]), bare(match["b"]))
            yield from (bare(match["noun"]) for match in _ARTICLE.finditer(said.text))
        if kind == "start":
            yield from (bare(match["noun"]) for match in _SET_OUT.finditer(said.text))
        if kind in {"length", "request", "limit", "blocked", "open"}:
            yield from (bare(match["noun"]) for match in _INSIDE.finditer(said.text))
        if kind == "limit":
            yield from (bare(match["noun"]) for match in _HOLDER.finditer(said.text))


def _counts(text: str, noun: str, names: dict[str, int]) -> bool:
    """A common noun is a place of the task if the text comes back to it, and no name is part of it."""
    if len(noun) < 3 or noun.lower() in _GENERIC or any(name.lower() in noun.lower() for name in names):
        return False
    return len(whole(noun).findall(text)) >= 2
