"""Every API model, through litellm: one attempt a sample, with deadlines, a size cap and typed errors of our own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from plangen.errors import PlangenError, ProviderTimeoutError, UsageError
from plangen.models.api_errors import Where, classify, has_key, rejection
from plangen.models.api_reply import MOST_CHARACTERS, Draft, complete, too_long
from plangen.models.base import Capabilities, Completion, OnText, Request
from plangen.models.dialect import Asked, Dialect
from plangen.models.litellm_client import QUIET, Pieces, load_litellm
from plangen.models.prices import context_of, price_of
from plangen.tracing.redact import known_secrets

# Longer than the dearest chain of rejections: two rungs, six parameters, streaming, its usage, the token limit.
_MOST_ADAPTATIONS = 12
_LOOK = 0.2  # seconds
_DIALECTS: dict[tuple[str | None, str], Dialect] = {}


class ApiModel:
    """A model behind an API, named as litellm names it (`openai/gpt-4o`, `anthropic/...`, `ollama/...`).

    `api_base` is the address of an OpenAI-compatible server; keys come from the environment as litellm reads them
    (`OPENAI_API_KEY`, ...) unless `api_key` is given. `timeout` bounds a whole call, `first_byte` the wait for the
    first piece of the reply, `idle` the wait between pieces, all in seconds. What a server rejects (streaming, a
    JSON schema, a parameter) is left out from then on and said in `Completion.notes`. Cost is `None` when unknown;
    a server of the user's own is never billed at a hosted model's price.
    """

    def __init__(
        self,
        name: str,
        *,
        api_base: str | None = None,
        api_key: str | None = None,
        timeout: float = 600.0,
        first_byte: float = 180.0,
        idle: float = 60.0,
    ) -> None:
        if not all(name.partition("/")[::2]):
            raise UsageError(f"`{name}` is no API model", hint="write PROVIDER/NAME, such as openai/gpt-4o")
        self.name = name
        self.api_base = api_base.rstrip("/") if api_base else None
        self._api_key = api_key
        self._timeout = timeout
        self._first_byte = min(first_byte, timeout)
        self._idle = min(idle, timeout)
        self._dialect = _DIALECTS.setdefault((self.api_base, name), Dialect())
        self._hosted = self.api_base is None and not _redirected(name)

    def __repr__(self) -> str:
        return f"ApiModel({self._where().name!r}" + (f", api_base={self._where().server!r})" if self.api_base else ")")

    @property
    def capabilities(self) -> Capabilities:
        """What the server has shown so far, and the context window by litellm's table."""
        dialect = self._dialect
        return Capabilities(
            schema=True if "json_schema" in dialect.confirmed else (None if dialect.rung == "json_schema" else False),
            seed=False if "seed" in dialect.dropped else None,
            logprobs=False if "logprobs" in dialect.dropped else None,
            stream=dialect.stream if dialect.confirmed_stream else None,
            context=context_of(self.name) if self._hosted else None,
        )

    def price(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        """US dollars of a call with so many tokens, by the dearest tier; `None` when unknown."""
        price = price_of(self.name, hosted=self._hosted)
        return None if price is None else price.cost(prompt_tokens, completion_tokens)

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """One reply; a request that the server rejects for its form alone is put again in a form it may take.

        Raises the errors of `plangen.errors`: ModelError for a reply that came and is useless, WorldError for none.
        """
        litellm = await asyncio.to_thread(load_litellm)
        where = self._where()
        for _ in range(_MOST_ADAPTATIONS):
            asked = self._dialect.ask(request)
            failure: PlangenError
            try:
                draft = await self._attempt(litellm, asked, where, on_text)
            except PlangenError:
                raise
            except Exception as error:  # noqa: BLE001 - a boundary: litellm raises what its many clients raise
                said = rejection(error)
                if said is not None and self._dialect.learn(said, asked):
                    continue
                failure = classify(error, where)
            else:
                self._dialect.confirmed_stream |= asked.stream
                self._dialect.accepted(asked, draft.text)
                return complete(draft, request, asked, where, price_of(self.name, hosted=self._hosted))
            # Outside the handler, so that litellm's own error, which may quote the key, is not chained to ours.
            raise failure
        raise classify(RuntimeError("it rejects every form of the request"), where)

    async def probe_n(self, request: Request) -> bool:
        """Whether the server gives as many choices as `n` asks for; one call that is not streamed."""
        litellm = await asyncio.to_thread(load_litellm)
        asked = self._dialect.ask(request)
        parameters = {k: v for k, v in asked.parameters.items() if k not in ("stream", "stream_options")}
        where = self._where()
        try:
            async with _within(self._timeout, where, "whole reply"):
                reply = await litellm.acompletion(**self._call(litellm, parameters), n=2)
        except PlangenError:
            raise
        except Exception as error:  # noqa: BLE001 - the same boundary
            if rejection(error) is not None:
                return False
            failure = classify(error, where)
        else:
            return len(reply.choices) == 2
        raise failure

    async def _attempt(self, litellm: Any, asked: Asked, where: Where, on_text: OnText | None) -> Draft:
        call = self._call(litellm, asked.parameters)
        async with _within(self._timeout, where, "whole reply"):
            if not asked.stream:
                draft = Draft.of_reply(await litellm.acompletion(**call), where)
                if on_text is not None and draft.text:
                    on_text(draft.text)
                return draft
            async with _within(self._first_byte, where, "first piece of the reply"):
                stream = await litellm.acompletion(**call)
            if not hasattr(stream, "__aiter__"):
                return Draft.of_reply(stream, where)
            return await self._read(stream, where, on_text)

    async def _read(self, stream: Any, where: Where, on_text: OnText | None) -> Draft:
        """Every piece of a stream, each within its deadline; closes the connection however it ends."""
        pieces = Pieces(stream)
        draft = Draft()
        limit, what = self._first_byte, "first piece of the reply"
        try:
            while True:
                async with _within(limit, where, what, pieces):
                    piece = await pieces.next()
                if piece is None:
                    break
                text = draft.add(piece, where, faithful=pieces.faithful)
                if text and on_text is not None:
                    on_text(text)
                limit, what = self._idle, "next piece of the reply"
        finally:
            await asyncio.shield(pieces.aclose())
        if not pieces.faithful:
            draft.finish, draft.reported = pieces.finish, pieces.reported
        return draft

    def _call(self, litellm: Any, parameters: Any) -> dict[str, Any]:
        model = self.name
        if self.api_base and self._provider not in {getattr(p, "value", p) for p in litellm.provider_list}:
            model = f"openai/{model}"
        call = {**QUIET, **parameters, "model": model, "timeout": self._timeout + 5}
        if self.api_base:
            call["api_base"] = self.api_base
        if key := self._key():
            call["api_key"] = key
        return call

    def _key(self) -> str | None:
        if self._api_key is None and self.api_base and not has_key(self._provider):
            return "none"  # a server without keys; the client insists on one
        return self._api_key

    @property
    def _provider(self) -> str:
        return self.name.partition("/")[0]

    def _where(self) -> Where:
        secrets = known_secrets() | ({self._api_key} if self._api_key else frozenset())
        return Where(self.name, self.api_base, bool(self._api_key) or has_key(self._provider), frozenset(secrets))


def _redirected(name: str) -> bool:
    """Whether the environment sends a provider's calls to another server."""
    provider = name.partition("/")[0].upper().replace("-", "_")
    return any(os.environ.get(f"{provider}_{suffix}") for suffix in ("API_BASE", "BASE_URL"))


@asynccontextmanager
async def _within(seconds: float, where: Where, what: str, pieces: Pieces | None = None) -> AsyncIterator[None]:
    """A deadline, and an end to a piece that grows without end: the client buffers a line until it is whole."""
    loop = asyncio.get_running_loop()
    deadline = asyncio.timeout(seconds)
    flooded = False
    timer: asyncio.TimerHandle | None = None

    def look() -> None:
        nonlocal flooded, timer
        flooded = pieces is not None and pieces.pending > MOST_CHARACTERS
        if flooded:
            deadline.reschedule(loop.time())
        else:
            timer = loop.call_later(_LOOK, look)

    if pieces is not None:
        timer = loop.call_later(_LOOK, look)
    try:
        async with deadline:
            yield
    except TimeoutError:
        if flooded:
            raise too_long(where) from None
        raise ProviderTimeoutError(f"`{where.server}` did not send the {what} within {seconds:g} s") from None
    finally:
        if timer is not None:
            timer.cancel()
