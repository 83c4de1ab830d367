"""What a good answer says, and the pieces that the API puts on the wire for it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import random
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]


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
