"""`auto`: Monty first; CPython behind the walls of the kernel for code that Monty cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from pydantic import JsonValue

from plangen.errors import ConfigurationError, MissingExtraError
from plangen.tools.code.base import HostFunctions, Limits, Outcome, Session
from plangen.tools.code.monty import Monty
from plangen.tools.code.native.executor import Native
from plangen.tools.code.threaded import ThreadedSession

_ADVICE = "write it without"
MAX_REPLAYED = 50
"""Runs that are repeated at most when a session changes over to native."""


class Auto:
    """Each session starts in Monty and changes over when a run is `unsupported` and no host function was called yet.

    Where one of the two is missing the other runs alone: without native a limitation of Monty is told as it is, never
    passed to a weaker executor. Raises ConfigurationError when neither is there.
    """

    name = "auto"

    def __init__(self) -> None:
        self._native: Native | None = None
        self._monty: Monty | None = None
        missing: list[ConfigurationError] = []
        try:
            self._native = Native()
        except ConfigurationError as error:
            missing.append(error)
        try:
            self._monty = Monty()
        except MissingExtraError as error:
            missing.append(error)
        if len(missing) == 2:
            raise ConfigurationError("code cannot be run here: " + missing[0].message, hint=missing[1].hint)

    async def run(
        self, code: str, *, inputs: Mapping[str, JsonValue] | None = None, limits: Limits | None = None
    ) -> Outcome:
        """See `Executor.run`."""
        async with self.session(limits=limits) as session:
            return await session.run(code, inputs=inputs)

    def session(self, *, limits: Limits | None = None, functions: HostFunctions | None = None) -> Session:
        """See `Executor.session`."""
        if self._monty is None:
            return _native(self._native).session(limits=limits, functions=functions)
        first = self._monty.session(limits=limits, functions=functions)
        return ChangingSession(first, self._native, limits, functions)

    def close(self) -> None:
        """See `Executor.close`."""
        if self._monty is not None:
            self._monty.close()


class ChangingSession:
    """A session in Monty that goes on in native once, with the earlier runs repeated there.

    Earlier runs had no effect but on the session's own state, since none called a host function; what they drew at
    random or read from the clock comes out anew.
    """

    def __init__(
        self, first: ThreadedSession, native: Native | None, limits: Limits | None, functions: HostFunctions | None
    ) -> None:
        self._first = first
        self._native = native
        self._limits = limits
        self._functions = functions
        self._second: Session | None = None
        self._earlier: list[tuple[str, Mapping[str, JsonValue] | None]] = []

    async def run(self, code: str, *, inputs: Mapping[str, JsonValue] | None = None) -> Outcome:
        """See `Session.run`."""
        if self._second is not None:
            return await self._second.run(code, inputs=inputs)
        outcome = await self._first.run(code, inputs=inputs)
        if outcome.status != "unsupported":
            self._earlier = [] if outcome.ended else [*self._earlier, (code, inputs)]
            return outcome
        if reason := self._stays():
            return replace(outcome, message=f"{outcome.message}; {_ADVICE} ({reason})")
        await self._first.close()
        self._second = _native(self._native).session(limits=self._limits, functions=self._functions)
        for earlier, given in self._earlier:
            repeated = await self._second.run(earlier, inputs=given)
            if repeated.ended:
                message = f"an earlier run cannot be repeated: {repeated.message}"
                return replace(repeated, message=message, stdout="")
        return await self._second.run(code, inputs=inputs)

    def _stays(self) -> str:
        """Why the session cannot change over; empty when it can."""
        if self._native is None:
            return "this machine has no executor for all of Python"
        if self._first.calls.made:
            return "a host function was called, so nothing is run a second time"
        if len(self._earlier) > MAX_REPLAYED:
            return f"more than {MAX_REPLAYED} runs would have to be repeated"
        return ""

    async def close(self) -> None:
        """See `Session.close`."""
        await self._first.close()
        if self._second is not None:
            await self._second.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _native(found: Native | None) -> Native:
    if found is None:
        raise ConfigurationError("the executor `native` is not there", hint="see plangen doctor")
    return found
