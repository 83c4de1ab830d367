"""Takes the text out of HTML, in processes of their own that are killed when their time is over.

A page of 2 MB can be written so that its reading takes minutes of processor time; in a thread nobody could stop it.
A process gets pages and nothing else: no environment, a limit on memory and on processor time a page. It is kept for
the next page, since its start takes longer than a page.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import weakref
from importlib.util import find_spec
from pathlib import Path

from plangen.errors import BadReplyError, MissingExtraError
from plangen.tools.web.refusals import shown

# By its path: as a module it would load the whole package first.
_WORKER = Path(__file__).with_name("extraction_worker.py")
_AT_ONCE = 2
_MOST_OUTPUT = 16_000_000
_LENGTH = 8

_Process = subprocess.Popen[bytes]


class Extraction:
    """At most two processes that take text out of HTML; `close` ends them, and so does dropping the object."""

    def __init__(self) -> None:
        self._idle: list[_Process] = []
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._end = weakref.finalize(self, _end_all, self._idle)

    def close(self) -> None:
        """End the idle processes; a later page starts a new one."""
        _end_all(self._idle)

    async def extract(self, body: bytes, *, charset: str, source: str) -> tuple[str, str]:
        """Title and text of an HTML page; both may be empty. Cancelling it kills the process that reads.

        Raises BadReplyError where the page defeats its reader and MissingExtraError without trafilatura.
        """
        if find_spec("trafilatura") is None:
            raise MissingExtraError("reading web pages", extra="search")
        async with self._slots:
            process = self._idle.pop() if self._idle else _start()
            try:
                said = await asyncio.to_thread(_exchange, process, body, charset)
                title, text = json.loads(said)
            except (OSError, ValueError, RecursionError) as error:
                _end(process)
                raise BadReplyError(
                    f"the text of {shown(source)} cannot be taken out", hint="try another source"
                ) from error
            except BaseException:
                _end(process)
                raise
            self._idle.append(process)
        return str(title), str(text)


def _start() -> _Process:
    return subprocess.Popen(  # noqa: S603 - a fixed command, no shell
        [sys.executable, "-I", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    )


def _exchange(process: _Process, body: bytes, charset: str) -> bytes:
    """One page to the process and its answer; OSError or ValueError where the process is gone or answers too much."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    head = json.dumps({"charset": charset, "length": len(body)}).encode("ascii")
    process.stdin.write(head + b"\n" + body)
    process.stdin.flush()
    length = int.from_bytes(process.stdout.read(_LENGTH), "big")
    if not 0 < length <= _MOST_OUTPUT:
        raise ValueError("the answer is missing or too long")
    return process.stdout.read(length)


def _end(process: _Process) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                # What was still to be written to a process that is gone.
                continue


def _end_all(processes: list[_Process]) -> None:
    while processes:
        _end(processes.pop())
