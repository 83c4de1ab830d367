"""JSON from strangers: parsed within limits, or refused with what is wrong."""

from __future__ import annotations

import json
import math
import re
from typing import NoReturn

from pydantic import JsonValue

from plangen.errors import ParseError

MAX_CHARS = 2_000_000
MAX_DEPTH = 64
MAX_DIGITS = 40

_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_json(text: str, *, max_chars: int = MAX_CHARS) -> JsonValue:
    """The value of one JSON document.

    Refused with `ParseError`: more than `max_chars` characters, nesting deeper than 64, numbers of more than 40
    digits or beyond the range of a float, NaN and infinities, and keys given twice. A lone surrogate, which no
    file or terminal can take, becomes U+FFFD.
    """
    if len(text) > max_chars:
        raise ParseError(f"the JSON is too long: {len(text)} characters, at most {max_chars}", reply=text)
    text = whole(text)
    if _depth(text) > MAX_DEPTH:
        raise ParseError(f"the JSON is nested deeper than {MAX_DEPTH} levels", reply=text)
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=_once, parse_int=_int, parse_float=_float, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"not JSON: {error.msg} at line {error.lineno} column {error.colno}", reply=text) from None
    except _RefusedError as error:
        raise ParseError(str(error), reply=text) from None
    return _clean(value) if "\\u" in text else value


def whole(text: str) -> str:
    """The text with every lone surrogate replaced by U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _RefusedError(ValueError):
    """JSON that the grammar allows and we do not."""


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in _STRUCTURE.finditer(text):
        mark = match.group()
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for key, value in pairs:
        if key in found:
            raise _RefusedError(f"the key `{key[:80]}` is given twice")
        found[key] = value
    return found


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _RefusedError(f"a number has more than {MAX_DIGITS} digits")
    return int(digits)


def _float(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise _RefusedError(f"a number has more than {MAX_DIGITS} digits")
    number = float(digits)
    if not math.isfinite(number):
        raise _RefusedError(f"the number {digits} is out of range")
    return number


def _constant(name: str) -> NoReturn:
    raise _RefusedError(f"{name} is not a JSON number")


def _clean(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {whole(key): _clean(item) for key, item in value.items()}
    return value
