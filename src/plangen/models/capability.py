"""Finds out by a few tiny calls what a model honours, since servers accept much that they then ignore."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from plangen.errors import ModelError, RequestRefusedError
from plangen.models.base import Capabilities, Completion, Message, Model, Request

_TOKENS = 256
_SCHEMA = {
    "type": "object",
    "properties": {"kx7": {"type": "string", "enum": ["teal", "umber"]}},
    "required": ["kx7"],
    "additionalProperties": False,
}


class ManyChoices(Protocol):
    """A model that can say whether its server honours `n`."""

    async def probe_n(self, request: Request) -> bool:
        """Whether one call gives as many choices as asked for."""
        ...


async def probe(model: Model) -> Capabilities:
    """What `model` honours, from at most seven calls of at most 256 tokens, outside any budget.

    `None` where the replies do not tell, with the reason in `notes`. Seed means: the same seed gives the same text
    at temperature 1, and another seed another. Raises WorldError when the model cannot be reached at all.
    """
    asker = _Asker(model)
    schema = await asker.ask("schema", _schema)
    seed = await asker.ask("seed", _seed)
    logprobs = await asker.ask("logprobs", _logprobs)
    stream = await asker.ask("stream", _stream)
    n = await asker.ask("n", _n)
    known = model.capabilities
    return Capabilities(
        n=n, schema=schema, seed=seed, logprobs=logprobs, stream=stream, context=known.context, notes=tuple(asker.notes)
    )


@dataclass(slots=True)
class _Asker:
    model: Model
    notes: list[str] = field(default_factory=list)

    async def ask(self, what: str, question: Callable[[_Asker], Awaitable[bool | None]]) -> bool | None:
        """The answer, or `None` where the model's replies are useless."""
        try:
            return await question(self)
        except RequestRefusedError as error:
            self.notes.append(f"{what}: {error.message}")
            return False
        except ModelError as error:
            self.notes.append(f"{what}: {error.message}")
            return None

    async def reply(self, request: Request) -> Completion:
        """One reply that nobody watches."""
        return await self.model.sample(request)


async def _schema(asker: _Asker) -> bool:
    """Asked for a greeting, only a server that enforces the schema answers with its key."""
    reply = await asker.reply(_request("Say hello to me in one short sentence.", schema=_SCHEMA))
    if any(note.startswith("schema") for note in reply.notes):
        return False
    try:
        value = json.loads(reply.text)
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("kx7") in ("teal", "umber")


async def _seed(asker: _Asker) -> bool | None:
    task = "Make up five random words and a random number of eight digits. Write only them."
    first = await asker.reply(_request(task, seed=7))
    if "seed ignored" in first.notes:
        return False
    again = await asker.reply(_request(task, seed=7))
    other = await asker.reply(_request(task, seed=8))
    if first.text != again.text:
        return False
    if first.text == other.text:
        asker.notes.append("seed: every reply is the same, with any seed")
        return None
    return True


async def _logprobs(asker: _Asker) -> bool:
    reply = await asker.reply(_request("Answer with the word yes.", logprobs=2))
    return bool(reply.logprobs)


async def _stream(asker: _Asker) -> bool | None:
    pieces: list[str] = []
    reply = await asker.model.sample(_request("Count from one to twenty in words."), on_text=pieces.append)
    if "not streamed" in reply.notes:
        return False
    if len(pieces) <= 1 and len(reply.text) < 20:
        asker.notes.append("stream: the reply is too short to tell")
        return None
    return len(pieces) > 1


async def _n(asker: _Asker) -> bool | None:
    if not hasattr(asker.model, "probe_n"):
        return asker.model.capabilities.n
    return await cast(ManyChoices, asker.model).probe_n(_request("Say hello to me in one short sentence."))


def _request(
    text: str, *, seed: int | None = None, schema: Mapping[str, object] | None = None, logprobs: int = 0
) -> Request:
    return Request(
        messages=(Message("user", text),),
        temperature=1.0,
        max_tokens=_TOKENS,
        seed=seed,
        schema=schema,
        logprobs=logprobs,
    )
