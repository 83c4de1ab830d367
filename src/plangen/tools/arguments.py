"""Whether arguments fit a tool's schema while some of them are references, whose values nobody knows yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pydantic import JsonValue

from plangen.errors import UsageError
from plangen.tools.references import is_reference, references
from plangen.tools.spec import ToolSpec

_OF_MANY = frozenset({"anyOf", "oneOf", "not", "if", "contains", "enum", "const", "uniqueItems", "minContains"})
"""Keywords that judge a whole value by its parts: with a reference among these, nothing is known."""
_MOST = 10

Path = tuple[str | int, ...]


def argument_faults(args: Mapping[str, JsonValue], spec: ToolSpec, declared: Collection[str] = ()) -> list[str]:
    """What the schema has against the arguments, at most ten; a reference is taken for any value."""
    holes = dict(_holes(dict(args), declared, ()))
    faults: list[str] = []
    for error in _errors(spec, dict(args)):
        path: Path = tuple(error.absolute_path)
        if _excused(path, str(error.validator), holes):
            continue
        where = ".".join(str(part) for part in path)
        faults.append(f"{where}: {_said(error)}" if where else _said(error, spec))
        if len(faults) == _MOST:
            break
    return faults


def _errors(spec: ToolSpec, args: dict[str, JsonValue]) -> Iterator[Any]:
    from referencing.exceptions import Unresolvable

    try:
        yield from _validator(spec).iter_errors(args)
    except (Unresolvable, RecursionError) as error:
        said = "it refers to itself without end" if isinstance(error, RecursionError) else str(error)[:200]
        raise UsageError(f"the tool `{spec.name}` has no sound JSON Schema: {said}") from None


def _excused(path: Path, keyword: str, holes: Mapping[Path, bool]) -> bool:
    if path in holes:
        # Text around a reference is known to be a text, and no more.
        return holes[path] or keyword != "type"
    return keyword in _OF_MANY and any(hole[: len(path)] == path for hole in holes)


def _holes(value: JsonValue, declared: Collection[str], path: Path) -> Iterator[tuple[Path, bool]]:
    if isinstance(value, str):
        if is_reference(value, declared):
            yield path, True
        elif next(references(value, declared), None) is not None:
            yield path, False
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _holes(item, declared, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _holes(item, declared, (*path, place))


@lru_cache(maxsize=256)
def _validator(spec: ToolSpec) -> Any:
    from jsonschema import Draft202012Validator, SchemaError
    from referencing import Registry

    try:
        Draft202012Validator.check_schema(spec.schema)
    except SchemaError as error:
        raise UsageError(f"the tool `{spec.name}` has no sound JSON Schema: {error.message[:200]}") from None
    # A registry of its own: nothing is fetched for a reference that leaves the schema.
    return Draft202012Validator(dict(spec.schema), registry=Registry())


def _said(error: Any, spec: ToolSpec | None = None) -> str:
    if spec is not None and error.validator == "additionalProperties":
        extra = sorted(set(error.instance) - set(spec.properties))
        return "; ".join(_unknown(name, spec) for name in extra)
    message = str(error.message)
    return message if len(message) <= 200 else f"{message[:120]} … {message[-70:]}"


def _unknown(name: str, spec: ToolSpec) -> str:
    close = get_close_matches(name, list(spec.properties), n=1)
    known = f"did you mean `{close[0]}`?" if close else f"it takes {', '.join(spec.properties) or 'none'}"
    return f"no argument `{name}`; {known}"
