"""What a planner may use of the outside: a search with its pages, and MCP servers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plangen.errors import UsageError
from plangen.tools import ToolSpec

if TYPE_CHECKING:
    from plangen.tools.mcp import McpClient
    from plangen.tools.mcp.config import Server
    from plangen.tools.web import FetchPage, WebSearch

LOOK_UP = "look_up"
_SENTENCES = 12
"""Sentences that a question brings back, from at most five pages."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A search and the pages it finds; servers that are started for each run, or a client that its owner holds open."""

    search: WebSearch | None = None
    pages: FetchPage | None = None
    servers: tuple[Server, ...] = ()
    client: McpClient | None = None

    def __bool__(self) -> bool:
        return self.search is not None or self.has_servers

    @property
    def has_servers(self) -> bool:
        """Whether tools of MCP servers may be there."""
        return bool(self.servers) or self.client is not None

    def describe(self) -> dict[str, Any]:
        """The names of what there is, as plain data."""
        servers = [server.name for server in self.servers]
        return {"search": self.search is not None, "mcp": servers if self.client is None else "client"}


def make_outside(search: Any, pages: Any, mcp: Any) -> Outside:
    """From what a caller writes.

    `search` is a `WebSearch`, the name of a provider, or `auto` for all that the environment configures; `pages` a
    `FetchPage` with limits of its own; `mcp` a file of servers or an open `McpClient`. Raises UsageError and
    ConfigurationError.
    """
    found = as_search(search)
    servers, client = _servers(mcp)
    return Outside(found, _pages(found, pages), servers, client)


def as_search(search: Any) -> WebSearch | None:
    """A search from itself, a name or `None`."""
    if search is None:
        return None
    from plangen.tools.web import WebSearch
    from plangen.tools.web.providers import configured, provider

    if isinstance(search, WebSearch):
        return search
    if isinstance(search, str):
        return WebSearch(configured() if search == "auto" else (provider(search),))
    raise UsageError(f"{type(search).__name__} is no search", hint="give a WebSearch, a provider's name, or `auto`")


def _pages(search: WebSearch | None, pages: FetchPage | None) -> FetchPage | None:
    if search is None or pages is not None:
        return pages
    from plangen.tools.web import FetchPage
    from plangen.tools.web.providers.local import LocalFolder

    folder = next((one for one in search.providers if isinstance(one, LocalFolder)), None)
    return FetchPage(folder=folder)


def _servers(mcp: Any) -> tuple[tuple[Server, ...], McpClient | None]:
    if mcp is None:
        return (), None
    from plangen.tools.mcp import HttpServer, McpClient, StdioServer, read_servers

    if isinstance(mcp, McpClient):
        return (), mcp
    if isinstance(mcp, str | Path):
        return read_servers(Path(mcp)), None
    if isinstance(mcp, Sequence) and all(isinstance(one, StdioServer | HttpServer) for one in mcp):
        return tuple(mcp), None
    raise UsageError(f"{type(mcp).__name__} names no MCP servers", hint="give a file, servers, or an open McpClient")


def look_up(search: WebSearch, pages: FetchPage) -> ToolSpec:
    """Search and read for one question: the sentences nearest to it, each with its source and its page's SHA-256."""

    async def run(args: dict[str, Any]) -> dict[str, Any]:
        from plangen.tools.web.lookup import lookup

        found = await lookup(args["question"], search=search, pages=pages, sentences=1, max_facts=_SENTENCES)
        sentences = [
            {"text": one.quote.text, "source": one.quote.source, "title": one.title, "sha256": one.sha256}
            for one in found.facts
        ]
        return {"provider": found.provider, "sentences": sentences, "failed": dict(found.failed)}

    schema = {
        "type": "object",
        "properties": {"question": {"type": "string", "minLength": 1, "maxLength": 300}},
        "required": ["question"],
        "additionalProperties": False,
    }
    return ToolSpec(
        name=LOOK_UP, description="Look a question up.", schema=schema, run=run, idempotent=True, side_effects=False
    )
