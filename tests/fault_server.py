"""A scripted OpenAI-compatible server on raw sockets, in a process of its own, with a ledger of what it sent.

    with FaultServer(script=["429", "ok"], latency=0.1, reply="a plan") as server:
        ApiModel("openai/test", api_base=server.url, api_key=server.key)
        server.arrivals()   # every request that came in
        server.ledger()     # every reply that was sent to its end: when a provider bills
        server.hangups()    # every stalled request that its client gave up

The i-th request meets the i-th fault of `script`, later ones meet `then`. A fault is a name or a mapping with
`fault` and options (`{"fault": "429", "retry_after": "2"}`). The names stand in `tests/faults/players.py`.

`reply` is what a good answer says: a text; a list (one a request, in turn); a mapping from a piece of the last
message to a text (`""` is the default); `echo` (the last message); `echo-seed` (a text that depends on messages, seed
and temperature as a model's does); or `FILE.py:FUNCTION`, called with the request body and its number.
`without` names what the server rejects with 400 (`json_schema`, `json_object`, `stream`, `stream_options`,
`temperature`, ...), `ignoring` what it accepts and does not honour (`seed`, `schema`, `usage`, `logprobs`, `n`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Fault = str | Mapping[str, Any]


class FaultServer:
    """Starts the server as a subprocess on a free port of 127.0.0.1 and stops it by its own process id.

    It also ends with the process that started it.
    `latency` is seconds before the first byte of each good reply, `pace` seconds between the pieces of a stream,
    `price` US dollars a token for the ledger. `fsync=False` is for timing many parallel calls.
    """

    def __init__(
        self,
        *,
        script: Sequence[Fault] = (),
        then: Fault = "ok",
        reply: str | Sequence[str] | Mapping[str, str] = "ok",
        latency: float = 0.0,
        pace: float = 0.0,
        piece: int = 12,
        without: Sequence[str] = (),
        ignoring: Sequence[str] = (),
        key: str = "sk-fault-server-test-key",
        price: float = 1e-6,
        fsync: bool = True,
        folder: str | Path | None = None,
        port: int = 0,
    ) -> None:
        self.key = key
        self.url = ""
        self.pid = 0
        self._config = {
            "script": list(script),
            "then": then,
            "reply": reply if isinstance(reply, str | Mapping) else list(reply),
            "latency": latency,
            "pace": pace,
            "piece": piece,
            "without": list(without),
            "ignoring": list(ignoring),
            "key": key,
            "price": price,
            "fsync": fsync,
            "port": port,
        }
        self._given = Path(folder) if folder is not None else None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> FaultServer:
        """Start and wait for the port; `url` is then set."""
        if self._given is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="fault-server-")
        self.folder = self._given or Path(self._temporary.name)  # type: ignore[union-attr]
        self.folder.mkdir(parents=True, exist_ok=True)
        config = {**self._config, "folder": str(self.folder)}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "faults" / "server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(config) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise RuntimeError("the fault server did not start")
        self.port = int(line)
        self.pid = self._process.pid
        self.url = f"http://127.0.0.1:{self.port}/v1"
        return self

    def stop(self) -> None:
        """Stop the process; the ledger stays readable only if `folder` was given."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def __enter__(self) -> FaultServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ledger(self) -> list[dict[str, Any]]:
        """Replies sent to their end, in that order.

        Keys: `sequence` (of arrival), `request` (hash without the seed), `body` (hash of the whole body), `fault`,
        `status`, `prompt_tokens`, `completion_tokens`, `tokens`, `price`, `at` (seconds, monotonic).
        """
        return self._read("ledger.jsonl")

    def arrivals(self) -> list[dict[str, Any]]:
        """Requests in order of arrival: `sequence`, `request`, `body`, `fault`, `in_flight`, `at`, `payload`."""
        return self._read("arrivals.jsonl")

    def hangups(self) -> list[dict[str, Any]]:
        """Stalled requests whose client has closed the connection."""
        return self._read("hangups.jsonl")

    def _read(self, name: str) -> list[dict[str, Any]]:
        path = self.folder / name
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
