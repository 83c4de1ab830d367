"""Numbers in digits and in words, and the gaps between words that belong together."""

from __future__ import annotations

import re

_UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
ORDINALS = {word: n for n, word in enumerate(_ORDINALS, 1)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75}

SPACE = r"(?:[^\S\n]{1,3}\n?[^\S\n]{0,8}|\n[^\S\n]{0,8})"
"""White space between words that belong together; one line break at most."""
MAYBE = rf"{SPACE}?"
_BELOW_20 = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})\b"
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})\b(?:[- ](?:{'|'.join(_UNITS[1:10])})\b)?|{_BELOW_20})"
IN_WORDS = (
    rf"(?:(?:(?:an?\b|{_BELOW_100})[ ])?(?:hundred|thousand|dozen)\b(?:[ ](?:and[ ])?{_BELOW_100})?|{_BELOW_100})"
)
IN_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?(?!\d)|\d{1,15}(?!\d)(?:\.\d{1,6}(?!\d))?[½¼¾]?|[½¼¾])"
NUMBER = rf"(?:{IN_DIGITS}|{IN_WORDS})"
TO = rf"(?:{MAYBE}[-–—]{MAYBE}|{SPACE}(?:to|or|through){SPACE})"
"""Between the two ends of an amount."""


def number(text: str) -> float:
    """The number that a match of `NUMBER` names; whole ones as `int`."""
    text = text.strip().lower()
    if text[:1].isdigit() or text[:1] in _PARTS:
        digits = text.rstrip("½¼¾").replace(",", "")
        return whole(float(digits or 0) + _PARTS.get(text[-1:], 0))
    total = 0
    for word in re.findall("[a-z]+", text):
        if word in SCALES:
            total = max(total, 1) * SCALES[word]
        else:
            total += NUMBER_WORDS.get(word, 1 if word in ("a", "an") else 0)
    return total


def whole(amount: float) -> float:
    """The amount, as `int` when it is whole."""
    return int(amount) if amount == int(amount) else round(amount, 6)
