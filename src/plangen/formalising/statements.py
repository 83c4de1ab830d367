"""A task's text cut into statements: sentences, list items, chat lines and table rows, each with its span."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plangen.formalising.cues import STRONG, cue_scores, strongest
from plangen.formalising.tables import Row, find_tables
from plangen.reading.mentions import Value

_BULLET = re.compile(r"\s*(?:[-*•–·▪]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+|>\s+)")
_HEADING = re.compile(r"\s*[A-Z][A-Z ]{2,30}:(?=\s)")
_SPEAKER = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [\w.'’-]+)?)\s*:\s+(?=\S)")
_LINE_SPEAKER = re.compile(r"^(?P<name>[A-Z][\w.'’-]*(?: [\w.'’-]+)?):[ \n]", re.MULTILINE)
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|approx|[Dd]r|[Mm]rs?|[Mm]s|[Pp]rof|[Ss]t|[Nn]o|[Nn]r|incl|resp|vs|[Tt]el|[A-Z])\.$"
)
_SHORT = re.compile(
    r"\b(?:a\.m|p\.m|am|pm|min|mins|hrs?|h|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun)"
    r"\.$",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"\W*(?:(?:and|or|on|before|after|from|to|until|mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?s?\b"
    r"|\d{1,2}[:.]\d\d|\d{1,2}\s?[ap]\.?m\b|[\s,.–-])+",
    re.IGNORECASE,
)
_VERB = (
    r"(?:is|are|was|has|have|can|can't|cannot|must|will|would|needs?|works?|leaves?|takes?|lasts?|comes?|stays?|opens?"
    r"|closes?|prefers?|does|doesn't|don't|may|should|starts?|stops?|ends?|shuts?|wants?|likes?|arrives?|begins?"
    r"|reach(?:es)?|goes|sets?|walks?|departs?|returns?|leave)\b"
)
_SUBJECT = (
    r"(?:I|you|we|they|he|she|it|each [a-z]+|every [a-z]+|both|all [a-z]+|none of them|everything|everybody|everyone"
    r"|nobody|nothing|the [a-z]+(?: [a-z]+)?|[A-Z][\w'’]+(?: [A-Z][\w'’]+)?)"
)
_CLAUSE = re.compile(
    rf",?\s+(?:and|but|so|while|whereas)\s+(?=(?:on [A-Z]\w+ )?{_SUBJECT}\s+{_VERB}"
    r"|(?:must|has to|have to|wants? to|are back|is back|come home|be back|can only|cannot|can't"
    r"|wants? to be back|closes?|shuts?|stops?|leaves?)\b)"
)
_COMMA = re.compile(r",\s+(?:and\s+|which\s+|but\s+)?")
_APART = frozenset({"limit", "order", "objective", "blocked", "event"})
_HAS_VERB = re.compile(rf"\b{_VERB}|n't\b")
_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|;(?=\s|$)|(?<=[a-z])\.(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: its words, where they stand, and what they stand under.

    `lead` is the line that introduces a list (`Opening hours:`), `speaker` who says a line of a chat, `row` the
    cells of a table row with their headers. `goes_on` marks a further clause of the sentence before it.
    """

    text: str
    span: tuple[int, int]
    lead: str = ""
    speaker: str = ""
    row: Row | None = None
    goes_on: bool = False

    @property
    def fragment(self) -> bool:
        """Whether this is a bare day or time that goes on with the sentence before."""
        return self.row is None and not self.lead and _FRAGMENT.fullmatch(self.text) is not None

    def inside(self, values: Sequence[Value]) -> list[Value]:
        """The values that begin in the statement."""
        return [value for value in values if self.span[0] <= value.span[0] < self.span[1]]

    @property
    def in_context(self) -> str:
        """The words with what they stand under, for a reader who sees nothing else."""
        if self.row is not None:
            return self.row.sentence
        parts = [self.lead.rstrip(" :") + ":" if self.lead else "", f"{self.speaker}:" if self.speaker else ""]
        return " ".join([*(part for part in parts if part), self.text])


def speakers(text: str) -> frozenset[str]:
    """Who says the lines of a chat: names before a colon, when some come back."""
    found = Counter(match["name"] for match in _LINE_SPEAKER.finditer(text))
    again = any(count > 1 for count in found.values())
    return frozenset(found) if again and len(found) > 1 else frozenset()


def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a text in order; bullets, joining words, names of speakers and table headers are in none."""
    tables, chat = find_tables(text), speakers(text)
    found: list[Statement] = []
    lead, under, bulleted = "", False, False
    for line in re.finditer(r"[^\n]*\n?", text):
        table = next((table for table in tables if table.span[0] <= line.start() < table.span[1]), None)
        if table is not None:
            found += [
                Statement(text[row.span[0] : row.span[1]], row.span, lead, row=row)
                for row in table.rows
                if row.span[0] == line.start()
            ]
            under = True
            continue
        if not line.group().strip():
            lead = "" if under else lead
            continue
        bullet = _BULLET.match(line.group())
        begin = line.start() + (bullet.end() if bullet else 0)
        if heading := _HEADING.match(text, begin, line.end()):
            lead, under, begin = "", False, heading.end()
        if bulleted and bullet is None:
            lead, under = "", False
        bulleted = bullet is not None
        parts = list(_sentences(text, begin, line.end()))
        found += _of_line(text, parts, lead, chat)
        under = under or bool(parts and lead)
        if parts and text[parts[-1][1] - 1] == ":":
            lead, under = text[slice(*parts[-1])], False
    return tuple(found)


def _of_line(text: str, parts: list[tuple[int, int]], lead: str, chat: frozenset[str]) -> Iterator[Statement]:
    speaker = ""
    for number, (start, end) in enumerate(parts):
        named = _SPEAKER.match(text, start, end) if number == 0 else None
        if named is not None and (named["name"] in chat or _first_person(text, parts)):
            speaker, start = named["name"], named.end()
        for part, (begin, stop) in enumerate(_pieces(text, start, end)):
            one = Statement(text[begin:stop], (begin, stop), lead, speaker, goes_on=part > 0)
            yield replace(one, goes_on=True) if one.fragment else one


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Clauses, cut again at commas where the words on both sides speak strongly of different things."""
    for begin, stop in _clauses(text, start, end):
        cuts = [begin]
        kinds = None
        at = begin
        for match in [*_COMMA.finditer(text, begin, stop), None]:
            edge = match.start() if match else stop
            scores = cue_scores(text[at:edge])
            kind = strongest(scores) if max(scores.values(), default=0) >= STRONG else None
            if kind is not None and kinds is not None and kind != kinds and {kind, kinds} & _APART:
                cuts.append(at)
            kinds = kind or kinds
            at = match.end() if match else stop
        for one, other in pairwise([*cuts, stop]):
            words = text[one:other]
            yield one, other - (len(words) - len(words.rstrip(" ,"))) if other != stop else other


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence cut where a new verb sets in; the joining words belong to neither side."""
    begin = start
    for match in _CLAUSE.finditer(text, start, end):
        if _HAS_VERB.search(text, begin, match.start()):
            yield begin, match.start()
            begin = match.end()
    yield begin, end


def _first_person(text: str, parts: list[tuple[int, int]]) -> bool:
    words = text[parts[0][0] : parts[-1][1]]
    return re.search(r"\b(?:I|I'm|I've|I'd|I'll|me|my|we|We)\b", words) is not None


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        before = text[begin : match.start() + 1]
        ends_line = match.end() >= end
        follows = text[match.end() : end].lstrip()[:1]
        if match.group() == "." and not ends_line:
            short = _SHORT.search(before) is not None and not follows.isupper()
            if short or _ABBREVIATION.search(before) is not None:
                continue
        if (span := _trimmed(text, begin, match.end())) is not None:
            yield span
        begin = match.end()
    if (span := _trimmed(text, begin, end)) is not None:
        yield span


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end]
    if not re.search(r"\w", words):
        return None
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
