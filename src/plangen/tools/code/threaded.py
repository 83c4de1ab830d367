"""A session around a blocking interpreter, in one thread of its own: its process dies with that thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Protocol, Self, cast

from pydantic import JsonValue

from plangen.errors import UsageError
from plangen.tools.code.base import HostFunctions, Outcome
from plangen.tools.code.host import HostCalls
from plangen.tools.code.native.inside.plain import NotPlain, plain


class Interpreter(Protocol):
    """What runs snippets, one at a time, in the thread that made it."""

    def run(self, code: str, inputs: dict[str, JsonValue]) -> Outcome:
        """Run a snippet; it starts what it needs."""
        ...

    def stop(self) -> None:
        """End the run under way; called from another thread."""
        ...

    def close(self) -> None:
        """End the interpreter; a later `run` starts a new one."""
        ...


class ThreadedSession:
    """Runs one after another; a run that is cancelled is stopped, and the session's state is lost with it."""

    def __init__(self, make: Callable[[HostCalls], Interpreter], functions: HostFunctions | None) -> None:
        self.calls = HostCalls(functions)
        self._interpreter = make(self.calls)
        self._thread: ThreadPoolExecutor | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    async def run(self, code: str, *, inputs: Mapping[str, JsonValue] | None = None) -> Outcome:
        """See `Session.run`. Raises UsageError on inputs that are no JSON data, and on a closed session."""
        given = named(inputs)
        async with self._turn:
            if self._closed:
                raise UsageError("the session is closed", hint="open a new one")
            self._thread = self._thread or ThreadPoolExecutor(1, "sandbox")
            self.calls.loop = asyncio.get_running_loop()
            work = self.calls.loop.run_in_executor(self._thread, self._interpreter.run, code, given)
            try:
                return await asyncio.shield(work)
            except asyncio.CancelledError:
                self._interpreter.stop()
                self._thread.submit(self._interpreter.close)
                raise

    async def close(self) -> None:
        """See `Session.close`."""
        if self._closed:
            return
        self._closed = True
        if self._thread is not None:
            self._interpreter.stop()
            await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, self._interpreter.close))
            self._thread.shutdown(wait=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def named(inputs: Mapping[str, JsonValue] | None) -> dict[str, JsonValue]:
    """The inputs as plain data of their own; raises UsageError for a name or value that cannot cross."""
    given = dict(inputs or {})
    for name in given:
        if not name.isidentifier() or name.startswith("__"):
            raise UsageError(f"`{name[:100]}` is no name for an input")
    try:
        return cast(dict[str, JsonValue], plain(given))
    except NotPlain as error:
        raise UsageError(f"the inputs hold a value that is no JSON data ({error})") from None
