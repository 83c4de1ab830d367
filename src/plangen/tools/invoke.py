"""One attempt of one call: in this loop, or in a thread of its own, with a time limit that is kept.

A coroutine that is given up is cancelled; one that does not heed that, and every thread, is left behind and reported
as abandoned, since Python cannot stop it. Threads are daemons outside any pool: they block neither each other nor the
end of the program.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import inspect
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plangen.errors import ToolError

ABANDONED = "abandoned"
"""The message of a CancelledError that left a thread or a deaf coroutine behind."""
_GRACE = 0.5
"""Seconds that a cancelled coroutine has for tidying up."""


@dataclass(frozen=True, slots=True)
class Done:
    """How an attempt ended: a value, an error, or neither because its time was over."""

    value: Any = None
    error: Exception | None = None
    timed_out: bool = False
    abandoned: bool = False


async def invoke(run: Callable[..., Any], args: dict[str, Any], *, timeout_s: float | None) -> Done:
    """Call `run(args)` within `timeout_s` seconds. Raises only CancelledError, and what ends a program."""
    threads: list[asyncio.Future[Any]] = []
    task = asyncio.ensure_future(_whole(run, args, threads))
    try:
        await asyncio.wait({task}, timeout=timeout_s)
    except asyncio.CancelledError as error:
        heeded = await _give_up(task)
        if threads or not heeded:
            raise asyncio.CancelledError(ABANDONED) from error
        raise
    if not task.done():
        heeded = await _give_up(task)
        return Done(timed_out=True, abandoned=bool(threads) or not heeded)
    if task.cancelled():
        return Done(error=ToolError("the tool cancelled itself"))
    raised = task.exception()
    if raised is None:
        return Done(task.result())
    if not isinstance(raised, Exception):
        raise raised
    return Done(error=raised)


async def _whole(run: Callable[..., Any], args: dict[str, Any], threads: list[asyncio.Future[Any]]) -> Any:
    try:
        if is_async(run):
            return await run(args)
        future = _in_thread(run, args)
        threads.append(future)
        value = await future
        threads.clear()
        return await value if inspect.isawaitable(value) else value
    except SystemExit as error:
        raise ToolError("the tool tried to end the program") from error


async def _give_up(task: asyncio.Future[Any]) -> bool:
    """Cancel, wait a moment, and say whether it heeded."""
    task.cancel()
    await asyncio.wait({task}, timeout=_GRACE)
    task.add_done_callback(_forget)
    return task.done()


def _forget(task: asyncio.Future[Any]) -> None:
    if not task.cancelled():
        task.exception()


def is_async(function: Callable[..., Any]) -> bool:
    """Whether calling it gives a coroutine."""
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)


def _in_thread(function: Callable[..., Any], args: dict[str, Any]) -> asyncio.Future[Any]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()
    context = contextvars.copy_context()

    def deliver(value: Any, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(value)
        elif isinstance(error, Exception) and not isinstance(error, StopIteration):
            future.set_exception(error)
        else:
            future.set_exception(ToolError(f"the tool ended with {type(error).__name__}"))

    def work() -> None:
        value, raised = None, None
        try:
            value = context.run(function, args)
        except BaseException as error:  # noqa: BLE001 - whatever ends the thread ends the call
            raised = error
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits any more.
            loop.call_soon_threadsafe(deliver, value, raised)

    threading.Thread(target=work, name="plangen-tool", daemon=True).start()
    return future
