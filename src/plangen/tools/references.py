"""References from one call's arguments to another call's result: `${id}`, `${id.path[0]}`, `$1`.

Only declared ids are references, so `$15` is money. A template is read once; what is put in is never read again, so a
result that holds `${1}` stays what it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import JsonValue

from plangen.errors import ToolError
from plangen.tools.rendering import to_text

ID = r"[A-Za-z0-9_-]+"
_PATH = re.compile(r"\.([A-Za-z_][\w-]*|\d+)|\[(\d+)\]|\[\"([^\"\]]+)\"\]|\['([^'\]]+)'\]")
# A bare `$1` ends before what makes it an amount: `$15`, `$1.50`, `$1,000`, `$1k`.
_REFERENCE = re.compile(rf"\$\{{({ID})((?:{_PATH.pattern})*)\}}|\$(\d+)(?!\w|[.,]\d)")
_BARE = _REFERENCE.groups


class Reference(NamedTuple):
    """A place in a template: the id of a call, the path into its result, and whether it is in braces."""

    id: str
    path: tuple[str | int, ...]
    text: str
    braced: bool


def references(template: JsonValue, declared: Collection[str]) -> Iterator[Reference]:
    """Every reference of a template, in order: all in braces, and the bare ones to declared ids."""
    if isinstance(template, str):
        for found in _REFERENCE.finditer(template):
            reference = _read(found)
            if reference.braced or reference.id in declared:
                yield reference
    elif isinstance(template, Mapping):
        for item in template.values():
            yield from references(item, declared)
    elif isinstance(template, list | tuple):
        for item in template:
            yield from references(item, declared)


def is_reference(text: str, declared: Collection[str]) -> bool:
    """Whether a text is one reference and nothing else, so that it keeps the result's type."""
    found = _REFERENCE.fullmatch(text)
    return found is not None and (_read(found).braced or _read(found).id in declared)


def substitute(template: JsonValue, declared: Collection[str], value_of: Callable[[str], JsonValue]) -> Any:
    """The template with every reference to a declared id replaced, in one pass; dict keys stay as they are.

    A text that is one reference becomes the value itself, one inside other text its rendering. Raises ToolError for a
    path that the result does not have.
    """
    if isinstance(template, str):
        whole = _REFERENCE.fullmatch(template)
        if whole and _read(whole).id in declared:
            return follow(_read(whole), value_of)

        def put(found: re.Match[str]) -> str:
            reference = _read(found)
            return to_text(follow(reference, value_of)) if reference.id in declared else found[0]

        return _REFERENCE.sub(put, template)
    if isinstance(template, Mapping):
        return {key: substitute(item, declared, value_of) for key, item in template.items()}
    if isinstance(template, list | tuple):
        return [substitute(item, declared, value_of) for item in template]
    return template


def follow(reference: Reference, value_of: Callable[[str], JsonValue]) -> JsonValue:
    """The value that a reference points to; `None` has every path, and JSON in a text is looked into."""
    value = value_of(reference.id)
    for part in reference.path:
        if value is None:
            return None
        if isinstance(value, str):
            value = _parsed(value)
        if isinstance(value, dict) and str(part) in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            raise ToolError(
                f"`{reference.text}`: the result of `{reference.id}` has no `{part}`", hint=f"it is {_shape(value)}"
            )
    return value


def _read(found: re.Match[str]) -> Reference:
    if found[1] is None:
        return Reference(found[_BARE], (), found[0], braced=False)
    path: list[str | int] = []
    for name, index, *quoted in _PATH.findall(found[2]):
        number = index or (name if name.isdigit() else "")
        path.append(int(number) if number else name or next(text for text in quoted if text))
    return Reference(found[1], tuple(path), found[0], braced=True)


def _parsed(text: str) -> JsonValue:
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        value: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def _shape(value: JsonValue) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(list(value)[:12]) or 'no entries'}"
    return f"a list of {len(value)}" if isinstance(value, list) else f"a {type(value).__name__}"
