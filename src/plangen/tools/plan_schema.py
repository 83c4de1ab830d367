"""The JSON Schema that a model's plan of calls must meet: each tool's own arguments, and references in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plangen.tools.spec import ToolSpec

_REFERENCE = {"type": "string", "pattern": r"^\$\{[A-Za-z0-9_-]+[^{}]*\}$"}
_NAME = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}


def plan_schema(tools: Sequence[ToolSpec], *, most_calls: int = 12) -> dict[str, Any]:
    """The schema of `{"calls": [{"id", "tool", "args", "after"}]}` over these tools."""
    calls = {"type": "array", "items": {"anyOf": [_call(spec) for spec in tools]}, "maxItems": most_calls}
    return _object({"calls": calls})


def _call(spec: ToolSpec) -> dict[str, Any]:
    after = {"type": "array", "items": _NAME, "maxItems": 20}
    return _object({"id": _NAME, "tool": {"const": spec.name}, "args": _arguments(spec), "after": after})


def _arguments(spec: ToolSpec) -> dict[str, Any]:
    """A tool whose schema refers to definitions of its own is left to the check after the reply."""
    if not spec.properties or _refers(spec.schema):
        return {"type": "object"}
    schema = {
        "type": "object",
        "properties": {name: {"anyOf": [item, _REFERENCE]} for name, item in spec.properties.items()},
        "additionalProperties": spec.schema.get("additionalProperties", False),
    }
    required = spec.schema.get("required")
    return {**schema, "required": list(required)} if required else schema


def _refers(schema: Any) -> bool:
    if isinstance(schema, Mapping):
        return "$ref" in schema or any(_refers(item) for item in schema.values())
    return isinstance(schema, list) and any(_refers(item) for item in schema)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
