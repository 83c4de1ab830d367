"""Counted and measured things: `two ovens`, `at most 2 people`, `one at a time`, `5 km`."""

from __future__ import annotations

import re

from plangen.reading.mentions.bounds import bound
from plangen.reading.mentions.kinds import Quantity
from plangen.reading.mentions.words import IN_WORDS, MAYBE, NUMBER, NUMBER_WORDS, SPACE, TO, number

_PLURALS = frozenset(re.findall("[a-z]+", "people children men women staff feet teeth mice geese fish sheep personnel"))
_FUNCTION_WORDS = (
    "a about after again ago all already also although always am an and another any are as at away back be because "
    "been before being between both but by can cannot could did do does during each either else ends even ever every "
    "for from get gets go goes had has have having he her here him his how however i if in into is it its just last "
    "later least less like long many may me meet meets might more most must my need needs never next no nor not now "
    "of off often on once one only onto or other our out over per please prefer prefers shall she should since so "
    "some soon start starts still such take takes than that the their them then there these they this those though "
    "through thus till to together too toward towards under unless until up upon us very via want wants was we were "
    "what when where whereas whether which while who whom whose why will with within without would yet you your "
    "o'clock am pm noon midnight sharp today tomorrow tonight monday tuesday wednesday thursday friday saturday "
    "sunday january february march april june july august september october november december"
)
NOT_NOUNS = frozenset(re.findall("[a-z']+", _FUNCTION_WORDS + " latest earliest sharp")) | frozenset(NUMBER_WORDS)
"""Words that no number counts: function words, common verbs, days and months."""
_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_OF = rf"(?:of{SPACE}(?:(?:the|these|those|our|my|his|her|their|its|all){SPACE})?(?:{IN_WORDS}{SPACE})?)?"
_COUNTED = re.compile(
    rf"(?P<low>{NUMBER})(?:(?:{TO})(?P<high>{NUMBER}))?(?P<more>\+|{SPACE}or{SPACE}(?:more|fewer|less))?"
    rf"(?:(?P<percent>{MAYBE}%)|(?P<glue>-|{MAYBE}){_OF}(?P<noun>{_WORD}))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"(?P<low>{NUMBER}){SPACE}and{SPACE}(?P<high>{NUMBER}){SPACE}(?P<noun>{_WORD})", re.IGNORECASE)
_FROM = re.compile(rf"(?:between|from){SPACE}$", re.IGNORECASE)
_UNITS = frozenset(
    (
        "k",
        "km",
        "m",
        "cm",
        "mm",
        "kg",
        "g",
        "mg",
        "t",
        "lb",
        "lbs",
        "oz",
        "l",
        "ml",
        "mph",
        "kw",
        "kwh",
        "gb",
        "mb",
        "ft",
    )
)
_YEAR = re.compile(r"\b(?:in|since|of|by|until|before|after|from|during|for)\s{1,3}$", re.IGNORECASE)
_AT_A_TIME = re.compile(
    rf"(?P<low>{NUMBER})(?:{SPACE}(?P<noun>{_WORD}))?{SPACE}at{SPACE}(?:a|the{SPACE}same|any|one){SPACE}time\b",
    re.IGNORECASE,
)
_MORE_WORDS = re.compile(rf"{SPACE}(?P<word>{_WORD})")


def read_quantity(text: str, at: int, floor: int = 0) -> Quantity | None:
    """The quantity whose amount starts at `at`, with its bounding words, or `None`."""
    start = at
    between = _FROM.search(text[max(floor, at - 12) : at])
    match = _BETWEEN.match(text, at) if between else None
    if timed := _AT_A_TIME.match(text, at):
        kind, span = bound(text, timed.span(), floor)
        amount = number(timed["low"])
        noun = f"{timed['noun']} at a time" if timed["noun"] else "at a time"
        return Quantity(amount, amount, noun, span, text[slice(*span)], kind)
    match = match or _COUNTED.match(text, at)
    if match is None:
        return None
    groups = match.groupdict()
    counted, end = _noun(text, match) if groups.get("noun") else ("%", match.end())
    low = number(match["low"])
    high = low if match["high"] is None else number(match["high"])
    if counted is None or high < low:
        return None
    if between and high > low:
        start = at - len(between[0])
    kind, span = bound(text, (start, end), floor)
    if (more := groups.get("more")) and kind == "exact":
        kind = "at most" if more.lower().endswith(("fewer", "less")) else "at least"
    return Quantity(low, high, counted, span, text[slice(*span)], kind)


def _noun(text: str, match: re.Match[str]) -> tuple[str | None, int]:
    """The counted noun with the words before it that describe it, and its end."""
    first, end = match["noun"], match.end()
    pressed = match.groupdict().get("glue") == "" and first.lower() not in _UNITS
    if first.lower() in NOT_NOUNS or pressed or _is_year(text, match):
        return None, end
    if _plural(first):
        return first, end
    words, at = [first], end
    for _ in range(2):
        more = _MORE_WORDS.match(text, at)
        if more is None or more["word"].lower() in NOT_NOUNS:
            break
        words.append(more["word"])
        at = more.end()
        if _plural(more["word"]) and match["low"].lower() != "one":
            return text[match.start("noun") : at], at
    return first, end


def _is_year(text: str, match: re.Match[str]) -> bool:
    if re.fullmatch(r"(?:19|20)\d\d", match["low"]) is None:
        return False
    return _YEAR.search(text[max(0, match.start() - 12) : match.start()]) is not None or not _plural(match["noun"])


def _plural(word: str) -> bool:
    word = word.lower()
    return word in _PLURALS or (len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")))
