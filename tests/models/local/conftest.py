"""A small model file, a hub on loopback that misbehaves as told, and the real weights."""

import asyncio
import hashlib
import random
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from plangen.errors import WeightsError
from plangen.models.local.catalog import Entry, HubSource, find
from plangen.models.local.weights import Store

CONTENT = random.Random(1).randbytes(3_000_000)
OTHER = bytes([CONTENT[0] ^ 1]) + CONTENT[1:]


def entry_of(*sources, content=CONTENT):
    return Entry(
        name="tiny",
        title="Tiny",
        file="tiny.gguf",
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        licence="MIT",
        maker="nobody",
        context=64,
        sources=sources,
    )


HUB = HubSource("some/repository", "0123456789abcdef")


@dataclass
class Hub:
    """`script` says what each request meets, the last item for ever; `asked` holds (path, Range) of each."""

    script: list = field(default_factory=lambda: ["ok"])
    asked: list = field(default_factory=list)
    url: str = ""

    def next(self):
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def _handler(hub):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            wanted = self.headers.get("Range")
            hub.asked.append((self.path, wanted))
            kind = hub.next()
            if kind.isdecimal():
                self.send_error(int(kind))
            elif kind == "redirect":
                self.send_response(302)
                self.send_header("Location", f"{hub.url}/elsewhere{self.path}")
                self.end_headers()
            else:
                self.deliver(kind, wanted)

        def deliver(self, kind, wanted):
            content = {"wrong": OTHER, "long": CONTENT + b"x", "short": CONTENT[:-1]}.get(kind, CONTENT)
            start = int(wanted[6:-1]) if wanted and kind != "whole" else 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = start + (len(content) - start) // 2 if kind == "cut" else len(content)
            self.wfile.write(content[start:end])

        def log_message(self, *args):
            pass

    return Handler


@pytest.fixture
def hub(monkeypatch):
    state = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    state.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("HF_ENDPOINT", state.url)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "models")


@pytest.fixture(scope="session")
def smollm():
    """The path of SmolLM2-135M, fetched if need be."""
    pytest.importorskip("xllamacpp")
    try:
        return Store().pull(find("smollm2-135m"))
    except WeightsError as error:
        pytest.skip(f"no weights: {error}")


async def until(condition):
    """Wait for something that happens outside the event loop."""
    while not condition():  # noqa: ASYNC110 - a runtime has no event to wait for
        await asyncio.sleep(0.01)
