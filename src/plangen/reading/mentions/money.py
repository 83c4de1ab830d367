"""Money: `$1,200`, `EUR 40`, `40 euros`, `£3.50`."""

from __future__ import annotations

import re

from plangen.reading.mentions.bounds import bound
from plangen.reading.mentions.kinds import Money
from plangen.reading.mentions.words import MAYBE, NUMBER, SPACE, TO, number

_SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "c$": "CAD", "a$": "AUD"}
CODES = ("USD", "EUR", "GBP", "CHF", "JPY", "INR", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "CNY")
_NAMES = {
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "buck": "USD",
    "cent": "USD",
    "franc": "CHF",
    "yen": "JPY",
    "rupee": "INR",
    "penny": "GBP",
    "pence": "GBP",
}
_SCALES = {"k": 1000, "m": 10**6, "thousand": 1000, "million": 10**6, "billion": 10**9}
_SCALE = [rf"(?:{SPACE}?(?P<scale{n}>k|m|thousand|million|billion)\b)?" for n in range(4)]
_COMMA = r"\d{1,9},\d\d(?!\d)"
_SIGN = r"(?:(?:US|C|A)?\$|[€£¥₹])"
_CODE = rf"\b(?:{'|'.join(CODES)})\b"
_NAME = (
    r"(?:(?:US[ ])?dollars?|euros?|pounds?(?:[ ]sterling)?(?![ ]of\b)|bucks?|cents?|(?:swiss[ ])?francs?"
    r"|yen|rupees?|pence)\b"
)
_AND = rf"(?:{TO}|{SPACE}and{SPACE})"
_AHEAD = re.compile(
    rf"(?P<sign>{_SIGN}|{_CODE}){MAYBE}(?P<low>{_COMMA}|{NUMBER}){_SCALE[1]}\+?"
    rf"(?:{_AND}(?:(?P<second>{_SIGN}|{_CODE}){MAYBE})(?P<high>{_COMMA}|{NUMBER}){_SCALE[2]}"
    rf"|{MAYBE}[-–—]{MAYBE}(?P<plain>{_COMMA}|{NUMBER}){_SCALE[3]}(?![:%\w]))?",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"(?P<low>{_COMMA}|{NUMBER})(?:{_AND}(?P<high>{_COMMA}|{NUMBER}))?\+?{_SCALE[1]}"
    rf"(?:-|{MAYBE})(?P<sign>[€£¥₹]|{_CODE}|{_NAME})(?!{MAYBE}\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"(?:between|from){SPACE}$", re.IGNORECASE)


def read_money(text: str, at: int, floor: int = 0) -> Money | None:
    """The amount of money that starts at `at`, with its bounding words, or `None`."""
    between = _BETWEEN.search(text[max(floor, at - 12) : at])
    match = _AHEAD.match(text, at)
    if match is not None:
        currency = _currency(match["sign"])
        scale = match["scale1"]
        high, larger = match["high"] or match["plain"], match["scale2"] or match["scale3"]
        low_scale = scale or (larger if match["plain"] else None)
        joined = between is not None or " and " not in " ".join(match[0].lower().split())
        if match["second"] and (_currency(match["second"]) != currency or not joined):
            high, end = None, match.end("scale1") if scale else match.end("low")
            return _money(text, (at, end), floor, (match["low"], None), (scale, None), match["sign"])
        return _money(text, match.span(), floor, (match["low"], high), (low_scale, larger), match["sign"])
    match = _BEHIND.match(text, at)
    if match is None:
        return None
    scale = match["scale1"]
    joined = between is not None or " and " not in match[0].lower()
    if match["high"] and (not joined or _amount(match["low"], None) >= _amount(match["high"], None)):
        return None
    return _money(text, match.span(), floor, (match["low"], match["high"]), (scale, scale), match["sign"])


def _money(
    text: str,
    span: tuple[int, int],
    floor: int,
    amounts: tuple[str, str | None],
    scales: tuple[str | None, str | None],
    sign: str,
) -> Money:
    start, end = span
    if amounts[1] and (between := _BETWEEN.search(text[max(floor, start - 12) : start])):
        start -= len(between[0])
    kind, wider = bound(text, (start, end), floor)
    if "+" in text[start:end] and kind == "exact":
        kind = "at least"
    cents = 1 if _currency(sign) == "JPY" or re.match(r"cents?$|pence$", sign, re.IGNORECASE) else 100
    low = _amount(amounts[0], scales[0])
    high = low if amounts[1] is None else _amount(amounts[1], scales[1])
    return Money(round(low * cents), round(high * cents), _currency(sign), wider, text[slice(*wider)], kind)


def _amount(digits: str, scale: str | None) -> float:
    if re.fullmatch(_COMMA, digits):
        digits = digits.replace(",", ".")
    return number(digits) * _SCALES[scale.lower()] if scale else number(digits)


def _currency(sign: str) -> str:
    sign = sign.lower()
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign.upper() in CODES:
        return sign.upper()
    return next(code for name, code in _NAMES.items() if name in sign)
