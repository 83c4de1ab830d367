"""JSON Schemas as grammars for constrained decoding, the same for both runtimes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from plangen.errors import BadReplyError, MissingExtraError, RequestRefusedError, TruncatedReplyError
from plangen.models.base import Finish, Request

_TIGHT = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
_NO_SCHEMAS = {"allOf", "enum", "const", "default", "examples", "required"}
_OPENERS = {"additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf", "$ref", "if"}


@dataclass(frozen=True, slots=True)
class Grammar:
    """An llguidance grammar; `notes` say what of the schema it cannot enforce."""

    text: str
    notes: tuple[str, ...] = ()


def of(schema: Mapping[str, Any] | None) -> Grammar | None:
    """The grammar of a schema: properties in the schema's order, no others, no free whitespace.

    Free whitespace and properties that nobody asked for are what a small model fills its token limit with; a
    reply without them still meets the schema. A keyword that llguidance does not know is left out and noted.
    Raises RequestRefusedError for a schema that is wrong, MissingExtraError.
    """
    return None if schema is None else _compile(json.dumps(_closed(schema)))


def settle(request: Request, text: str, finish: Finish) -> tuple[str, Finish]:
    """Text and finish of a reply to a request with a schema, as they count.

    A complete JSON value that the token limit cut only from what followed it is `stop`. Raises
    TruncatedReplyError when the value itself was cut, BadReplyError when the constraint was not kept.
    """
    if request.schema is None:
        return text, finish
    try:
        json.loads(text)
    except ValueError as error:
        if finish == "length":
            raise TruncatedReplyError(
                f"the JSON reply was cut at {request.max_tokens} tokens", hint="raise max_tokens"
            ) from error
        raise BadReplyError(f"the reply is not the JSON it was held to: {text[:200]!r}") from error
    return text.strip(), "stop"


@lru_cache(maxsize=256)
def _compile(schema: str) -> Grammar:
    try:
        from llguidance import LLMatcher
    except ImportError as error:
        raise MissingExtraError("JSON output from a local model", extra="local") from error
    strict = _lark(schema, {**_TIGHT})
    fault = LLMatcher.validate_grammar(strict)
    if not fault:
        return Grammar(strict)
    lenient = _lark(schema, {**_TIGHT, "lenient": True})
    if LLMatcher.validate_grammar(lenient):
        raise RequestRefusedError(
            f"the JSON Schema cannot be made a grammar: {_first_line(fault)}", hint="mend the schema"
        )
    return Grammar(lenient, (f"schema partly enforced: {_first_line(fault)}",))


def _closed(node: Any) -> Any:
    """The schema with `additionalProperties` false wherever it is left open and nothing else depends on it."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    closed = {key: value if key in _NO_SCHEMAS else _closed(value) for key, value in node.items()}
    named = node.get("properties")
    if isinstance(named, Mapping) and not _OPENERS & node.keys() and set(node.get("required", ())) <= set(named):
        closed["additionalProperties"] = False
    return closed


def _lark(schema: str, options: dict[str, Any]) -> str:
    return "%llguidance {}\nstart: %json " + json.dumps({**json.loads(schema), "x-guidance": options})


def _first_line(fault: str) -> str:
    return fault.splitlines()[0].partition("failed to compile JSON schema: ")[2] or fault.splitlines()[0]
