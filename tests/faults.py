"""The process behind `fault_server.py`: reads its configuration from stdin, prints its port, serves until killed."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import json
import os
import random
import socket
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Body = dict[str, Any]
HTML = b"<!doctype html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"
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


def digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def last_text(body: Body) -> str:
    content = (body.get("messages") or [{"content": ""}])[-1].get("content") or ""
    return content if isinstance(content, str) else json.dumps(content)


def count(text: str) -> int:
    return max(1, len(text) // 4)


class Replies:
    """What a good answer says, as a function of the request."""

    def __init__(self, spec: Any, ignoring: list[str]) -> None:
        self.spec = spec
        self.ignoring = ignoring
        self.call: Callable[[Body, int], str] | None = None
        if isinstance(spec, str) and ".py:" in spec:
            path, _, name = spec.rpartition(":")
            loaded = importlib.util.spec_from_file_location("fault_replies", path)
            assert loaded is not None
            assert loaded.loader is not None
            module = importlib.util.module_from_spec(loaded)
            loaded.loader.exec_module(module)
            self.call = getattr(module, name)

    def text(self, body: Body, number: int) -> str:
        if self.call is not None:
            return self.call(body, number)
        if isinstance(self.spec, list):
            return str(self.spec[number % len(self.spec)])
        if isinstance(self.spec, dict):
            last = last_text(body)
            return next((v for k, v in self.spec.items() if k and k in last), self.spec.get("", "ok"))
        if self.spec == "echo":
            return last_text(body)
        if self.spec == "echo-seed":
            return self.seeded(body)
        return str(self.spec)

    def seeded(self, body: Body) -> str:
        honoured = "seed" in body and "seed" not in self.ignoring
        cold = body.get("temperature") == 0
        seed = (
            digest([body.get("messages"), None if cold else body["seed"]]) if honoured or cold else os.urandom(8).hex()
        )
        words = ["visit", "meet", "walk", "drive", "rest", "eat", "fly", "call", "plan", "check"]
        return " ".join(random.Random(seed).choices(words, k=12))


class Server:
    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.replies = Replies(config["reply"], config["ignoring"])
        self.sequence = 0
        self.in_flight = 0
        folder = Path(config["folder"])
        self.ledger = (folder / "ledger.jsonl").open("a", encoding="utf-8")
        self.arrivals = (folder / "arrivals.jsonl").open("a", encoding="utf-8")

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self.exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}
        raw = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = first.split(" ", 2)
        wire = Wire(writer, piece=self.config["piece"], pace=self.config["pace"])
        if method == "GET" and path.endswith("/models"):
            await wire.json(200, {"object": "list", "data": [{"id": "test", "object": "model"}]})
            return True
        if method != "POST" or not path.endswith("/chat/completions"):
            await wire.error("404", body={"model": path})
            return True
        return await self.chat(wire, headers, json.loads(raw))

    async def chat(self, wire: Wire, headers: dict[str, str], body: Body) -> bool:
        number, self.sequence = self.sequence, self.sequence + 1
        script = self.config["script"]
        item = script[number] if number < len(script) else self.config["then"]
        options: dict[str, Any] = {"fault": item} if isinstance(item, str) else dict(item)
        given = headers.get("authorization", "").removeprefix("Bearer ")
        if self.config["key"] and given != self.config["key"]:
            options = {"fault": "401", "key": given}
        elif refused := self.refused(body):
            options = {"fault": "400", "message": f"{refused!r} is not supported by this server", "param": refused}
        entry = {
            "sequence": number,
            "request": digest({k: v for k, v in body.items() if k != "seed"}),
            "body": digest(body),
            "fault": options["fault"],
        }
        self.in_flight += 1
        arrival = {**entry, "in_flight": self.in_flight, "at": time.monotonic(), "payload": body}
        self.arrivals.write(json.dumps(arrival) + "\n")
        self.arrivals.flush()
        try:
            await asyncio.sleep(options.get("latency", self.config["latency"]))
            text = options.get("text") or self.replies.text(body, number)
            reply = Reply(body, text, self.config["ignoring"])
            status = await PLAYERS.get(options["fault"], play_error)(wire, reply, options)
            if status:
                self.bill(entry, reply, status)
        finally:
            self.in_flight -= 1
        return wire.open and "close" not in headers.get("connection", "")

    def refused(self, body: Body) -> str:
        kind = (body.get("response_format") or {}).get("type", "")
        asked = {k for k, v in body.items() if v not in (None, False)} | {kind}
        return next((name for name in self.config["without"] if name in asked), "")

    def bill(self, entry: dict[str, Any], reply: Reply, status: int) -> None:
        prompt, completion = reply.usage if status == 200 else (0, 0)
        tokens = prompt + completion
        line = {
            **entry,
            "status": status,
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "tokens": tokens,
            "price": tokens * self.config["price"],
            "at": time.monotonic(),
        }
        self.ledger.write(json.dumps(line) + "\n")
        self.ledger.flush()
        if self.config["fsync"]:
            os.fsync(self.ledger.fileno())


class Reply:
    """One good answer, as the pieces that the API puts on the wire."""

    def __init__(self, body: Body, text: str, ignoring: list[str]) -> None:
        self.body = body
        self.text = text
        self.finish: str | None = "stop"
        self.stream = bool(body.get("stream"))
        self.reports = "usage" not in ignoring
        self.logs = bool(body.get("logprobs")) and "logprobs" not in ignoring
        self.many = 1 if "n" in ignoring else int(body.get("n") or 1)
        self.refusal: str | None = None
        prompt = sum(count(str(m.get("content"))) for m in body.get("messages", []))
        self.usage = (prompt, count(text))

    def base(self, kind: str) -> Body:
        return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": self.body.get("model")}

    def numbers(self) -> Body:
        prompt, completion = self.usage
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}

    def probabilities(self, pieces: list[str]) -> Body | None:
        if not self.logs:
            return None
        top = int(self.body.get("top_logprobs") or 0)
        rows = [
            {
                "token": piece,
                "logprob": -0.1,
                "bytes": None,
                "top_logprobs": [
                    {"token": f"{piece}{i or ''}", "logprob": -0.1 - i, "bytes": None} for i in range(top)
                ],
            }
            for piece in pieces
        ]
        return {"content": rows}

    def whole(self, content: Any = ...) -> Body:
        said = self.text if content is ... else content
        choices = [
            {
                "index": i,
                "message": {"role": "assistant", "content": said, "refusal": self.refusal},
                "finish_reason": self.finish,
                "logprobs": self.probabilities([self.text]),
            }
            for i in range(self.many)
        ]
        return {**self.base("chat.completion"), "choices": choices} | (
            {"usage": self.numbers()} if self.reports else {}
        )

    def chunk(self, delta: Body, finish: str | None = None, logprobs: Body | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": logprobs}
        return self.event({**self.base("chat.completion.chunk"), "choices": [choice]})

    def event(self, data: Body) -> bytes:
        return b"data: " + json.dumps(data).encode() + b"\n\n"

    def pieces(self, size: int) -> list[bytes]:
        texts = [self.text[i : i + size] for i in range(0, len(self.text), size)]
        return [self.chunk({"content": t}, logprobs=self.probabilities([t])) for t in texts]

    def ending(self) -> list[bytes]:
        wanted = (self.body.get("stream_options") or {}).get("include_usage") and self.reports
        usage = [self.event({**self.base("chat.completion.chunk"), "choices": [], "usage": self.numbers()})]
        return [self.chunk({}, self.finish), *(usage if wanted else []), b"data: [DONE]\n\n"]


class Wire:
    """Bytes on one connection."""

    def __init__(self, writer: asyncio.StreamWriter, *, piece: int, pace: float) -> None:
        self.writer = writer
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
    await asyncio.sleep(options.get("seconds", 3600))
    return 0


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
    "drip": play_drip,
    "double-done": play_double_done,
    "usage": play_usage,
}


async def serve(config: dict[str, Any]) -> None:
    server = Server(config)
    listener = await asyncio.start_server(server.connection, "127.0.0.1", config["port"], backlog=1024, limit=2**24)
    print(listener.sockets[0].getsockname()[1], flush=True)
    async with listener:
        await listener.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.stdin.readline())))
