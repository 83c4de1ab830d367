"""Words that bind an amount: `at least`, `no more than`, `or longer`."""

from __future__ import annotations

import re

from plangen.reading.mentions.kinds import Bound, Span
from plangen.reading.mentions.words import SPACE

_WORDS: tuple[tuple[Bound, tuple[str, ...]], ...] = (
    (
        "at most",
        (
            "(?:not|no|never|cannot|can't)(?: be| last)? (?:more|longer|greater|larger|higher|over|above)(?: than)?",
            "(?:not|never|cannot|can't|mustn't|don't|doesn't|won't)(?: to)? exceed(?:ing)?",
            "at (?:the )?(?:very )?most",
            "(?:a |the )?max(?:imum|\\.)?(?: of)?",
            "up to",
            "(?:a )?limit of",
            "limited to",
            "within",
        ),
    ),
    (
        "at least",
        (
            "(?:not|no|never)(?: be)? (?:less|fewer|shorter|under|below)(?: than)?",
            "at (?:the )?(?:very )?least",
            "(?:a |the )?min(?:imum|\\.)(?: of)?",
        ),
    ),
    ("more than", ("(?:more|longer|greater|higher) than", "over", "above", "exceed(?:s|ing)?")),
    ("less than", ("(?:less|fewer|shorter|lower) than", "under", "below")),
    ("about", ("about", "around", "approximately", "approx\\.?", "roughly", "nearly", "almost", "circa", "ca\\.", "~")),
    ("exact", ("exactly", "precisely", "only", "just")),
)
_BEHIND: tuple[tuple[Bound, tuple[str, ...]], ...] = (
    (
        "at least",
        ("(?:or|and) (?:more|longer|above|up)", "at (?:the )?(?:very )?least", "(?:at a )?min(?:imum)?", r"\+"),
    ),
    (
        "at most",
        (
            "or (?:less|fewer|shorter|under|below)",
            "at (?:the )?(?:very )?most",
            "(?:at a )?max(?:imum)?",
            "tops",
        ),
    ),
    ("about", ("or so",)),
    ("exact", ("exactly",)),
)
_LONGEST = 40


def _alternatives(table: tuple[tuple[Bound, tuple[str, ...]], ...]) -> str:
    groups = [f"(?P<b{n}>{'|'.join(words)})" for n, (_, words) in enumerate(table)]
    return "(?:" + "|".join(groups).replace(" ", SPACE) + ")"


_BEFORE = re.compile(rf"(?<![\w-]){_alternatives(_WORDS)}(?:{SPACE}(?:a|an|the))?{SPACE}?$", re.IGNORECASE)
_AFTER = re.compile(rf"(?:{SPACE},?|,?{SPACE}|(?=\+)){_alternatives(_BEHIND)}(?!\w)", re.IGNORECASE)
_CUES = re.compile(
    r"(?:than|least|most|m(?:ax|in)(?:imum)?\.?|of|to|in|exceed(?:s|ing)?|over|under|above|below|about|around"
    r"|approx(?:imately)?\.?|roughly|nearly|almost|circa|ca\.|exactly|precisely|only|just|more|longer|a|an|the|~)\s*$",
    re.IGNORECASE,
)


def bound(text: str, span: Span, floor: int = 0) -> tuple[Bound, Span]:
    """How the amount at `span` binds, and the span with its bounding words, none before `floor`."""
    start, end = span
    found: Bound = "exact"
    head = text[max(floor, start - _LONGEST) : start]
    if _CUES.search(head[-16:]) and (before := _BEFORE.search(head)):
        found, start = _kind(_WORDS, before), start - (len(head) - before.start())
    if behind := _AFTER.match(text, end):
        kind = _kind(_BEHIND, behind)
        if found == "exact":
            found, end = kind, behind.end()
        elif kind == found:
            end = behind.end()
    return found, (start, end)


def _kind(table: tuple[tuple[Bound, tuple[str, ...]], ...], match: re.Match[str]) -> Bound:
    return next(kind for n, (kind, _) in enumerate(table) if match[f"b{n}"])
