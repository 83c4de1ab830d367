"""The process behind `fault_server.py`: reads its configuration from stdin, prints its port, serves until killed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from players import PLAYERS, play_error
from reply import Body, Replies, Reply, digest
from wire import Wire


class Server:
    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.replies = Replies(config["reply"], config["ignoring"])
        self.sequence = 0
        self.in_flight = 0
        folder = Path(config["folder"])
        self.ledger = (folder / "ledger.jsonl").open("a", encoding="utf-8")
        self.arrivals = (folder / "arrivals.jsonl").open("a", encoding="utf-8")

        self.hangups = (folder / "hangups.jsonl").open("a", encoding="utf-8")

    def write(self, file: TextIO, entry: dict[str, Any]) -> None:
        file.write(json.dumps(entry) + "\n")
        file.flush()

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self.exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        start = await reader.readexactly(1)
        if start == b"\x16":  # a TLS client
            writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
            return False
        head = start + await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}
        raw = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = first.split(" ", 2)
        wire = Wire(reader, writer, piece=self.config["piece"], pace=self.config["pace"])
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
        self.write(self.arrivals, arrival)
        try:
            await asyncio.sleep(options.get("latency", self.config["latency"]))
            text = options.get("text") or self.replies.text(body, number)
            reply = Reply(body, text, self.config["ignoring"])
            status = await PLAYERS.get(options["fault"], play_error)(wire, reply, options)
            if status:
                self.bill(entry, reply, status)
            elif wire.left:
                self.write(self.hangups, {**entry, "at": time.monotonic()})
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
        self.write(self.ledger, line)
        if self.config["fsync"]:
            os.fsync(self.ledger.fileno())


async def serve(config: dict[str, Any]) -> None:
    server = Server(config)
    listener = await asyncio.start_server(server.connection, "127.0.0.1", config["port"], backlog=1024, limit=2**24)
    print(listener.sockets[0].getsockname()[1], flush=True)
    async with listener:
        await ended()


async def ended() -> None:
    """Wait for the end of stdin: the process that started this one is gone."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.stdin.readline())))
