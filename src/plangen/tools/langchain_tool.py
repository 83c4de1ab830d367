"""A LangChain tool as a `ToolSpec`: its schema without injected arguments, with the docstring's words on each.

LangChain is not imported: a tool is known by `args_schema` and `ainvoke`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

from plangen.errors import ToolError
from plangen.tools.docstring import read_docstring
from plangen.tools.injection import injections
from plangen.tools.spec import Injection, ToolSpec


def from_langchain(tool: Any) -> ToolSpec:
    """The same tool; one without a coroutine runs in a thread of its own, not in LangChain's pool."""
    described = read_docstring(tool.description or "")
    hidden = _hidden(tool)
    schema = _schema(tool)
    properties = {name: dict(item) for name, item in schema.get("properties", {}).items() if name not in hidden}
    for name, item in properties.items():
        item.pop("title", None)
        if name in described.arguments:
            item.setdefault("description", described.arguments[name])
    schema["properties"] = properties
    if "required" in schema:
        schema["required"] = [name for name in schema["required"] if name in properties]
    numbered = any(item.kind == "tool_call_id" for item in hidden.values())

    async def run(args: dict[str, Any]) -> Any:
        return _content(await tool.ainvoke(_input(tool.name, args, hidden, numbered)))

    def run_in_thread(args: dict[str, Any]) -> Any:
        return _content(tool.invoke(_input(tool.name, args, hidden, numbered)))

    return ToolSpec(
        name=tool.name,
        description=described.text,
        schema=schema,
        run=run if _is_async(tool) else run_in_thread,
        injects=hidden,
    )


def _is_async(tool: Any) -> bool:
    if hasattr(tool, "coroutine"):
        return tool.coroutine is not None
    inherited = next((base for base in type(tool).__mro__ if "_arun" in vars(base)), None)
    return inherited is not None and inherited.__name__ != "BaseTool"


def _hidden(tool: Any) -> dict[str, Injection]:
    function = getattr(tool, "coroutine", None) or getattr(tool, "func", None) or type(tool)._run
    fields = getattr(tool.args_schema, "__annotations__", {}) if isinstance(tool.args_schema, type) else {}
    typed = get_type_hints(tool.args_schema, include_extras=True) if fields else {}
    return injections({**get_type_hints(function, include_extras=True), **typed})


def _schema(tool: Any) -> dict[str, Any]:
    shown = tool.tool_call_schema
    schema = dict(shown) if isinstance(shown, Mapping) else dict(shown.model_json_schema())
    schema.pop("title", None)
    schema.pop("description", None)
    schema.setdefault("type", "object")
    return schema


def _input(name: str, args: dict[str, Any], hidden: Mapping[str, Injection], numbered: bool) -> dict[str, Any]:
    """The arguments alone, so that the result keeps its type; as a tool call only where the tool wants its id."""
    if not numbered:
        return args
    number = next((args[key] for key, item in hidden.items() if item.kind == "tool_call_id" and key in args), "")
    given = {key: value for key, value in args.items() if key not in hidden or hidden[key].kind != "tool_call_id"}
    return {"type": "tool_call", "name": name, "args": given, "id": number}


def _content(result: Any) -> Any:
    if getattr(result, "type", None) == "tool":
        if getattr(result, "status", "success") == "error":
            raise ToolError(str(result.content))
        return result.content
    return result
