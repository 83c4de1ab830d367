"""Bare phrases: what is left of a few words when articles, auxiliaries and verbs of need are taken away."""

from __future__ import annotations

import re
from functools import lru_cache

_LEAD = re.compile(
    r"""(?:and|or|then|also|next|first|please|now|finally|lastly|so|but|both|all|as\ well\ as
    |the|a|an|our|my|your|his|her|its|their|this|that|these|those|one|another|each|every|some|any
    |(?:we|you|i|they|he|she|it)['’](?:d|ll|ve|re|m|s)
    |we|you|i|they|he|she|it|us|who
    |want(?:s|ed)?(?:\ (?:in|to))?|would(?:\ like)?|like(?:s)?|need(?:s|ed)?|plan(?:s|ned)?|ha(?:s|ve|d)
    |will|shall|should|must|may|can|could|is|are|be|was
    |you'd|i'd|we'd|'d|let's|let|us|help|me|to|for|of|in|at|on|with|by|from|into|during|within|about|around|up|out|off
    |spend|stay(?:ing|s)?|visit(?:ing|s)?|schedule|book|arrange|organi[sz]e|find
    |set|make|get|see|do|does|reserve|allow|give
    |there|here|it's|there's|only|just|at\ least|at\ most|exactly|about|approximately|roughly
    |a\ minimum\ of|a\ maximum\ of
    |minimum|maximum|least|most|not|no|less|more|than|longer|shorter
    )(?=\W|$)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(
    r"""\s*\b(?:takes?|taking|took|needs?|lasts?|lasting|requires?|uses?|runs?|for|is|are|be|of|at|in|on|to|about|exactly
    |should|must|will|has|have|wants?|want|gets?|and|then|or|with|which|that|him|her|them|us|me|you|it
    |long|time|length|duration|at\ least|at\ most|no|less|more|than|not|longer|only
    |he|she|they|we|i|you|who|her|his|a|an|the|minimum|maximum|another|works?|stays?|does|from|between
    |spend|spends?)$""",
    re.VERBOSE | re.IGNORECASE,
)
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "the a an of for with and or to in on at by from our my your his her its their this that both all one then"
        " is are",
    )
)
_EDGE = " \t\n,;:.()[]*•–—-|\"“”'`>"


def bare(words: str) -> str:
    """The phrase without what stands around it: `You need to schedule a meeting for` is `meeting`."""
    before = None
    while before != words:
        before = words
        words = words.strip(_EDGE)
        words = _LEAD.sub("", words, count=1) if _LEAD.match(words) else words
        words = _TAIL.sub("", words)
    return words


@lru_cache(maxsize=4096)
def whole(name: str) -> re.Pattern[str]:
    """The name as whole words, whatever their case."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def stems(words: str) -> frozenset[str]:
    """The words that carry meaning, cut to their beginnings: enough to know a phrase again."""
    found = re.findall(r"[\w']+", words.lower())
    return frozenset(_stem(word) for word in found if word not in _EMPTY and len(word) > 1)


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending in ("ings", "ing", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def slug(words: str, taken: set[str] | frozenset[str] = frozenset()) -> str:
    """An identifier of a phrase that is not among `taken`."""
    base = "_".join(re.findall(r"[^\W_]+", words.lower()))[:40].strip("_") or "step"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name
