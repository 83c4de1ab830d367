"""Names of people, places and things, found by how a whole text writes its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plangen.reading.mentions.kinds import Name, Span
from plangen.reading.mentions.ordinary import LABELS, ORDINARY, PLURAL_VERBS, VERBS

_LOWER_JOINS = r"(?:of|the|de|du|la|le|del|della|van|von|der|den|di|da|al|y|&|upon|on-the)"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’](?!s\b)[^\W\d_]+)*(?:-[^\W\d_a-zß-öø-ÿ]?[^\W\d_]+)*"
_TITLE = r"(?:Dr|Mr|Mrs|Ms|St|Prof|Mt|Sr|Jr|Ft|Sgt|Capt|Rev)\."
_TOKEN = re.compile(rf"(?<![\w@])(?:{_TITLE}|(?:[A-Z]\.){{1,3}}(?=\s?[A-Z])|{_CAPITAL})(?P<own>['’]s\b)?")
_LINK = re.compile(rf"(?:[ ]|[ ]?\n[ ]?(?=[A-Z])|[ ]{_LOWER_JOINS}(?:[ ]the|[ ]la)?[ ])")
_NUMBER = re.compile(
    r"[ ](?:#|no\.[ ])?(?P<number>\d{1,4}[A-Za-z]?|[A-Z]\d{0,3})(?![\w:%]|[.,]\d|['’]|[ ]?[-–][ ]?\d)"
    r"(?!\s(?:[ap]\.?m|h|min|o['’]clock)\b)"
)
_UNIT = re.compile(
    r"\s(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|people|persons?|times|percent)\b", re.IGNORECASE
)
_LABELLED = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(LABELS))})(?=[ ](?:#|no\.[ ])?[\dA-Z])")
_LETTER = re.compile(r"[A-Z]\d{0,3}|\d{1,4}[A-Z]?")
_START = re.compile(r"(?:^|[.!?:;\n•*>\"“(\[|]|[-–—](?=\s)|\d[.)])[\s\"'“‘(\[*_#-]{0,8}$")
_NEXT_VERB = re.compile(
    rf"[ ](?:(?:also|only|always|never|still|then|usually)[ ])?(?:{'|'.join(sorted(VERBS - PLURAL_VERBS))})\b"
)
_ENUMERATED = re.compile(r"(?:,[ ](?:and[ ]|or[ ])?|[ ](?:and|or|&)[ ])(?:[A-Z][a-zß-öø-ÿ])")
_GLUED = VERBS | {"and", "or", "at", "in", "on", "to", "from", "with", "for"}
_WORD = re.compile(r"(?<![\w'’])[a-z][^\W\d_]*")


@dataclass(frozen=True, slots=True)
class _Chain:
    """Capitalised words that stand together: the spans of the words, and whether the first one opens a sentence."""

    parts: tuple[Span, ...]
    opens: bool
    own: bool


def names(text: str) -> tuple[Name, ...]:
    """The names in a text, in order; give the whole text, for one place tells about another.

    A capitalised word that opens a sentence counts only with evidence: it stands capitalised inside a sentence
    elsewhere, in a list with others, before a verb such as `has` or `'s`, and is no ordinary word of English.
    Weekdays, months, pronouns and headings in capitals are none. `room 2` counts in small letters too.
    """
    chains = _chains(text)
    small = {match[0] for match in _WORD.finditer(text)}
    known = _known(text, chains, small)
    spans = [span for chain in chains if (span := _glued(text, chain, known) or _accepted(text, chain, known, small))]
    spans += [span for match in _LABELLED.finditer(text) if (span := _labelled(text, match.span()))]
    spans.sort(key=lambda span: (span[0], -span[1]))
    found: list[Name] = []
    for span in spans:
        if not found or span[0] >= found[-1].span[1]:
            found.append(Name(span, text[slice(*span)]))
    return tuple(found)


def _chains(text: str) -> list[_Chain]:
    chains: list[_Chain] = []
    parts: list[Span] = []
    own = False
    for match in _TOKEN.finditer(text):
        span = (match.start(), match.start("own") if match["own"] else match.end())
        word = text[slice(*span)]
        linked = bool(parts) and _LINK.fullmatch(text, parts[-1][1] + (2 if own else 0), span[0])
        if word.rstrip(".") in _NEVER or word.lower() in _DATES or _shouted(text, span):
            parts, own = _close(text, chains, parts, own), False
            continue
        if parts and not linked:
            parts, own = _close(text, chains, parts, own), False
        parts.append(span)
        own = match["own"] is not None
    _close(text, chains, parts, own)
    return chains


_NEVER = frozenset({"I", "AM", "PM", "EUR", "USD", "GBP", "OK", "ID", "TASK", "NOTE", "TODO", "KG", "KM"})
_DATES = frozenset(
    re.findall(
        "[a-z]+",
        "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays"
        " saturdays sundays mon tue tues wed thu thur thurs fri sat sun january february march april may june july"
        " august september october november december jan feb mar apr jun jul aug sep sept oct nov dec day days week"
        " weeks today tomorrow noon midnight",
    )
)


def _close(text: str, chains: list[_Chain], parts: list[Span], own: bool) -> list[Span]:
    if parts:
        start = parts[0][0]
        opens = _START.search(text[max(0, start - 12) : start]) is not None or start == 0
        chains.append(_Chain(tuple(parts), opens, own))
    return []


def _shouted(text: str, span: Span) -> bool:
    """Whether a word in capitals belongs to a heading: its neighbours are in capitals too."""
    word = text[slice(*span)]
    if len(word) < 2 or not word.isupper():
        return False
    around = text[max(0, span[0] - 12) : span[0]], text[span[1] : span[1] + 12]
    neighbour = re.search(r"\b[A-Z]{3,}\W{1,2}$", around[0]) or re.match(r"\W{1,2}[A-Z]{3,}\b", around[1])
    return bool(neighbour) or (around[1].startswith(":") and len(word) > 2)


def _known(text: str, chains: list[_Chain], small: set[str]) -> set[str]:
    """What is surely a name: capitalised inside a sentence, or opening one with a sign of its own."""
    known: set[str] = set()
    for chain in chains:
        span = _trimmed(text, chain, small)
        if span is None:
            continue
        words = text[slice(*span)]
        inside = not chain.opens or span[0] != chain.parts[0][0]
        if inside or _signed(text, span, chain):
            known.add(words)
    return known


def _signed(text: str, span: Span, chain: _Chain) -> bool:
    words = text[slice(*span)]
    if words.lower() in ORDINARY or (words.endswith("ing") and not chain.own):
        return False
    if chain.own or _NEXT_VERB.match(text, span[1]) or " " in words:
        return True
    listed = _ENUMERATED.match(text, span[1])
    return (
        listed is not None and text[listed.end() - 2 : listed.end() + 20].split()[0].lower().strip(".,") not in _DATES
    )


def _trimmed(text: str, chain: _Chain, small: set[str]) -> Span | None:
    """The chain without the ordinary words it opens with (`On`, `The`, `Meet`)."""
    parts = list(chain.parts)
    while parts and _ordinary(
        text[slice(*parts[0])], small, first=chain.opens and parts[0] == chain.parts[0], more=len(parts) > 1
    ):
        parts.pop(0)
    if not parts:
        return None
    return parts[0][0], parts[-1][1]


def _ordinary(word: str, small: set[str], *, first: bool, more: bool) -> bool:
    if len(word) == 1 and not more:
        return True
    if word.endswith("."):
        return False
    stem = re.split("['’]", word.lower())[0]
    return word.lower() in ORDINARY or (len(stem) < len(word) and stem in ORDINARY) or (first and word.lower() in small)


def _accepted(text: str, chain: _Chain, known: set[str], small: set[str]) -> Span | None:
    span = _trimmed(text, chain, small)
    if span is None:
        return None
    words = text[slice(*span)]
    if (
        chain.opens
        and span[0] == chain.parts[0][0]
        and words not in known
        and not any(name.startswith(f"{words} ") for name in known)
    ):
        return _later(text, chain, known)
    if " " in words and (later := _later(text, chain, known)) and chain.opens and span[0] == chain.parts[0][0]:
        return later if text[slice(*later)] in known - {words} and words.split()[0] not in known else span
    numbered = _labelled(text, span) if words.split()[-1].lower() in LABELS else None
    return numbered or span


def _later(text: str, chain: _Chain, known: set[str]) -> Span | None:
    """The part of a chain behind its first word when that part alone is a known name (`Call Ana`)."""
    if len(chain.parts) < 2:
        return None
    span = chain.parts[1][0], chain.parts[-1][1]
    return span if text[slice(*span)] in known else None


def _glued(text: str, chain: _Chain, known: set[str]) -> Span | None:
    """A known name at the head of a word that goes on with a verb without a space (`Annahas`)."""
    start, end = chain.parts[-1]
    for cut in range(end - 1, max(start + 1, end - 10), -1):
        if text[cut:end] in _GLUED and text[start:cut] in known:
            return start, cut
    return None


def _labelled(text: str, span: Span) -> Span | None:
    """The span with the number or letter behind it, unless that counts something (`room 2 hours`)."""
    match = _NUMBER.match(text, span[1])
    if match is None or _LETTER.fullmatch(match["number"]) is None or match["number"] == "I":
        return None
    if match["number"].isdigit() and _UNIT.match(text, match.end()):
        return None
    return span[0], match.end()
