"""Models that other people's code brings: a LangChain chat model, or any callable from messages to a text."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from plangen.errors import (
    BadReplyError,
    EmptyReplyError,
    PlangenError,
    ProviderError,
    TruncatedReplyError,
    UsageError,
)
from plangen.models.base import Capabilities, Completion, OnText, Request, Usage
from plangen.tracing.redact import known_secrets, redact

_LENGTH = ("length", "max_tokens", "MAX_TOKENS")


class CallableModel:
    """A function from `[{"role", "content"}, ...]` to a text; a sync one runs in a thread, which cannot be stopped.

    It is given nothing but the messages, so seed, temperature and schema are noted as not honoured.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self._is_async = inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(
            getattr(call, "__call__", None)  # noqa: B004 - the method itself is looked at, not whether it exists
        )
        self.name = f"callable:{getattr(call, '__qualname__', type(call).__qualname__)}"
        self.capabilities = Capabilities(n=False, schema=False, seed=False, logprobs=False, stream=False)

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """One call of the function; whatever it raises becomes a ProviderError."""
        messages = _messages(request)
        try:
            text = await self._call(messages) if self._is_async else await asyncio.to_thread(self._call, messages)
            if inspect.isawaitable(text):
                text = await text
        except PlangenError:
            raise
        except Exception as error:
            raise _failed(self.name, error) from error
        if not isinstance(text, str):
            raise BadReplyError(f"`{self.name}` returned a {type(text).__name__} instead of a text")
        return _completion(text, request, self.name, None, on_text, dropped=_unheard(request))


class LangChainModel:
    """A LangChain chat model, known by its `ainvoke` and `bind_tools`; LangChain itself is not imported.

    Temperature, seed and token limit are those it was built with, and are noted as not honoured.
    """

    def __init__(self, chat: Any) -> None:
        self._chat = chat
        served = getattr(chat, "model_name", None) or getattr(chat, "model", None)
        self.name = f"langchain:{served}" if isinstance(served, str) else f"langchain:{type(chat).__name__}"
        self.capabilities = Capabilities(n=False, schema=False, seed=False, logprobs=False, stream=False)

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """One `ainvoke`; whatever it raises becomes a ProviderError."""
        options = {"stop": list(request.stop)} if request.stop else {}
        try:
            reply = await self._chat.ainvoke(_messages(request), **options)
        except Exception as error:
            raise _failed(self.name, error) from error
        about = getattr(reply, "response_metadata", None) or {}
        reason = about.get("finish_reason") or about.get("stop_reason")
        if reason in _LENGTH:
            raise TruncatedReplyError(f"`{self.name}` met its token limit")
        usage = _reported(getattr(reply, "usage_metadata", None))
        text = _text(getattr(reply, "content", None), self.name)
        return _completion(text, request, self.name, usage, on_text, dropped=_unheard(request, stop=True))


def _messages(request: Request) -> list[dict[str, str]]:
    return [{"role": m.role, "content": m.content} for m in request.messages]


def _text(content: object, name: str) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [p if isinstance(p, str) else p.get("text", "") for p in content if isinstance(p, str | Mapping)]
        return "".join(str(p) for p in parts)
    raise BadReplyError(f"`{name}` returned content of type {type(content).__name__}")


def _reported(usage: object) -> Usage | None:
    if not isinstance(usage, Mapping):
        return None
    prompt, completion = usage.get("input_tokens"), usage.get("output_tokens")
    return Usage(prompt, completion) if isinstance(prompt, int) and isinstance(completion, int) else None


def _unheard(request: Request, *, stop: bool = False) -> tuple[str, ...]:
    asked = {
        "temperature": request.temperature is not None,
        "top_p": request.top_p is not None,
        "seed": request.seed is not None,
        "schema": request.schema is not None,
        "logprobs": request.logprobs > 0,
        "stop": bool(request.stop) and not stop,
    }
    return tuple(f"{name} ignored" for name, wanted in asked.items() if wanted)


def _completion(
    text: str, request: Request, name: str, usage: Usage | None, on_text: OnText | None, *, dropped: tuple[str, ...]
) -> Completion:
    if not text.strip():
        raise EmptyReplyError(f"`{name}` returned nothing")
    if on_text is not None:
        on_text(text)
    estimate = Usage(sum(len(m.content) for m in request.messages) // 4 + 1, len(text) // 4 + 1, reported=False)
    return Completion(text, "stop", usage or estimate, None, notes=dropped)


def _failed(name: str, error: Exception) -> PlangenError:
    said = redact(f"{type(error).__name__}: {error}", known_secrets())[:500]
    if isinstance(error, TypeError):
        return UsageError(f"`{name}` does not take a list of messages: {said}")
    return ProviderError(f"`{name}` failed: {said}")
