"""The JSON object in a reply: bare, in a fence, or in the middle of prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from pydantic import JsonValue

from plangen.errors import ParseError
from plangen.reading.strict_json import MAX_CHARS, parse_json

_FENCE = re.compile(r"```[^\n`]*\n(.*?)```", re.DOTALL)
_DECODER = json.JSONDecoder()
_MAX_TRIES = 64


def find_object(text: str, *keys: str) -> dict[str, JsonValue]:
    """The JSON object of a reply: the whole of it, else the first in a fence or in the prose with one of `keys`."""
    try:
        value = parse_json(text.strip())
    except ParseError as error:
        first = error
    else:
        if isinstance(value, dict):
            return value
        raise ParseError("the reply is JSON, but not an object", reply=text)
    if len(text) > MAX_CHARS:
        raise first
    for piece in _pieces(text):
        try:
            value = parse_json(piece.strip())
        except ParseError:
            continue
        if isinstance(value, dict) and not value.keys().isdisjoint(keys):
            return value
    raise ParseError(f"the reply holds no JSON object with `{'` or `'.join(keys)}`: {first.message}", reply=text)


def _pieces(text: str) -> Iterator[str]:
    for match in islice(_FENCE.finditer(text), _MAX_TRIES):
        yield match[1]
    at = text.find("{")
    for _ in range(_MAX_TRIES):
        if at < 0:
            return
        try:
            _, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield text[at:end]
        at = text.find("{", end)
