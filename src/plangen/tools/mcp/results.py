"""What an MCP tool answers, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plangen.errors import ToolError
from plangen.tracing.redact import redact

_SHOWN = 500


def value_of(result: Mapping[str, Any], *, name: str, secrets: frozenset[str] = frozenset()) -> Any:
    """The value of a `CallToolResult` (its JSON form): the structured content if there is any, else the blocks.

    A single block of text is that text. Pictures and sounds are named, not carried. Raises ToolError where the result
    says that it is an error.
    """
    blocks = result.get("content") or []
    if result.get("isError"):
        said = printable(redact(" ".join(str(_block(block)) for block in blocks), secrets))
        raise ToolError(f"`{name}` failed: {said[:_SHOWN] or 'it does not say why'}", hint="look at its arguments")
    structured = result.get("structuredContent")
    if structured is not None:
        # Servers wrap what is no object in one with this single key.
        return structured["result"] if isinstance(structured, Mapping) and set(structured) == {"result"} else structured
    values = [_block(block) for block in blocks] if isinstance(blocks, Sequence) else []
    return values[0] if len(values) == 1 else values


def printable(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _block(block: Mapping[str, Any]) -> Any:
    kind = block.get("type")
    if kind == "text":
        return str(block.get("text", ""))
    if kind == "resource" and isinstance(resource := block.get("resource"), Mapping):
        return {"uri": resource.get("uri"), "text": resource.get("text", "[binary, left out]")}
    if kind == "resource_link":
        return {"uri": block.get("uri"), "name": block.get("name")}
    return f"[{kind}, {block.get('mimeType', 'unknown type')}, left out]"
