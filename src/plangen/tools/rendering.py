"""Results of tools as JSON data, as text, and cut to what may enter a prompt."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence, Set
from typing import Any

from pydantic import BaseModel, JsonValue

_DEEPEST = 60
_LADDER = ((50, 2000), (20, 1000), (10, 400), (5, 160), (3, 80), (2, 40))
"""Items kept of a list and characters of a string, from generous to meagre."""


def to_json(value: Any, depth: int = 0) -> JsonValue:
    """A result as plain JSON data; what has no JSON form (a NaN, an object, a very deep nesting) becomes its text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth > _DEEPEST:
        return str(value)
    if isinstance(value, BaseModel):
        return to_json(value.model_dump(mode="json"), depth + 1)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name), depth + 1) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Set):
        return [to_json(item, depth + 1) for item in sorted(value, key=repr)]
    if isinstance(value, Sequence):
        return [to_json(item, depth + 1) for item in value]
    return str(value)


def to_text(value: JsonValue) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def shorten(value: JsonValue, most: int) -> str:
    """The value as text of at most `most` bytes (at least 256), head and tail kept, and said where it was cut.

    Lists and strings inside a structured value are cut first, so that what is left still reads as JSON; a character
    is never cut in two.
    """
    text = to_text(value)
    if _size(text) <= most:
        return text
    if not isinstance(value, str):
        for items, characters in _LADDER:
            smaller = to_text(_thin(value, items, characters))
            if _size(smaller) <= most:
                return smaller
    return _cut(text, most)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _cut(text: str, most: int) -> str:
    data = text.encode("utf-8", "surrogatepass")
    mark = f"\n[… {len(data):,} bytes in all, the middle left out …]\n"
    room = most - _size(mark)
    head = data[: room * 2 // 3].decode("utf-8", "ignore")
    tail = data[len(data) - (room - room * 2 // 3) :].decode("utf-8", "ignore")
    return head + mark + tail


def _thin(value: JsonValue, items: int, characters: int) -> JsonValue:
    if isinstance(value, str) and len(value) > characters:
        half = characters // 2
        return f"{value[:half]} [… {len(value):,} characters in all …] {value[-half:]}"
    if isinstance(value, list):
        tail = max(1, items // 4)
        left = len(value) - items - tail
        if left <= 0:
            return [_thin(item, items, characters) for item in value]
        head, last = ([_thin(item, items, characters) for item in part] for part in (value[:items], value[-tail:]))
        return [*head, f"[… {left:,} items left out …]", *last]
    if isinstance(value, dict):
        return {key: _thin(item, items, characters) for key, item in value.items()}
    return value
