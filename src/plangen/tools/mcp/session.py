"""One held session with an MCP server: opened once, used by many calls, closed at the end of the run."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from plangen.errors import BadReplyError, PlangenError, ProviderTimeoutError, ProviderUnreachableError
from plangen.tools.mcp import sdk
from plangen.tools.mcp.config import HttpServer, Server
from plangen.tools.mcp.results import printable
from plangen.tools.mcp.stdio import Ending, stdio_streams
from plangen.tracing.redact import known_secrets, redact

_MOST_PAGES = 50


class ServerEndedError(ProviderUnreachableError):
    """The server ended before it answered; whether the call had an effect is not known."""

    code = "server_ended"


class Session:
    """A session with `server`; a task of its own holds it open, since it must be closed where it was opened."""

    def __init__(self, server: Server, *, start_s: float = 30.0) -> None:
        self.server = server
        self.tools: tuple[dict[str, Any], ...] = ()
        self._start_s = start_s
        self._ending = Ending()
        self._close = asyncio.Event()
        self._session: Any = None
        self._task: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether calls can be made."""
        return self._task is not None and not self._task.done() and not self._ending.event.is_set()

    async def open(self) -> None:
        """Start or reach the server and read its tools.

        Raises ConfigurationError, ProviderUnreachableError, ProviderTimeoutError (`start_s`) and MissingExtraError.
        """
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._hold(ready))
        try:
            await ready
        except BaseException:
            self._task.cancel()
            await asyncio.wait({self._task})
            raise

    async def close(self) -> None:
        """End the session, and the process with it."""
        self._close.set()
        if self._task is not None and not self._task.done():
            done, _ = await asyncio.wait({self._task}, timeout=5)
            if not done:
                self._task.cancel()
                await asyncio.wait({self._task})

    async def call(self, tool: str, args: Mapping[str, Any], *, timeout_s: float) -> dict[str, Any]:
        """The JSON form of what the tool answers. A call that is cancelled leaves the session usable.

        Raises ServerEndedError, ProviderTimeoutError and BadReplyError.
        """
        if not self.alive:
            raise self._ended()
        call = asyncio.create_task(self._session.call_tool(tool, dict(args)))
        await self._first(call, asyncio.create_task(self._ending.event.wait()), timeout_s=timeout_s)
        if not call.cancelled():
            return self._answer(call, tool)
        if self._ending.event.is_set():
            raise self._ended()
        raise ProviderTimeoutError(
            f"the MCP server `{self.server.name}` did not answer `{tool[:60]}` within {timeout_s:g} s",
            hint="give the tool more time",
        )

    def _answer(self, call: asyncio.Task[Any], tool: str) -> dict[str, Any]:
        error = call.exception()
        if error is None:
            answer: dict[str, Any] = call.result().model_dump(mode="json", by_alias=True, exclude_none=True)
            return answer
        if self._ending.event.is_set() or _is_closed(error):
            self._ending.tell("the connection closed")
            raise self._ended() from error
        raise BadReplyError(
            f"the MCP server `{self.server.name}` answers `{tool[:60]}` with an error: {self._shown(str(error))}",
            hint="look at the arguments and at the server",
        ) from error

    async def _hold(self, ready: asyncio.Future[None]) -> None:
        try:
            async with AsyncExitStack() as stack:
                async with asyncio.timeout(self._start_s) as limit:
                    read, write = await stack.enter_async_context(self._streams())
                    session = await stack.enter_async_context(sdk.load().ClientSession(read, write))
                    await self._until_ended(session.initialize())
                    self.tools = await self._list(session)
                    limit.reschedule(None)
                self._session = session
                ready.set_result(None)
                await self._first(
                    asyncio.create_task(self._close.wait()), asyncio.create_task(self._ending.event.wait())
                )
        except Exception as error:  # noqa: BLE001 - the boundary to the package, which raises groups of anything
            self._ending.tell("the connection broke")
            if not ready.done():
                ready.set_exception(self._failed(error))
        finally:
            self._ending.tell("it was closed")
            if not ready.done():
                ready.cancel()

    def _streams(self) -> AbstractAsyncContextManager[tuple[Any, Any]]:
        sdk.load()
        if isinstance(self.server, HttpServer):
            return sdk.http_streams(self.server.url, self.server.headers, self._ending.tell)
        return stdio_streams(self.server, self._ending)

    async def _list(self, session: Any) -> tuple[dict[str, Any], ...]:
        tools: list[dict[str, Any]] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._until_ended(session.list_tools(**sdk.page_of_tools(cursor)))
            found = page.model_dump(mode="json", by_alias=True, exclude_none=True)
            tools += found.get("tools", [])
            cursor = found.get("nextCursor")
            if not cursor:
                break
        return tuple(tools)

    async def _until_ended(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """What the coroutine returns, or ServerEndedError as soon as the server has ended."""
        call = asyncio.create_task(coroutine)
        await self._first(call, asyncio.create_task(self._ending.event.wait()))
        if call.cancelled() or (call.exception() is not None and self._ending.event.is_set()):
            raise self._ended()
        return call.result()

    async def _first(self, *tasks: asyncio.Task[Any], timeout_s: float | None = None) -> None:
        """Wait for the first of the tasks, or for the time to be over; whatever happens, the others are cancelled."""
        try:
            await asyncio.wait(tasks, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self) -> ServerEndedError:
        reason = self._shown(self._ending.reason or "the connection closed")
        return ServerEndedError(f"the MCP server `{self.server.name}` is gone: {reason}", hint="look at the server")

    def _failed(self, error: BaseException) -> PlangenError:
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        if isinstance(error, PlangenError):
            return error
        if isinstance(error, TimeoutError):
            return ProviderTimeoutError(
                f"the MCP server `{self.server.name}` was not ready within {self._start_s:g} s", hint="start it by hand"
            )
        return ProviderUnreachableError(
            f"the MCP server `{self.server.name}` cannot be used: {type(error).__name__}: {self._shown(str(error))}",
            hint="start it by hand and look at what it says",
        )

    def _shown(self, text: str) -> str:
        return printable(redact(text, self.server.secrets | known_secrets()))[:400]


def _is_closed(error: BaseException) -> bool:
    return type(error).__name__ in {"ClosedResourceError", "BrokenResourceError", "EndOfStream"} or (
        "connection closed" in str(error).lower()
    )
