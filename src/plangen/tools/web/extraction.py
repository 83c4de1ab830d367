"""Takes the text out of HTML, in a process of its own that is killed when its time is over.

A page of 2 MB can be written so that its reading takes minutes of processor time; in a thread nobody could stop it.
The process gets the page and nothing else: no environment, a limit on memory and processor time.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib.util import find_spec

from plangen.errors import BadReplyError, MissingExtraError
from plangen.tools.web.refusals import shown

_WORKER = "plangen.tools.web.extraction_worker"
_MOST_OUTPUT = 16_000_000


async def extract(body: bytes, *, charset: str, source: str) -> tuple[str, str]:
    """Title and text of an HTML page; both may be empty. Cancelling it kills the process.

    Raises BadReplyError where the page defeats its reader and MissingExtraError without trafilatura.
    """
    if find_spec("trafilatura") is None:
        raise MissingExtraError("reading web pages", extra="search")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", _WORKER, charset,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env={},
    )  # fmt: skip
    try:
        said = await _exchange(process, body)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    try:
        title, text = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise BadReplyError(f"the text of {shown(source)} cannot be taken out", hint="try another source") from error
    return str(title), str(text)


async def _exchange(process: asyncio.subprocess.Process, body: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        return b""
    try:
        process.stdin.write(body)
        await process.stdin.drain()
        process.stdin.close()
        return await process.stdout.readexactly(_MOST_OUTPUT)
    except asyncio.IncompleteReadError as end:
        return end.partial
    except (BrokenPipeError, ConnectionResetError):
        return b""
