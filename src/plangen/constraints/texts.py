"""Short texts that a pattern or a JSON Schema probably accepts, and some that it probably refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from string import printable

from pydantic import JsonValue

from plangen.constraints.pattern_syntax import Alternatives, Anchor, Atom, Node, Row, parse_pattern

MAX_CHARS = 1_000
_MAX_DEPTH = 20

Schema = dict[str, JsonValue]


def matching_texts(pattern: str) -> Iterator[str]:
    """A shortest text that follows the pattern (anchors left aside), then texts that match few patterns."""
    yield _follow(parse_pattern(pattern))[:MAX_CHARS]
    yield from ("", "x", "0", "\n")


def _follow(node: Node) -> str:
    if isinstance(node, Atom):
        return next((char for char in "a0" + printable if node.matches(char)), "")
    if isinstance(node, Anchor):
        return ""
    if isinstance(node, Row):
        return "".join(map(_follow, node.items))
    if isinstance(node, Alternatives):
        return min(map(_follow, node.items), key=len)
    return _follow(node.item) * min(node.least, MAX_CHARS)


def accepted_json(schema: Schema) -> Iterator[str]:
    """A small value that follows the schema's plain keywords, then other values, and a text that is no JSON."""
    yield json.dumps(_value(schema, 0))
    yield from ("{}", "[]", '""', "0", "true", "null", "{")


def _value(schema: JsonValue, depth: int) -> JsonValue:
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return None
    if "const" in schema:
        return schema["const"]
    for name in ("enum", "examples"):
        listed = schema.get(name)
        if isinstance(listed, list) and listed:
            return listed[0]
    kind = schema.get("type", "object" if {"required", "properties"} & schema.keys() else None)
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        return _object(schema, depth)
    if kind == "array":
        least = schema.get("minItems", 0)
        return [_value(schema.get("items"), depth + 1)] * (min(least, 100) if isinstance(least, int) else 0)
    if kind == "string":
        length = schema.get("minLength", 0)
        pattern = schema.get("pattern")
        return _follow(parse_pattern(pattern)) if isinstance(pattern, str) else "a" * min(_whole(length), MAX_CHARS)
    if kind in ("integer", "number"):
        lowest = schema.get("minimum", schema.get("exclusiveMinimum"))
        return _whole(lowest) + ("exclusiveMinimum" in schema)
    return True if kind == "boolean" else None


def _object(schema: Schema, depth: int) -> JsonValue:
    required, properties = schema.get("required"), schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    names = [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
    return {name: _value(known.get(name), depth + 1) for name in names}


def _whole(number: JsonValue) -> int:
    return int(number) if isinstance(number, int | float) else 0
