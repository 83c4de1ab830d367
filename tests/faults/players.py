"""One function a fault: it plays an answer and returns the status if the body was sent to its end, else 0."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable
from typing import Any

from reply import Body, Reply
from wire import Wire

HTML = b"<!doctype html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"


async def play_ok(wire: Wire, reply: Reply, _: Body) -> int:
    if not reply.stream:
        return await wire.json(200, reply.whole())
    await wire.start_stream()
    await wire.send(reply.chunk({"role": "assistant", "content": ""}))
    for data in reply.pieces(wire.piece):
        await wire.send(data)
    for data in reply.ending():
        await wire.send(data)
    return await wire.end_stream()


async def play_error(wire: Wire, reply: Reply, options: Body) -> int:
    extra = {k: str(options[k]) for k in ("retry_after", "message", "param", "key") if k in options}
    return await wire.error(options["fault"], body=reply.body, **extra)


async def play_html(wire: Wire, _: Reply, options: Body) -> int:
    return await wire.body(502 if "502" in options["fault"] else 200, HTML, "text/html")


async def play_stall(wire: Wire, _: Reply, options: Body) -> int:
    return await wire.stall(options.get("seconds", 3600))


async def half(wire: Wire, reply: Reply) -> None:
    """Send the first half of a good reply."""
    if not reply.stream:
        data = json.dumps(reply.whole()).encode()
        await wire.head(200, "application/json", {"content-length": str(len(data))})
        wire.writer.write(data[: len(data) // 2])
        await wire.writer.drain()
        return
    await wire.start_stream()
    pieces = reply.pieces(max(1, len(reply.text) // 4))
    for data in pieces[: max(1, len(pieces) // 2)]:
        await wire.send(data)


async def play_stall_middle(wire: Wire, reply: Reply, options: Body) -> int:
    await half(wire, reply)
    return await play_stall(wire, reply, options)


async def play_reset_middle(wire: Wire, reply: Reply, _: Body) -> int:
    await half(wire, reply)
    await asyncio.sleep(0.05)
    return wire.reset()


async def play_cut_middle(wire: Wire, reply: Reply, _: Body) -> int:
    await half(wire, reply)
    return wire.cut()


async def play_reset(wire: Wire, _: Reply, __: Body) -> int:
    return wire.reset()


async def play_no_finish(wire: Wire, reply: Reply, _: Body) -> int:
    """End cleanly, without a finish reason and without `[DONE]`."""
    if not reply.stream:
        reply.finish = None
        return await wire.json(200, reply.whole())
    await half(wire, reply)
    return await wire.end_stream()


async def play_error_in_200(wire: Wire, reply: Reply, _: Body) -> int:
    error = {"error": {"message": "the engine died", "type": "server_error", "code": 500}}
    if not reply.stream:
        return await wire.json(200, error)
    await wire.start_stream()
    await wire.send(reply.pieces(wire.piece)[0])
    await wire.send(reply.event(error))
    return await wire.end_stream()


async def raw_data(wire: Wire, reply: Reply, data: bytes) -> int:
    if not reply.stream:
        return await wire.body(200, data)
    await wire.start_stream()
    await wire.send(b"data: " + data + b"\n\n")
    return await wire.end_stream()


async def play_bad_utf8(wire: Wire, reply: Reply, _: Body) -> int:
    good = reply.chunk({"content": "MARK"}, "stop")[6:-2] if reply.stream else json.dumps(reply.whole("MARK")).encode()
    return await raw_data(wire, reply, good.replace(b"MARK", b"caf\xff\xfe\xe9"))


async def play_bad_json(wire: Wire, reply: Reply, options: Body) -> int:
    return await raw_data(wire, reply, str(options.get("data", '{"choices": [{"delta": {"content": "half')).encode())


async def play_no_choices(wire: Wire, reply: Reply, _: Body) -> int:
    return await raw_data(wire, reply, json.dumps({**reply.base("chat.completion"), "choices": []}).encode())


async def play_empty(wire: Wire, reply: Reply, _: Body) -> int:
    reply.text = ""
    return await play_ok(wire, reply, {})


async def play_blank(wire: Wire, reply: Reply, _: Body) -> int:
    reply.text = " \n\t "
    return await play_ok(wire, reply, {})


async def play_null(wire: Wire, reply: Reply, _: Body) -> int:
    if not reply.stream:
        return await wire.json(200, reply.whole(None))
    await wire.start_stream()
    await wire.send(reply.chunk({"content": None}))
    for data in reply.ending():
        await wire.send(data)
    return await wire.end_stream()


async def play_refusal(wire: Wire, reply: Reply, _: Body) -> int:
    reply.refusal = "I cannot help with that."
    if not reply.stream:
        return await wire.json(200, reply.whole(None))
    await wire.start_stream()
    await wire.send(reply.chunk({"refusal": reply.refusal}))
    for data in reply.ending():
        await wire.send(data)
    return await wire.end_stream()


async def play_filtered(wire: Wire, reply: Reply, _: Body) -> int:
    reply.finish = "content_filter"
    return await play_ok(wire, reply, {})


async def play_length(wire: Wire, reply: Reply, _: Body) -> int:
    reply.finish = "length"
    return await play_ok(wire, reply, {})


async def play_odd_finish(wire: Wire, reply: Reply, _: Body) -> int:
    reply.finish = "because"
    return await play_ok(wire, reply, {})


async def play_big(wire: Wire, reply: Reply, options: Body) -> int:
    """20 MB in pieces of 64 kB; `piece` sets another size (one huge piece, say)."""
    size, piece = int(options.get("bytes", 20_000_000)), int(options.get("piece", 65_536))
    if not reply.stream:
        reply.text = "x" * size
        return await wire.json(200, reply.whole())
    await wire.start_stream()
    data = reply.chunk({"content": "x" * piece})
    for _ in range(size // piece):
        await wire.send(data)
    for end in reply.ending():
        await wire.send(end)
    return await wire.end_stream()


async def play_endless_line(wire: Wire, reply: Reply, options: Body) -> int:
    """One event that never ends, 64 kB at a time."""
    await wire.start_stream()
    await wire.send(b'data: {"choices": [{"delta": {"content": "')
    for _ in range(int(options.get("bytes", 500_000_000)) // 65_536):
        await wire.send(b"x" * 65_536)
    return await wire.end_stream()


async def play_gzip_bomb(wire: Wire, reply: Reply, options: Body) -> int:
    """A good reply of 100 MB, compressed to a thousandth of it."""
    reply.text = "x" * int(options.get("bytes", 100_000_000))
    whole = json.dumps(reply.whole()).encode()
    data = reply.chunk({"content": reply.text}, "stop") if reply.stream else whole
    kind = "text/event-stream" if reply.stream else "application/json"
    return await wire.body(200, gzip.compress(data), kind, content_encoding="gzip")


async def play_drip(wire: Wire, reply: Reply, options: Body) -> int:
    if not reply.stream:
        await wire.head(200, "application/json", {"content-length": "100000"})
        for _ in range(100_000):
            wire.writer.write(b" ")
            await wire.writer.drain()
            await asyncio.sleep(options.get("every", 0.1))
        return 0
    await wire.start_stream()
    while True:
        await wire.send(reply.chunk({"content": "."}))
        await asyncio.sleep(options.get("every", 0.1))


async def play_double_done(wire: Wire, reply: Reply, _: Body) -> int:
    if not reply.stream:
        return await play_ok(wire, reply, {})
    await wire.start_stream()
    for data in [*reply.pieces(wire.piece), *reply.ending(), b"data: [DONE]\n\n"]:
        await wire.send(data)
    return await wire.end_stream()


async def play_usage(wire: Wire, reply: Reply, options: Body) -> int:
    """Lie about the tokens: `prompt` and `completion` are what is said."""
    reply.usage = (options.get("prompt", -5), options.get("completion", -7))
    return await play_ok(wire, reply, {})


PLAYERS: dict[str, Callable[[Wire, Reply, Body], Any]] = {
    "ok": play_ok,
    "502 html": play_html,
    "200 html": play_html,
    "stall-before-headers": play_stall,
    "stall-mid-stream": play_stall_middle,
    "rst": play_reset,
    "rst-mid-stream": play_reset_middle,
    "cut-mid-stream": play_cut_middle,
    "eof-without-finish": play_no_finish,
    "error-in-200": play_error_in_200,
    "bad-utf8": play_bad_utf8,
    "bad-json": play_bad_json,
    "no-choices": play_no_choices,
    "empty": play_empty,
    "blank": play_blank,
    "null": play_null,
    "refusal": play_refusal,
    "content-filter": play_filtered,
    "length": play_length,
    "odd-finish": play_odd_finish,
    "20MB": play_big,
    "endless-line": play_endless_line,
    "gzip-bomb": play_gzip_bomb,
    "drip": play_drip,
    "double-done": play_double_done,
    "usage": play_usage,
}
