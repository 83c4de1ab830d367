"""Digits that count nothing: phone numbers, versions, addresses, codes, ordinals; and numbers left over."""

from __future__ import annotations

import re

from plangen.reading.mentions.kinds import Number
from plangen.reading.mentions.words import NUMBER, SPACE, number

_CODE = re.compile(
    r"https?://[^\s<>\"']{1,300}"
    r"|www\.[^\s<>\"']{1,300}"
    r"|\+\d[\d ().-]{5,18}\d(?!\d)"
    r"|\(\d{2,5}\)[ .-]?\d{3,4}(?:[ .-]?\d{3,4}){0,2}(?!\d)"
    r"|\d{3,5}[ .-]\d{3,4}[ .-]\d{3,4}(?!\d)"
    r"|\d{3}-\d{4}(?![\d:])"
    r"|(?:v|ver\.?|version|release)\s?\d{1,6}(?:\.\d{1,6}){0,4}(?:[a-z]\d{0,3})?(?![^\W_])"
    r"|(?:phone|tel|fax|ext|call)\.?:?\s{1,3}\d[\d ().-]{3,18}\d(?!\d)"
    r"|\d{1,6}(?:\.\d{1,6}){2,5}(?![\d])"
    rf"|\d{{1,5}}[a-z]?{SPACE}(?-i:(?:[A-Z][\w.'’-]{{1,20}}{SPACE}){{1,3}})"
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|boulevard|blvd|square|way|place|court|highway)\b\.?"
    r"|(?:no\.|nr\.|#|§)\s?\d{1,9}[a-z]?(?![\w])"
    r"|(?=[a-z-]{0,12}\d)[a-z]{1,12}-?\d[\w]{0,20}(?:-\d[\w]{0,10})?",
    re.IGNORECASE,
)
_NTH = re.compile(r"(\d{1,9})(?:st|nd|rd|th)\b", re.IGNORECASE)
_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})(?![\d/])")
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,400}[^\W_]{0,20}")


def read_code(text: str, at: int) -> Number | None:
    """The code, phone number, version or address that starts at `at`, or `None`."""
    match = _CODE.match(text, at)
    return Number(None, match.span(), match[0]) if match else None


def read_number(text: str, at: int) -> Number | None:
    """The number or ordinal in digits or words that starts at `at`, or `None`; nothing else may be left to read."""
    if nth := _NTH.match(text, at):
        return Number(int(nth[1]), nth.span(), nth[0], ordinal=True)
    if (part := _FRACTION.match(text, at)) and int(part[2]):
        return Number(int(part[1]) / int(part[2]), part.span(), part[0])
    if match := _NUMBER.match(text, at):
        return Number(number(match[0]), match.span(), match[0])
    digits = _DIGITS.match(text, at)
    return Number(None, digits.span(), digits[0]) if digits else None
