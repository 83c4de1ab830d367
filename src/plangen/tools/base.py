"""What a tool is to a strategy: a name and one asynchronous call."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from plangen.errors import UsageError


@dataclass(frozen=True, slots=True)
class Observation:
    """What came back from a tool: its text, or why there is none."""

    ok: bool
    text: str


class Tool(Protocol):
    """Something the planner can call besides models."""

    @property
    def name(self) -> str:
        """The name that strategies call it by."""
        ...

    async def call(self, args: dict[str, Any]) -> str:
        """The result as text; raises anything on failure."""
        ...


@dataclass(frozen=True, slots=True)
class FunctionTool:
    """A plain function as a tool of another name; a synchronous one runs in a thread."""

    name: str
    function: Callable[..., Any]

    async def call(self, args: dict[str, Any]) -> str:
        """Call the function with keyword arguments; the result as text."""
        if inspect.iscoroutinefunction(self.function):
            return str(await self.function(**args))
        return str(await asyncio.to_thread(self.function, **args))


def toolbox(tools: Iterable[Any]) -> dict[str, Tool]:
    """Tools by name, whatever they come as (`as_tool`). Raises UsageError on two of one name."""
    from plangen.tools.adapt import as_tool

    box: dict[str, Tool] = {}
    for item in tools:
        tool = as_tool(item)
        if tool.name in box:
            raise UsageError(f"two tools are named `{tool.name}`", hint="give each tool its own name")
        box[tool.name] = tool
    return box
