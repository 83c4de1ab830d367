"""The program's own reading of a statement's kind: English words that announce one.

It is one of several readings and knows nothing of any model: a statement is settled when two readings of different
make agree.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from plangen.formalising.kinds import KINDS, Kind

WEIGHTS: Mapping[str, int] = {"weak": 1, "fair": 2, "strong": 3, "sure": 4, "certain": 5}
STRONG = WEIGHTS["strong"]
_PARTS: Mapping[str, str] = {
    "{TIME}": (
        r"(?:\d{1,2}[:.h]\d\d|\d{1,2}\s*[ap]\.?m\b|\b\d{4}\b|noon|midnight|midday|o'clock|half past"
        r"|quarter (?:to|past))"
    ),
    "{DAYS}": (
        r"(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
        r"|\bday (?:\d|one|two|three|four|five|six|seven|eight|nine|ten)|\b\d{4}-\d\d-\d\d)"
    ),
    "{LENGTH}": (
        r"(?:\d|half|quarter|hours?|an?|one|two|three|four|five|six|seven|ten|twelve|fifteen|twenty|thirty|forty)"
        r"\W*(?:[a-z]+\W+){0,2}?(?:min(?:ute)?s?\b|h\b|hrs?\b|hours?\b|days?\b|nights?\b|weeks?\b)"
    ),
}
_SPECIFIC: tuple[Kind, ...] = (
    "objective",
    "free",
    "event",
    "start",
    "travel",
    "limit",
    "part",
    "blocked",
    "order",
    "request",
    "open",
    "length",
    "context",
)


def cue_scores(text: str) -> dict[Kind, int]:
    """How strongly the words announce each kind: the heaviest cue of each, 0 left out."""
    scores: dict[Kind, int] = {}
    for kind, weight, pattern in _cues():
        if weight > scores.get(kind, 0) and pattern.search(text):
            scores[kind] = weight
    return scores


def strongest(scores: Mapping[Kind, int]) -> Kind | None:
    """The kind of the heaviest cue; of equals the more specific one."""
    return max(scores, key=lambda kind: (scores[kind], -_SPECIFIC.index(kind)), default=None)


@cache
def _cues() -> tuple[tuple[Kind, int, re.Pattern[str]], ...]:
    table = tomllib.loads(files("plangen.formalising").joinpath("cues.toml").read_text("utf-8"))
    return tuple(
        (kind, WEIGHTS[strength], re.compile(_whole(pattern), re.IGNORECASE))
        for kind in KINDS
        for strength, patterns in table[kind].items()
        for pattern in patterns
    )


def _whole(pattern: str) -> str:
    for name, part in _PARTS.items():
        pattern = pattern.replace(name, part)
    return pattern
