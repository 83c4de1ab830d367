"""Frames on a descriptor: four bytes of length, big-endian, then one JSON object."""

from __future__ import annotations

import json
import os

HEAD = 4


class BadFrame(Exception):
    """The bytes are no frame; the text says why."""


def pack(message: dict[str, object]) -> bytes:
    """The frame of a message."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return len(body).to_bytes(HEAD, "big") + body


def length(head: bytes, limit: int) -> int:
    """The length that a frame's head announces; raises `BadFrame` above `limit` bytes."""
    size = int.from_bytes(head[:HEAD], "big")
    if size > limit:
        raise BadFrame(f"a frame of {size} bytes, the limit is {limit}")
    return size


def unpack(body: bytes) -> dict[str, object]:
    """The message in a frame's body; raises `BadFrame` unless it is one JSON object."""
    try:
        message = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadFrame("a frame that is not JSON, or nested too deeply") from None
    if not isinstance(message, dict):
        raise BadFrame("a frame that is not an object")
    return message


def send(descriptor: int, message: dict[str, object]) -> None:
    """Write one frame to a blocking descriptor."""
    data = memoryview(pack(message))
    while data:
        data = data[os.write(descriptor, data) :]


def receive(descriptor: int) -> dict[str, object] | None:
    """The next frame of a blocking descriptor, of any length; `None` at its end."""
    head = _exactly(descriptor, HEAD)
    return None if head is None else unpack(_exactly(descriptor, int.from_bytes(head, "big")) or b"")


def _exactly(descriptor: int, count: int) -> bytes | None:
    parts = []
    while count:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _refuse(constant: str) -> object:
    raise ValueError(constant)
