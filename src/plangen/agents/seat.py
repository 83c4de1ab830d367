"""A role's place at the door: its model, and the one way to ask it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from plangen.errors import ParseError, TruncatedReplyError
from plangen.models.base import Completion, Message, Model, Request
from plangen.models.door import Door
from plangen.prompts import Prompt, render
from plangen.reading.found_json import find_object

T = TypeVar("T")
Reply = TypeVar("Reply", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Ask:
    """How one question is sampled; `sample` keeps equal questions apart, `candidate` says whom it is about."""

    purpose: str
    candidate: str = ""
    temperature: float = 0.0
    seed: int | None = None
    sample: int = 0
    max_tokens: int = 1024
    held: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """One role with its model, behind the door of one run."""

    role: str
    model: Model
    door: Door

    async def ask(self, prompt: Prompt, how: Ask, schema: dict[str, Any] | None = None) -> Completion:
        """One reply, as it is; prose that met the token limit is not a reply: TruncatedReplyError."""
        request = Request(
            messages=(Message("system", prompt.system), Message("user", prompt.user)),
            temperature=how.temperature,
            seed=how.seed,
            max_tokens=how.max_tokens,
            schema=schema,
            sample=how.sample,
            purpose=how.purpose,
        )
        reply = await self.door.ask(self.model, request, role=self.role, candidate=how.candidate, held=how.held)
        if reply.finish == "length" and schema is None:
            raise TruncatedReplyError(
                f"the reply was cut off at {how.max_tokens} tokens", hint="allow longer replies with max_tokens"
            )
        return reply

    async def ask_parsed(
        self, prompt: Prompt, how: Ask, schema: dict[str, Any] | None, parse: Callable[[str], T]
    ) -> tuple[T, Completion]:
        """A reply and its parsed value; one request to repair it, then ParseError."""
        reply = await self.ask(prompt, how, schema)
        try:
            return parse(reply.text), reply
        except ParseError as error:
            repair = render(
                "repair", reply=reply.text[:8000], problem=error.message, schema=json.dumps(schema, sort_keys=True)
            )
            again = Ask("repair", how.candidate, 0.0, how.seed, how.sample, how.max_tokens, how.held)
            mended = await self.ask(repair, again, schema)
            return parse(mended.text), mended

    async def ask_typed(self, prompt: Prompt, how: Ask, reply: type[Reply], schema: dict[str, Any]) -> Reply:
        """A reply that meets `schema`, as a value of `reply`."""
        value, _ = await self.ask_parsed(prompt, how, schema, lambda text: read_reply(reply, text))
        return value


def read_reply(reply: type[Reply], text: str) -> Reply:
    """The first JSON object of a text as a value of `reply`; raises ParseError, never fills in."""
    value = find_object(text, next(name for name, field in reply.model_fields.items() if field.is_required()))
    try:
        return reply.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ParseError(f"the reply does not fit {reply.__name__}: {where}: {first['msg']}", reply=text) from error
