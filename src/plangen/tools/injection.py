"""Arguments that LangGraph fills: found by the names of their markers, so that LangGraph need not be imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from plangen.tools.spec import Injection

_KINDS: Mapping[str, Literal["state", "store", "tool_call_id", "runtime", "other"]] = {
    "InjectedState": "state",
    "InjectedStore": "store",
    "InjectedToolCallId": "tool_call_id",
    "ToolRuntime": "runtime",
    "InjectedToolArg": "other",
}


def injections(hints: Mapping[str, Any]) -> dict[str, Injection]:
    """Which of the annotated arguments the graph fills, and with what."""
    found = {name: injection(hint) for name, hint in hints.items() if name != "return"}
    return {name: item for name, item in found.items() if item is not None}


def injection(hint: Any) -> Injection | None:
    """What the graph puts into an argument of this annotation, or `None` when the model gives it."""
    for marker in (get_origin(hint) or hint, *getattr(hint, "__metadata__", ())):
        kind = marker if isinstance(marker, type) else type(marker)
        for base in kind.__mro__:
            if base.__name__ in _KINDS:
                field = getattr(marker, "field", None)
                return Injection(_KINDS[base.__name__], field if isinstance(field, str) else None)
    # `Annotated[...] | None` and the like
    return next((item for part in get_args(hint) if (item := injection(part)) is not None), None)
