"""The MCP servers of a run: each started once, its tools checked, named `server__tool` and called."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from plangen.errors import ConfigurationError, MissingExtraError, PlangenError, ToolError, UsageError, WorldError
from plangen.tools.mcp.config import Server
from plangen.tools.mcp.pins import Pins, fingerprint
from plangen.tools.mcp.results import printable, value_of
from plangen.tools.mcp.session import ServerEndedError, Session
from plangen.tools.spec import ToolSpec

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,90}")
_MOST_STARTS = 4
_LONGEST_DESCRIPTION = 2000


@dataclass(slots=True)
class _Held:
    server: Server
    session: Session | None = None
    starts: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class McpClient:
    """Holds one session per server while its context is open.

    `allow` names the tools of a server that may be called; a server it does not name offers all. `pins` holds the
    approved definitions; without it the first definition seen counts as approved for the run. A server from a project
    file starts only if its name is in `consented`. A server that cannot be started is in `failed`, a tool that may not
    be called in `refused`; neither ends the run.
    """

    def __init__(
        self,
        servers: Sequence[Server],
        *,
        allow: Mapping[str, Collection[str]] | None = None,
        pins: Pins | None = None,
        consented: Collection[str] = (),
        timeout_s: float = 60.0,
        start_s: float = 30.0,
    ) -> None:
        names = [server.name for server in servers]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"two MCP servers are named `{name}`", hint="give each a name of its own")
        for server in servers:
            if server.from_project and server.name not in consented:
                raise ConfigurationError(
                    f"the project's file names the MCP server `{server.name}`, which you have not agreed to",
                    hint="look at its command, then give your consent to its name",
                )
        self._held = {server.name: _Held(server) for server in servers}
        self._allow = allow or {}
        self._trusting = pins is None
        self._pins = pins or Pins()
        self._timeout_s = timeout_s
        self._start_s = start_s
        self._tools: dict[str, ToolSpec] = {}
        self._prints: dict[str, str] = {}
        self.failed: dict[str, PlangenError] = {}
        self.refused: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        try:
            await asyncio.gather(*(self._begin(held) for held in self._held.values()))
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    def tools(self) -> tuple[ToolSpec, ...]:
        """The tools that may be called, by name; their results are untrusted text."""
        return tuple(self._tools[name] for name in sorted(self._tools) if name not in self.refused)

    def approve(self, name: str) -> None:
        """Approve a refused tool as it is now. Raises UsageError for one that was not refused for its definition."""
        if name not in self.refused or name not in self._prints:
            raise UsageError(f"there is no tool `{name}` to approve", hint=", ".join(self.refused) or "none is refused")
        self._pins.approve(name, self._prints[name])
        del self.refused[name]

    async def call(self, name: str, args: Mapping[str, Any]) -> Any:
        """The value of one call of `server__tool`.

        Where the server ends during the call, an idempotent tool is called once more on a new session, any other call
        fails. Raises UsageError, ToolError, ServerEndedError, ProviderTimeoutError and BadReplyError.
        """
        spec = self._tools.get(name)
        if spec is None:
            raise UsageError(f"no MCP tool is named `{name}`", hint=", ".join(sorted(self._tools)) or "there are none")
        held = self._held[name.partition("__")[0]]
        try:
            answer = await self._ask(held, name, args)
        except ServerEndedError:
            if not spec.idempotent:
                raise
            answer = await self._ask(held, name, args)
        return value_of(answer, name=name, secrets=held.server.secrets)

    async def _ask(self, held: _Held, name: str, args: Mapping[str, Any]) -> dict[str, Any]:
        session = await self._session(held)
        if name in self.refused:
            raise ToolError(f"`{name}` may not be called: {self.refused[name]}", hint="approve it if you trust it")
        return await session.call(name.partition("__")[2], args, timeout_s=self._timeout_s)

    async def _session(self, held: _Held) -> Session:
        """The server's session, a new one where the last has ended; at most four in a run."""
        async with held.lock:
            if held.session is not None and held.session.alive:
                return held.session
            if held.session is not None:
                await held.session.close()
            if held.starts >= _MOST_STARTS:
                raise ToolError(
                    f"the MCP server `{held.server.name}` has ended {held.starts} times", hint="look at the server"
                )
            held.starts += 1
            held.session = Session(held.server, start_s=self._start_s)
            await held.session.open()
            self._take(held.server, held.session.tools)
            return held.session

    async def _begin(self, held: _Held) -> None:
        try:
            await self._session(held)
        except MissingExtraError:
            raise
        except (WorldError, ConfigurationError) as error:
            self.failed[held.server.name] = error

    async def _close(self) -> None:
        sessions = [held.session for held in self._held.values() if held.session is not None]
        await asyncio.gather(*(session.close() for session in sessions))

    def _take(self, server: Server, tools: Sequence[Mapping[str, Any]]) -> None:
        """Check the definitions a server gives; what is new is added, what has changed is refused."""
        allowed = self._allow.get(server.name)
        for tool in tools:
            own = str(tool.get("name", ""))
            name = f"{server.name}__{own}"
            if allowed is not None and own not in allowed:
                continue
            if not _NAME.fullmatch(own):
                self.refused[f"{server.name}__{printable(own)[:60]}"] = (
                    "its name has other characters than a-z 0-9 _ . -"
                )
                continue
            found = fingerprint(tool)
            if self._trusting and name not in self._prints:
                self._pins.approve(name, found)
            self._prints[name] = found
            if why := self._pins.why_not(name, found):
                self.refused[name] = why
            self._tools[name] = self._spec(name, tool)

    def _spec(self, name: str, tool: Mapping[str, Any]) -> ToolSpec:
        hints = tool.get("annotations") or {}
        reads = hints.get("readOnlyHint") is True

        async def run(args: dict[str, Any]) -> Any:
            return await self.call(name, args)

        return ToolSpec(
            name=name,
            description=printable(str(tool.get("description", "")))[:_LONGEST_DESCRIPTION],
            schema=json.loads(json.dumps(tool.get("inputSchema") or {"type": "object"})),
            run=run,
            version=self._prints[name][:16],
            idempotent=reads or hints.get("idempotentHint") is True,
            side_effects=not reads,
            timeout_s=self._timeout_s,
        )
