"""Talks to an MCP server that is a process: one JSON message a line, over its standard input and output.

Lines are capped while they are read, the process gets a small environment and a group of its own, and the end of its
error output is kept for messages.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from plangen.errors import ConfigurationError
from plangen.tools.mcp.config import StdioServer
from plangen.tools.mcp.sdk import MOST_BYTES, line_of, message_of

_PATIENCE_S = 2.0
_TAIL = 2000


@dataclass(slots=True)
class Ending:
    """Whether a server's connection has ended, and what is known of why."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""

    def tell(self, reason: str) -> None:
        """The connection has ended; the first reason stays."""
        self.reason = self.reason or reason
        self.event.set()


@asynccontextmanager
async def stdio_streams(server: StdioServer, ending: Ending) -> AsyncIterator[tuple[Any, Any]]:
    """The streams of messages from and to a process, which ends with the context.

    Raises ConfigurationError where the command cannot be started.
    """
    import anyio

    process = await _start(server)
    inward, received = anyio.create_memory_object_stream[Any](0)
    to_send, outward = anyio.create_memory_object_stream[Any](0)
    tail = bytearray()
    tasks = [
        asyncio.create_task(_read(process, inward, ending, tail)),
        asyncio.create_task(_write(process, outward)),
        asyncio.create_task(_read_errors(process, tail)),
    ]
    try:
        yield received, to_send
    finally:
        await _stop(process)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for stream in (inward, received, to_send, outward):
            stream.close()


async def _start(server: StdioServer) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            server.command,
            *server.args,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=server.environment(),
            cwd=server.cwd,
            limit=MOST_BYTES,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the MCP server `{server.name}` cannot be started: {server.command[:100]}: {error}",
            hint="look at its command in the MCP file",
        ) from error


async def _read(process: asyncio.subprocess.Process, inward: Any, ending: Ending, tail: bytearray) -> None:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    reason = ""
    try:
        while line := await process.stdout.readline():
            try:
                message = message_of(line)
            except ValueError:
                # Some servers print to their standard output; what is no message is nobody's.
                continue
            await inward.send(message)
    except ValueError:
        reason = f"it sent a message of more than {MOST_BYTES} bytes"
    finally:
        # What it said last, often why it ended, may still be on its way.
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(process.wait()), 0.2)
        ending.tell(reason or _ended(process.returncode, tail))
        inward.close()


def _ended(code: int | None, tail: bytearray) -> str:
    said = " ".join(tail.decode("utf-8", "replace").split())[-300:]
    return (f"it ended with code {code}" if code is not None else "it closed its output") + (
        f": {said}" if said else ""
    )


async def _write(process: asyncio.subprocess.Process, outward: Any) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    with suppress(ConnectionError):
        async for message in outward:
            process.stdin.write(line_of(message))
            await process.stdin.drain()


async def _read_errors(process: asyncio.subprocess.Process, tail: bytearray) -> None:
    assert process.stderr is not None  # noqa: S101 - it was asked for
    while block := await process.stderr.read(4096):
        tail += block
        del tail[:-_TAIL]


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Close its input, ask it to end, then end it with all that it has started."""
    if process.stdin is not None:
        process.stdin.close()
    for number in (None, signal.SIGTERM):
        if number is not None and process.returncode is None:
            _signal(process, number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _PATIENCE_S / 2)
            break
    _signal(process, signal.SIGKILL)
    await process.wait()


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
