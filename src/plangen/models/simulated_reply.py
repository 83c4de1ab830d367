"""The shape of a simulated judgement: wanted data fitted to the JSON Schema that the request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

_LEAST: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "null": None}
_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


def fit(wanted: Any, schema: Schema | None) -> Any:
    """`wanted` where the schema allows it, and the least value that it allows elsewhere; no schema: `wanted`."""
    return wanted if schema is None else _fit(wanted, schema, schema)


def arms(prompt: str, schema: Schema | None) -> list[str]:
    """The arms that a prior is asked for: the properties of `priors`, else those that the prompt lists."""
    named = list(_descend(schema, "priors").get("properties", {}))
    listed = re.search(r"^The methods to rate: (.+)$", prompt, re.MULTILINE)
    return named or (listed[1].split(", ") if listed else [])


def ids(prompt: str, schema: Schema | None) -> list[str]:
    """The constraints that a verification is asked for: those the schema names, else those that the prompt lists."""
    items = _resolved(_descend(schema, "findings").get("items", {}), schema or {})
    constraint = _resolved(items.get("properties", {}).get("constraint", {}), schema or {})
    named = constraint.get("enum") or ([constraint["const"]] if "const" in constraint else [])
    return list(named) or re.findall(r"^- ([\w.:-]+): ", prompt, re.MULTILINE)


def _fit(wanted: Any, schema: Schema, root: Schema) -> Any:
    schema = _resolved(schema, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return wanted if wanted in schema["enum"] else schema["enum"][0]
    for union in ("anyOf", "oneOf"):
        if union in schema:
            options = [_resolved(option, root) for option in schema[union]]
            return _fit(wanted, next((option for option in options if _meets(wanted, option)), options[0]), root)
    if _meets(wanted, schema):
        return _within(wanted, schema, root)
    kind = _kinds(schema)[0]
    return _within([] if kind == "array" else {}, schema, root) if kind in ("array", "object") else _least(kind, schema)


def _within(wanted: Any, schema: Schema, root: Schema) -> Any:
    if isinstance(wanted, dict):
        return _object(wanted, schema, root)
    if isinstance(wanted, list):
        found = [*wanted, *[None] * (schema.get("minItems", 0) - len(wanted))]
        return [_fit(item, schema.get("items", {}), root) for item in found[: schema.get("maxItems")]]
    return wanted


def _least(kind: str, schema: Schema) -> Any:
    return schema.get("minimum", _LEAST[kind])


def _object(wanted: dict[str, Any], schema: Schema, root: Schema) -> dict[str, Any]:
    properties = schema.get("properties", {})
    kept = [key for key in properties if key in wanted or key in schema.get("required", ())]
    reply = {key: _fit(wanted.get(key), properties[key], root) for key in kept}
    others = schema.get("additionalProperties", True)
    if others and not properties:
        reply |= {
            key: _fit(value, others if isinstance(others, Mapping) else {}, root) for key, value in wanted.items()
        }
    return reply


def _meets(wanted: Any, schema: Schema) -> bool:
    if "const" in schema or "enum" in schema:
        return wanted in schema.get("enum", [schema.get("const")])
    return "type" not in schema or any(type(wanted) in _PYTHON[kind] for kind in _kinds(schema))


def _kinds(schema: Schema) -> list[str]:
    kind = schema["type"]
    return [kind] if isinstance(kind, str) else list(kind)


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


def _descend(schema: Schema | None, name: str) -> Schema:
    if schema is None:
        return {}
    return _resolved(schema.get("properties", {}).get(name, {}), schema)
