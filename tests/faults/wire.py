"""Bytes on one connection: heads, bodies, chunks, errors, and the ways to break off."""

from __future__ import annotations

import asyncio
import json
import socket
import struct

from reply import Body

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
ERRORS: dict[str, tuple[int, str, str]] = {
    "400": (400, "invalid_request_error", "the request is not valid"),
    "401": (401, "invalid_api_key", "Incorrect API key provided: {key}"),
    "403": (403, "permission_denied", "this key may not use the model"),
    "404": (404, "model_not_found", "The model `{model}` does not exist"),
    "429": (429, "rate_limit_exceeded", "Rate limit reached"),
    "quota": (429, "insufficient_quota", "You exceeded your current quota"),
    "context": (400, "context_length_exceeded", "This model's maximum context length is 8 tokens"),
    "filter": (400, "content_filter", "The response was filtered by the content management policy"),
    "500": (500, "server_error", "internal error"),
    "502": (502, "bad_gateway", "bad gateway"),
    "503": (503, "overloaded", "overloaded"),
    "529": (529, "overloaded_error", "overloaded"),
}


class Wire:
    """Bytes on one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, piece: int, pace: float) -> None:
        self.reader = reader
        self.writer = writer
        self.left = False
        self.piece = piece
        self.pace = pace
        self.open = True

    async def head(self, status: int, kind: str, extra: dict[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Error')}", f"content-type: {kind}"]
        lines += [f"{k}: {v}" for k, v in extra.items()]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self.writer.drain()

    async def body(self, status: int, data: bytes, kind: str = "application/json", **extra: str) -> int:
        named = {k.replace("_", "-"): v for k, v in extra.items()}
        await self.head(status, kind, {"content-length": str(len(data)), **named})
        self.writer.write(data)
        await self.writer.drain()
        return status

    async def json(self, status: int, data: Body, **extra: str) -> int:
        return await self.body(status, json.dumps(data).encode(), **extra)

    async def error(
        self, name: str, *, body: Body, message: str = "", param: str = "", key: str = "", **extra: str
    ) -> int:
        status, code, text = ERRORS[name]
        said = message or text.format(model=body.get("model"), key=key)
        return await self.json(
            status, {"error": {"message": said, "type": code, "code": code, "param": param or None}}, **extra
        )

    async def start_stream(self) -> None:
        await self.head(200, "text/event-stream", {"transfer-encoding": "chunked"})

    async def send(self, data: bytes) -> None:
        self.writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await self.writer.drain()
        if self.pace:
            await asyncio.sleep(self.pace)

    async def end_stream(self) -> int:
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()
        return 200

    async def stall(self, seconds: float) -> int:
        """Send nothing until the client leaves or the time is over."""
        try:
            self.left = not await asyncio.wait_for(self.reader.read(1), seconds)
        except TimeoutError:
            pass
        except ConnectionError:
            self.left = True
        self.open = False
        return 0

    def reset(self) -> int:
        """Close with RST: linger 0."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        self.open = False
        return 0

    def cut(self) -> int:
        """Close in the middle of a body."""
        self.writer.close()
        self.open = False
        return 0
