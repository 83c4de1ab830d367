"""Litellm's exceptions sorted into our error tree, by cause, status and body, never by litellm's own class alone."""

from __future__ import annotations

import asyncio
import json
import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from plangen.errors import (
    AuthenticationError,
    BadReplyError,
    ConfigurationError,
    ContextOverflowError,
    PlangenError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    RefusalError,
    RequestRefusedError,
    UsageError,
)
from plangen.models.retry import parse_retry_after
from plangen.tracing.redact import redact

_QUOTA = re.compile(r"insufficient[_ ]quota|exceeded your current quota|billing|credit balance|out of credits", re.I)
_FILTER = re.compile(r"content[_ ]?(?:filter|policy|management)|responsible ai|safety system", re.I)
_CONTEXT = re.compile(
    r"context[_ ](?:length|window|size)|maximum context|prompt is too long|too many (?:input )?tokens|"
    r"input (?:is )?too long|reduce the length",
    re.I,
)
_NO_KEY = re.compile(
    r"missing (?:\S+ ){0,3}(?:credentials|api[_ -]?key)|api[_ -]?key.{0,40}(?:not set|missing|must be set|provide)|"
    r"no api[_ -]?key|unable to locate credentials|default credentials",
    re.I,
)
# Where the variable is not PROVIDER_API_KEY, or where another serves as well; the first is the one that is named.
_KEYS = {
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "together_ai": ("TOGETHERAI_API_KEY", "TOGETHER_AI_TOKEN", "TOGETHER_API_KEY"),
    "bedrock": ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"),
    "vertex_ai": ("GOOGLE_APPLICATION_CREDENTIALS",),
    "huggingface": ("HF_TOKEN", "HUGGINGFACE_API_KEY"),
    "cohere": ("COHERE_API_KEY", "CO_API_KEY"),
    "fireworks_ai": ("FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """Which model at which server was asked, for the messages; `secrets` never reach one."""

    name: str
    api_base: str | None = None
    has_key: bool = False
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def provider(self) -> str:
        """The part before the first `/`."""
        return self.name.partition("/")[0]

    @property
    def server(self) -> str:
        """The address, or the provider's name."""
        return redact(self.api_base, self.secrets) if self.api_base else self.provider

    @property
    def key(self) -> str:
        """The environment variable that holds the key."""
        return key_variables(self.provider)[0]

    def clean(self, text: object) -> str:
        """`text` on one line, without secrets and markup, cut to a length that a terminal bears."""
        said = redact(str(text), self.secrets)
        said = re.sub(r"<(?:!doctype|html)\b.*", "(an HTML page)", said, flags=re.DOTALL | re.I)
        said = "".join(c if c.isprintable() else " " for c in said)
        return " ".join(said.split())[:300]


def key_variables(provider: str) -> tuple[str, ...]:
    """The environment variables in which litellm looks for a provider's key."""
    return _KEYS.get(provider, (f"{re.sub(r'[^A-Z0-9]', '_', provider.upper())}_API_KEY",))


def has_key(provider: str) -> bool:
    """Whether one of those variables is set."""
    return any(os.environ.get(name, "").strip() for name in key_variables(provider))


def classify(error: BaseException, where: Where) -> PlangenError:
    """The error of our tree that `error` is; its text holds no secret."""
    causes = list(_causes(error))
    status = _status(causes)
    said = where.clean(_said(causes))
    if status is not None and status != 200:
        return _by_status(status, said, causes, where)
    return _by_cause(causes, said, where)


def rejection(error: BaseException) -> str | None:
    """What a server (or litellm on its behalf) says against the form of a request; `None` for any other failure."""
    causes = list(_causes(error))
    unsupported = any(type(c).__name__ == "UnsupportedParamsError" for c in causes)
    if not unsupported and _status(causes) not in (400, 422, 501):
        return None
    said = _said(causes)
    if _CONTEXT.search(said) or _FILTER.search(said):
        return None
    return re.sub(r"litellm\.drop_params.*", "", said, flags=re.DOTALL)


def _by_status(status: int, said: str, causes: list[BaseException], where: Where) -> PlangenError:
    if status in (401, 403):
        return _no_access(status, said, where)
    if status == 404:
        hint = "check the model's name"
        if where.api_base:
            hint += f" ({where.server}/models lists them) and that the address ends in the path of its API, usually /v1"
        return RequestRefusedError(f"`{where.server}` has no model `{where.name}`: {said}", hint=hint)
    if status in (402, 429) and _QUOTA.search(said):
        hint = f"see the plan and billing of the account behind {where.key}"
        return RequestRefusedError(f"the quota at `{where.server}` is used up: {said}", hint=hint)
    if status == 429:
        after = parse_retry_after(_header(causes, "retry-after"), now=datetime.now(UTC))
        return RateLimitError(f"`{where.server}` answers too many requests (429): {said}", retry_after=after)
    if status == 408:
        return ProviderTimeoutError(f"`{where.server}` gave up waiting (408): {said}")
    if status in (409, 425) or status >= 500:
        return ProviderError(f"`{where.server}` answers {status}: {said}")
    return _refused(status, said, causes, where)


def _refused(status: int, said: str, causes: list[BaseException], where: Where) -> PlangenError:
    if any("LLM Provider NOT provided" in str(c) for c in causes):
        hint = "write PROVIDER/NAME with a provider that litellm knows, such as openai/gpt-4o"
        return UsageError(f"no provider is called `{where.provider}`", hint=hint)
    if status == 413 or _CONTEXT.search(said):
        hint = "shorten the task or its context, or take a model with a larger window"
        return ContextOverflowError(f"the prompt does not fit `{where.name}`: {said}", hint=hint)
    if _FILTER.search(said) or any(type(c).__name__ == "ContentPolicyViolationError" for c in causes):
        return RefusalError(f"the content filter of `{where.server}` stopped the request: {said}")
    return RequestRefusedError(f"`{where.server}` rejects the request to `{where.name}` ({status}): {said}")


def _no_access(status: int, said: str, where: Where) -> PlangenError:
    if not where.has_key:
        hint = f"set the environment variable {where.key}"
        if where.api_base is None:
            return ConfigurationError(f"no key for `{where.provider}`: {where.key} is not set", hint=hint)
        return AuthenticationError(f"`{where.server}` wants a key ({status}): {said}", hint=hint)
    hint = f"check the key in the environment variable {where.key}, and that it may use `{where.name}`"
    return AuthenticationError(f"`{where.server}` refuses the key ({status}): {said}", hint=hint)


def _by_cause(causes: list[BaseException], said: str, where: Where) -> PlangenError:
    if not where.has_key and where.api_base is None and _NO_KEY.search(said):
        return _no_access(401, said, where)
    if any(isinstance(c, ImportError) for c in causes):
        hint = "install the package that it names, with pip"
        return ConfigurationError(f"litellm lacks a package for `{where.provider}`: {said}", hint=hint)
    names = {t.__name__ for c in causes if not _is_litellm(c) for t in type(c).__mro__}
    if any(isinstance(c, json.JSONDecodeError | UnicodeError) for c in causes) or _is_html(causes):
        return BadReplyError(f"`{where.server}` answers with something that is no reply: {said}", hint=_MAYBE_BASE)
    if any(isinstance(c, TimeoutError | asyncio.TimeoutError) for c in causes) or names & _TIMEOUTS:
        return ProviderTimeoutError(f"`{where.server}` did not answer in time: {said}")
    if any(isinstance(c, ssl.SSLError) for c in causes):
        return ProviderUnreachableError(f"no secure connection to `{where.server}`: {_root(causes, where)}")
    if names & _CUT:
        return ProviderUnreachableError(f"the connection to `{where.server}` broke before the reply was whole")
    if any(isinstance(c, OSError) for c in causes) or names & _BROKEN:
        hint = "check the address and that the server runs" if where.api_base else "check the network"
        hint += "" if where.api_base or where.has_key else f", and that {where.key} is set"
        return ProviderUnreachableError(f"no connection to `{where.server}`: {_root(causes, where)}", hint=hint)
    if names & {"APIResponseValidationError", "ValidationError", "KeyError", "IndexError", "TypeError"}:
        return BadReplyError(f"`{where.server}` answers in an unknown form: {said}", hint=_MAYBE_BASE)
    return ProviderError(f"`{where.server}` failed: {said}")


_MAYBE_BASE = "check that the address is that of an OpenAI-compatible API, usually ending in /v1"
_TIMEOUTS = {"TimeoutException", "APITimeoutError", "ServerTimeoutError"}
_CUT = {"ClientPayloadError", "ReadError", "RemoteProtocolError", "IncompleteRead"}
_BROKEN = {"APIConnectionError", "TransportError", "NetworkError", "ClientConnectionError"}


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The chain that led to `error`, itself first; litellm's wrapper of a broken stream names its cause apart."""
    seen: set[int] = set()
    queue: list[BaseException | None] = [error]
    while queue:
        found = queue.pop(0)
        if not isinstance(found, BaseException) or id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        queue += [getattr(found, "original_exception", None), found.__cause__, found.__context__]


def _is_litellm(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] == "litellm"


def _status(causes: list[BaseException]) -> int | None:
    """The status that the server sent: litellm makes one up, mostly 500, where there was none."""
    for cause in causes:
        response = getattr(cause, "response", None)
        status = getattr(response, "status_code", None)
        if not _is_litellm(cause) and isinstance(status, int):
            return status
    made_up = getattr(causes[0], "status_code", None)
    timeout = type(causes[0]).__name__ == "Timeout"
    return made_up if isinstance(made_up, int) and made_up < 500 and not timeout else None


def _said(causes: list[BaseException]) -> str:
    """The provider's own words where they are kept, else litellm's without its prefixes."""
    for cause in causes:
        body = getattr(cause, "body", None)
        if isinstance(body, dict) and isinstance(body.get("message"), str):
            words = [str(body["message"]), *(str(body[k]) for k in ("code", "param") if body.get(k))]
            return words[0] + (f" [{', '.join(words[1:])}]" if words[1:] else "")
    text = getattr(causes[0], "message", None) or str(causes[0]) or type(causes[0]).__name__
    text = re.sub(r"(?:litellm\.)?\b(?:\w+Error|\w+Exception): ?|OpenAIException - ", "", str(text))
    return re.split(r"Original exception:|Traceback \(most recent call last\)", text)[0]


def _root(causes: list[BaseException], where: Where) -> str:
    for cause in reversed(causes):
        if str(cause) and not _is_litellm(cause):
            return where.clean(f"{type(cause).__name__}: {cause}")
    return where.clean(_said(causes))


def _header(causes: list[BaseException], name: str) -> str | None:
    for cause in causes:
        sources: list[Any] = [getattr(cause, "litellm_response_headers", None)]
        sources.append(getattr(getattr(cause, "response", None), "headers", None))
        for headers in sources:
            value = headers.get(name) if headers is not None and hasattr(headers, "get") else None
            if isinstance(value, str):
                return value
    return None


def _is_html(causes: list[BaseException]) -> bool:
    return any(re.search(r"<(?:!doctype html|html)\b|Empty or invalid response", str(c), re.I) for c in causes)
