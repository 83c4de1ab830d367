"""How many things may go on at once, how far apart they lie, how many are to be chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plangen.formalising.facts import AtLeast, AtMost, Fact, OneAtATime
from plangen.formalising.sayings.saying import Saying
from plangen.reading.mentions import Length, Quantity

_ONE = re.compile(
    r"\b(?:one|a single|single|two|no two)\b.{0,80}"
    r"\b(?:at a time|at once|at the same time|at any (?:one )?time|overlap|together)\b"
    r"|\b(?:only|just) one\b|\bat a time\b|\bone after (?:the )?(?:other|another)\b|\btwo (?:things|places) at once\b"
    r"|\b(?:alone|on (?:his|her|my|their) own|by (?:myself|himself|herself))\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|every|no|any|either|both|none of (?:the|them))\b", re.IGNORECASE)
_NEVER_MORE = re.compile(r"\b(?:never|not?|no) more than\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\bat (?:once|the same time|a time)\b", re.IGNORECASE)
_CHOOSE = re.compile(r"\b(?:choose|pick|take|do|make|of (?:these|the))\b", re.IGNORECASE)
_GAP = re.compile(r"\bbetween\b", re.IGNORECASE)
_ONCE_ONLY = re.compile(r"\bonce\b(?! the\b)|\b(?:direct\w*|nonstop|non-stop)\b", re.IGNORECASE)


def limit(saying: Saying) -> Iterator[Fact]:
    """At least so many, so long in between, at most so many at once, one at a time; gaps in minutes."""
    never = _NEVER_MORE.search(saying.words) is not None
    most = [value for value in saying.values(Quantity) if _caps(value, never=never)]
    if never and not most:
        saying.unread("how many there may be is not understood")
        return
    lengths = saying.values(Length)
    gap = round(lengths[0].low) if len(lengths) == 1 and lengths[0].unit == "minutes" else None
    chosen = [value for value in saying.values(Quantity) if value.bound == "at least"]
    if len(chosen) == 1 and _CHOOSE.search(saying.words):
        saying.use(saying.counts())
        yield AtLeast(round(chosen[0].low), saying.said)
    elif gap is not None and _GAP.search(saying.words):
        saying.use([*lengths, *saying.counts()])
        yield OneAtATime(saying.subject, gap, saying.said)
    elif most and _TOGETHER.search(saying.words):
        saying.use(saying.counts())
        yield AtMost(saying.subject, round(most[0].high), saying.said)
    elif _ONE.search(saying.words):
        saying.use([*saying.counts(), *lengths])
        yield OneAtATime(saying.subject, gap or 0, saying.said, each=_EACH.search(saying.words) is not None)
    elif _ONCE_ONLY.search(saying.words) and not lengths:
        saying.general()
    else:
        saying.unread("the limit is not understood")


def _caps(value: Quantity, *, never: bool) -> bool:
    """Whether a number of several is the most there may be; `never` that `no more than` stands in the words."""
    return value.high > 1 and (value.bound == "at most" or (never and value.bound == "more than"))
