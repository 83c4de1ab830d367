"""What one server understands: which structured-output rung, which parameters, streaming or not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plangen.models.base import Request

RUNGS = ("json_schema", "json_object", "prompt")
_OPTIONAL = ("temperature", "top_p", "seed", "logprobs", "top_logprobs", "stop")
_FORMAT = re.compile(r"response_format|json[_ ]?schema|json_object|structured output|guided|grammar|\bschema\b", re.I)
_UNHEARD = re.compile(
    r"unsupported|not support|n't support|unknown|unrecogni[sz]ed|unexpected|not permitted|not allowed|extra|"
    r"not available|not implemented|deprecated|disabled|only the default",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of one attempt, the state of the dialect that they were made from, and what was left out."""

    parameters: Mapping[str, Any]
    rung: str | None
    stream: bool
    notes: tuple[str, ...]


@dataclass(slots=True)
class Dialect:
    """Starts by asking for everything, and forgets only what the server has rejected; shared by parallel calls."""

    rung: str = RUNGS[0]
    stream: bool = True
    stream_usage: bool = True
    limit_name: str = "max_tokens"
    dropped: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    confirmed_stream: bool = False

    def ask(self, request: Request) -> Asked:
        """The request in this server's dialect."""
        wanted: dict[str, Any] = {
            "temperature": request.temperature,
            "top_p": request.top_p,
            "seed": None if request.seed is None else sample_seed(request.seed, request.sample),
            "logprobs": True if request.logprobs else None,
            "top_logprobs": request.logprobs or None,
            "stop": list(request.stop) or None,
        }
        given = {k: v for k, v in wanted.items() if v is not None}
        notes = [f"{k} ignored" for k in given if k in self.dropped and k != "top_logprobs"]
        parameters = {k: v for k, v in given.items() if k not in self.dropped}
        messages = [{"role": m.role, "content": m.content} for m in request.messages]
        rung = self.rung if request.schema is not None else None
        if request.schema is not None:
            if rung != "prompt":
                parameters["response_format"] = response_format(request.schema, self.rung)
            if rung != "json_schema":
                _state_schema(messages, request.schema)
                notes.append(f"schema by {rung}")
        if self.stream:
            parameters["stream"] = True
            if self.stream_usage:
                parameters["stream_options"] = {"include_usage": True}
        else:
            notes.append("not streamed")
        parameters |= {"messages": messages, self.limit_name: request.max_tokens}
        return Asked(parameters, rung, self.stream, tuple(notes))

    def learn(self, said: str, asked: Asked) -> bool:
        """Take up what a rejection says; whether the request will now be put differently."""
        sent = asked.parameters
        if self._other_limit(said, asked) or self._streaming(said, asked):
            return True
        if named := {k for k in _OPTIONAL if k in sent and _names(said, k) and _UNHEARD.search(said)}:
            if named & {"logprobs", "top_logprobs"}:
                named |= {"logprobs", "top_logprobs"}
            self.dropped |= named
            return True
        if asked.rung in RUNGS[:-1] and _FORMAT.search(said):
            self._step_below(asked.rung)
            return True
        return False

    def accepted(self, asked: Asked, text: str) -> None:
        """Remember what worked; a reply that is no JSON at all says that the format was taken and not honoured."""
        if asked.rung is None:
            return
        if bare_json(text) is not None:
            self.confirmed.add(asked.rung)
        elif asked.rung != "prompt" and asked.rung not in self.confirmed:
            self._step_below(asked.rung)

    def _step_below(self, rung: str) -> None:
        lower = RUNGS[RUNGS.index(rung) + 1]
        self.rung = max(self.rung, lower, key=RUNGS.index)

    def _other_limit(self, said: str, asked: Asked) -> bool:
        if "max_tokens" in asked.parameters and "max_completion_tokens" in said and _UNHEARD.search(said):
            self.limit_name = "max_completion_tokens"
            return True
        return False

    def _streaming(self, said: str, asked: Asked) -> bool:
        if not asked.stream:
            return False
        if "stream_options" in asked.parameters and _names(said, "stream_options"):
            self.stream_usage = False
            return True
        if re.search(r"\bstream(ing)?\b", said, re.I) and _UNHEARD.search(said):
            self.stream = False
            return True
        return False


def sample_seed(seed: int, sample: int) -> int:
    """The seed of the k-th sample: `seed` itself for sample 0, then unrelated ones, so that n samples stay n."""
    if sample == 0:
        return seed
    return int.from_bytes(hashlib.sha256(f"{seed}/{sample}".encode()).digest()[:4], "big") >> 1


def response_format(schema: Mapping[str, Any], rung: str) -> dict[str, Any]:
    """OpenAI's `response_format` for a rung above `prompt`."""
    if rung == "json_object":
        return {"type": "json_object"}
    described = {"name": "reply", "schema": dict(schema), "strict": is_strict(schema)}
    return {"type": "json_schema", "json_schema": described}


def is_strict(schema: object) -> bool:
    """Whether every object in the schema is closed and requires all its properties, as OpenAI's strict mode asks."""
    if isinstance(schema, list | tuple):
        return all(is_strict(part) for part in schema)
    if not isinstance(schema, Mapping):
        return True
    if schema.get("type") == "object" or "properties" in schema:
        names = set(schema.get("properties", {}))
        if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != names:
            return False
    return all(is_strict(part) for part in schema.values())


def bare_json(text: str) -> str | None:
    """The one complete JSON object or array that `text` is, without a code fence around it; else `None`."""
    body = text.strip()
    fenced = re.fullmatch(r"```(?:json)?\s*\n(.*?)\n?\s*```", body, re.DOTALL | re.I)
    body = fenced[1] if fenced else body
    if not body.startswith(("{", "[")):
        return None
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return None
    return body


def _state_schema(messages: list[dict[str, str]], schema: Mapping[str, Any]) -> None:
    """Say the schema at the end of the last message, so that the stable part of the prompt stays in front."""
    said = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    demand = f"Answer with one JSON value that fits this JSON Schema, and with nothing else:\n{said}"
    messages[-1]["content"] = f"{messages[-1]['content']}\n\n{demand}"


def _names(said: str, parameter: str) -> bool:
    if parameter == "stop":
        return re.search(r"['\"`]stop['\"`]|\bstop (?:sequence|parameter)", said) is not None
    return re.search(rf"\b{parameter}\b", said) is not None
