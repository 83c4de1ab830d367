"""The tools of one run: the planner's own, those of search, and those of the MCP servers that it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from plangen.graphs.outside import Outside
from plangen.tools import ToolSpec, as_tool

if TYPE_CHECKING:
    from plangen.tools.mcp import McpClient


class Toolset:
    """Opens the servers at the first use and holds them until `close`; a server that does not start is a warning."""

    def __init__(self, own: Mapping[str, Any], outside: Outside) -> None:
        self.warnings: list[str] = []
        self._own = own
        self._outside = outside
        self._client: McpClient | None = None
        self._tools: dict[str, ToolSpec] | None = None
        self._lock = asyncio.Lock()

    async def open(self) -> Mapping[str, ToolSpec]:
        """Every tool by name; one of the planner's own goes before another of its name."""
        async with self._lock:
            if self._tools is None:
                self._tools = {name: as_tool(tool) for name, tool in self._own.items()}
                for tool in (*self._of_search(), *await self._of_servers()):
                    self._tools.setdefault(tool.name, tool)
            return self._tools

    async def close(self) -> None:
        """End the servers that this run started; they start again at the next use."""
        async with self._lock:
            client, self._client, self._tools = self._client, None, None
            if client is not None:
                await client.__aexit__(None, None, None)

    def _of_search(self) -> tuple[ToolSpec, ...]:
        search, pages = self._outside.search, self._outside.pages
        return () if search is None or pages is None else (search.spec(), pages.spec())

    async def _of_servers(self) -> tuple[ToolSpec, ...]:
        client = self._outside.client
        if client is None and self._outside.servers:
            from plangen.tools.mcp import McpClient

            client = self._client = await McpClient(self._outside.servers).__aenter__()
            self._tell(client)
        return () if client is None else client.tools()

    def _tell(self, client: McpClient) -> None:
        failed = (f"the MCP server `{name}` is not there: {error.message}" for name, error in client.failed.items())
        refused = (f"the MCP tool `{name}` is not offered: {why}" for name, why in client.refused.items())
        self.warnings += [said for said in (*failed, *refused) if said not in self.warnings]
