"""Reads the body of a reply under a cap on what it holds once it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import httpx

from plangen.errors import BadReplyError
from plangen.tools.web.refusals import PageTooLargeError, shown

_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
ACCEPT_ENCODING = "gzip, deflate"


async def read_body(response: httpx.Response, *, max_bytes: int, source: str) -> bytes:
    """The unpacked body, at most `max_bytes` of it; neither side of the unpacking ever holds more.

    Raises PageTooLargeError beyond the cap and BadReplyError for a body that does not unpack.
    """
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > max_bytes:
        raise _too_large(source, max_bytes)
    coding = response.headers.get("content-encoding", "identity").strip().lower() or "identity"
    if coding == "identity":
        return await _plain(response.aiter_raw(), max_bytes, source)
    if coding not in _WINDOWS:
        raise BadReplyError(
            f"{shown(source)} answers in the encoding {coding[:40]!r}, which was not asked for",
            hint="try another source",
        )
    try:
        return await _unpacked(response.aiter_raw(), _WINDOWS[coding], max_bytes, source)
    except zlib.error as error:
        raise BadReplyError(f"the body of {shown(source)} does not unpack", hint="try another source") from error


async def _plain(blocks: AsyncIterator[bytes], max_bytes: int, source: str) -> bytes:
    body = bytearray()
    async for block in blocks:
        body += block
        if len(body) > max_bytes:
            raise _too_large(source, max_bytes)
    return bytes(body)


async def _unpacked(blocks: AsyncIterator[bytes], window: int, max_bytes: int, source: str) -> bytes:
    unpack = zlib.decompressobj(wbits=window)
    body = bytearray()
    packed = 0
    async for block in blocks:
        packed += len(block)
        body += unpack.decompress(block, max_bytes + 1 - len(body))
        if len(body) > max_bytes or packed > max_bytes:
            raise _too_large(source, max_bytes)
        if unpack.eof:
            break
    if not unpack.eof:
        raise BadReplyError(f"the body of {shown(source)} was cut", hint="try again or another source")
    return bytes(body)


def _too_large(source: str, max_bytes: int) -> PageTooLargeError:
    return PageTooLargeError(
        f"{shown(source)} holds more than {max_bytes} bytes", hint="fetch a smaller page, or raise the limit"
    )
