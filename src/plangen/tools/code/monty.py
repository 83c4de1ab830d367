"""`monty`: an interpreter of a part of Python, in a worker process, which has no way to reach the host."""

from __future__ import annotations

import contextlib
import importlib.util
import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from pydantic import JsonValue

from plangen.errors import MissingExtraError, ToolError
from plangen.tools.code.base import WALLS, HostFunctions, Limits, Outcome, Status
from plangen.tools.code.host import HostCallError, HostCalls
from plangen.tools.code.native.grants import PACKAGES
from plangen.tools.code.native.inside.plain import NotPlain, plain
from plangen.tools.code.printable import printable
from plangen.tools.code.threaded import ThreadedSession
from plangen.tools.code.unsupported import lacks, parses

MAX_DEPTH = 1000
"""Depth of calls, as in CPython."""
_WORKERS = 64
"""Sessions that are open at the same time; a worker is started when one more is needed."""
_WAIT = 60.0
"""Seconds to wait for a worker beyond that."""
_MAX_CODE = 1_000_000


class Monty:
    """Runs everywhere; state between runs; no class inheritance, no generators, a part of the standard library.

    Memory, time, sleep, recursion and output are limited, and a worker that ignores its time limit is killed a second
    later. Raises MissingExtraError where `pydantic-monty` is not installed.
    """

    name = "monty"

    def __init__(self) -> None:
        if importlib.util.find_spec("pydantic_monty") is None:
            raise MissingExtraError("the executor `monty`", extra="code")
        self._pool: Any = None
        self._lock = threading.Lock()

    async def run(
        self, code: str, *, inputs: Mapping[str, JsonValue] | None = None, limits: Limits | None = None
    ) -> Outcome:
        """See `Executor.run`."""
        async with self.session(limits=limits) as session:
            return await session.run(code, inputs=inputs)

    def session(self, *, limits: Limits | None = None, functions: HostFunctions | None = None) -> ThreadedSession:
        """See `Executor.session`."""
        return ThreadedSession(partial(_Worker, self._checkout, limits or Limits()), functions)

    def _checkout(self, limits: Limits) -> Any:
        """A session of the pool, which starts with its first use."""
        import pydantic_monty

        with self._lock:
            if self._pool is None:
                made = pydantic_monty.Monty(min_processes=1, max_processes=_WORKERS, checkout_timeout=_WAIT)
                self._pool = made.__enter__()
            pool = self._pool
        bounds = pydantic_monty.ResourceLimits(
            max_feed_duration_secs=limits.seconds,
            max_total_sleep_secs=limits.seconds,
            max_memory=limits.memory_bytes,
            max_recursion_depth=MAX_DEPTH,
        )
        return pool.checkout(limits=bounds)

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)


class _Worker:
    """The interpreter of one session: a worker that is checked out of the pool, with its state."""

    def __init__(self, checkout: Callable[[Limits], Any], limits: Limits, calls: HostCalls) -> None:
        self._checkout = checkout
        self._limits = limits
        self._calls = calls
        self._session: Any = None
        self._functions = {name: self._function(name) for name in calls.names}

    def run(self, code: str, inputs: dict[str, JsonValue]) -> Outcome:
        """See `Interpreter.run`. Raises ToolError when all workers stay taken."""
        import pydantic_monty

        if len(code) > _MAX_CODE:
            return self._outcome("error", message=f"the code is longer than {_MAX_CODE} characters")
        if self._session is None:
            self._session = self._open()
        streams = pydantic_monty.CollectStreams(self._limits.output_bytes)
        try:
            value = self._session.feed_run(
                code, inputs=inputs, external_lookup=self._functions or None, print_callback=streams
            )
            status, message, ended = "ok", "", False
        except pydantic_monty.MontyError as error:
            value = None
            status, message, ended = _fault(pydantic_monty, error, code, self._limits)
        if ended:
            self.close()
        printed = printable("".join(text for _, text in streams.output), self._limits.output_bytes)
        if status == "ok":
            return self._returned(value, printed)
        return self._outcome(status, printed=printed, message=message, ended=ended)

    def _open(self) -> Any:
        try:
            return self._checkout(self._limits).__enter__()
        except TimeoutError:
            raise ToolError(f"no sandbox became free within {_WAIT:g} s", hint="close sessions") from None

    def _returned(self, value: Any, printed: str) -> Outcome:
        import json

        try:
            copy: Any = plain(value)
        except NotPlain as error:
            return self._outcome("ok", printed=printed, message=f"the value is no JSON data ({error})")
        if len(json.dumps(copy, ensure_ascii=False, separators=(",", ":")).encode()) > self._limits.output_bytes:
            message = f"the value is longer than {self._limits.output_bytes} bytes"
            return self._outcome("output", printed=printed, message=message)
        return self._outcome("ok", copy, printed=printed)

    def _outcome(
        self, status: Any, value: JsonValue = None, *, printed: str = "", message: str = "", ended: bool = False
    ) -> Outcome:
        return Outcome(status, value, printed, printable(message, 2000), Monty.name, WALLS, ended)

    def _function(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> JsonValue:
            try:
                given: Any = plain(args)
                named: Any = plain(kwargs)
            except NotPlain as error:
                raise TypeError(f"{name}() takes JSON data only: {error}") from None
            try:
                return self._calls.call(name, given, named)
            except HostCallError as error:
                raise RuntimeError(str(error)) from None

        return call

    def stop(self) -> None:
        """See `Interpreter.stop`; the worker ends by its own time limit, at the latest a second after it."""

    def close(self) -> None:
        """See `Interpreter.close`."""
        session, self._session = self._session, None
        if session is not None:
            with contextlib.suppress(Exception):  # a worker that is gone has nothing to give back
                session.__exit__(None, None, None)


def _fault(monty: ModuleType, error: Any, code: str, limits: Limits) -> tuple[Status, str, bool]:
    """What an exception of Monty means: status, message, and whether the session's state is lost."""
    message = str(error)
    if isinstance(error, monty.MontyCrashedError):
        return ("timeout" if error.timed_out else "error"), message, True
    if isinstance(error, monty.MontySyntaxError):
        return ("unsupported" if parses(code) else "error"), f"SyntaxError: {message}", False
    if not isinstance(error, monty.MontyRuntimeError):
        return "error", message, True
    kind, _, text = message.partition(": ")
    if kind == "TimeoutError" and "limit exceeded" in text:
        return "timeout", f"no answer within {limits.seconds:g} s", True
    if kind == "MemoryError" and "limit exceeded" in text:
        if text.endswith(f"> {limits.output_bytes} bytes"):
            return "output", f"more than {limits.output_bytes} bytes of output", True
        return "memory", "", True
    frames = error.traceback()
    place = f" (line {frames[-1].line})" if frames else ""
    if lacks(kind, text, more=frozenset(PACKAGES)):
        return "unsupported", message + place, False
    return "error", message + place, False
