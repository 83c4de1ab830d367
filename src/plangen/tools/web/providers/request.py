"""One JSON request to a search provider: capped, timed, its failures typed, its key in no message."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import ValidationError

from plangen.errors import (
    AuthenticationError,
    BadReplyError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    RequestRefusedError,
)
from plangen.tools.web.base import SearchResult
from plangen.tools.web.body import ACCEPT_ENCODING, read_body
from plangen.tools.web.refusals import PageTooLargeError
from plangen.tools.web.retry_after import seconds_to_wait
from plangen.tracing.redact import known_secrets, redact

_MAX_BYTES = 4_000_000
_SHOWN = 200
_TAG = re.compile(r"<[^<>]{1,40}>")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a provider answers, which variable holds its key, and how long it may take (seconds)."""

    provider: str
    url: str
    variable: str
    key: str = field(default="", repr=False)
    timeout_s: float = 15.0

    async def ask(
        self,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The JSON object that the provider answers: POST where there is a `body`, GET else.

        Raises AuthenticationError (401, 403), RateLimitError (429), RequestRefusedError (other 4xx), ProviderError
        (5xx), ProviderUnreachableError, ProviderTimeoutError and BadReplyError.
        """
        try:
            async with asyncio.timeout(self.timeout_s):
                status, reply_headers, raw = await self._send(headers or {}, query, body)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ProviderTimeoutError(
                f"{self.provider} did not answer within {self.timeout_s:g} s", hint="try again or another provider"
            ) from error
        except PageTooLargeError as error:
            raise BadReplyError(
                f"{self.provider} answers with more than {_MAX_BYTES} bytes", hint="ask for fewer results"
            ) from error
        except httpx.InvalidURL as error:
            raise RequestRefusedError(
                f"{self.variable} is not a web address", hint=f"set {self.variable} to http(s)://HOST[:PORT]"
            ) from error
        except httpx.TransportError as error:
            raise ProviderUnreachableError(
                f"no connection to {self.provider} ({type(error).__name__})", hint="look at the network"
            ) from error
        self._check(status, reply_headers, raw)
        return self._parsed(raw)

    async def _send(
        self, headers: Mapping[str, str], query: Mapping[str, str] | None, body: Mapping[str, Any] | None
    ) -> tuple[int, httpx.Headers, bytes]:
        given = {"Accept": "application/json", "Accept-Encoding": ACCEPT_ENCODING, **headers}
        method = "GET" if body is None else "POST"
        # A redirect is not followed: it would hand the key to another host.
        async with (
            httpx.AsyncClient(timeout=self.timeout_s, follow_redirects=False) as client,
            client.stream(method, self.url, params=query, json=body, headers=given) as response,
        ):
            raw = await read_body(response, max_bytes=_MAX_BYTES, source=self.provider)
            return response.status_code, response.headers, raw

    def _check(self, status: int, headers: httpx.Headers, raw: bytes) -> None:
        if status == httpx.codes.OK:
            return
        said = self._said(raw)
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise AuthenticationError(
                f"{self.provider} refuses the key (HTTP {status}){said}", hint=f"set {self.variable} to a valid one"
            )
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimitError(
                f"{self.provider} answers too many requests (429){said}",
                retry_after=seconds_to_wait(headers),
                hint="wait, or use another provider",
            )
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise ProviderError(f"{self.provider} answers HTTP {status}{said}", hint="try again or another provider")
        if status >= httpx.codes.BAD_REQUEST:
            raise RequestRefusedError(
                f"{self.provider} rejects the request (HTTP {status}){said}", hint="look at the query and the plan"
            )
        raise BadReplyError(f"{self.provider} answers HTTP {status} instead of results", hint="look at its address")

    def _said(self, raw: bytes) -> str:
        # First redacted, then cut: a key that the cut splits would not be recognised.
        text = redact(raw[:20_000].decode("utf-8", "replace"), {self.key, *known_secrets()})
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return f": {line[:_SHOWN]}" if line else ""

    def _parsed(self, raw: bytes) -> dict[str, Any]:
        try:
            reply = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise self.bad_reply("no JSON") from error
        if not isinstance(reply, dict):
            raise self.bad_reply("no JSON object")
        return reply

    def bad_reply(self, what: str) -> BadReplyError:
        """The error for an answer that is not of the promised shape."""
        return BadReplyError(f"{self.provider} answers with {what}", hint="try again or another provider")

    def results(self, items: Any, keys: Mapping[str, str], max_results: int) -> tuple[SearchResult, ...]:
        """The hits in `items`; `keys` names the provider's field for each of ours. One without an address is left out.

        Raises BadReplyError where `items` is not a list of objects.
        """
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.bad_reply("results that are no list of objects")
        try:
            found = [_result(item, keys) for item in items if isinstance(item.get(keys["url"]), str)]
        except ValidationError as error:
            raise self.bad_reply("a result whose fields are of the wrong type") from error
        return tuple(found[:max_results])


def _result(item: Mapping[str, Any], keys: Mapping[str, str]) -> SearchResult:
    values = {ours: item[theirs] for ours, theirs in keys.items() if item.get(theirs) is not None}
    texts = {name: plain(values.get(name, "")) for name in ("title", "content")}
    return SearchResult.model_validate({**values, **texts})


def plain(text: Any) -> Any:
    """A text without the tags and entities that providers mark hits with; anything else is handed back."""
    return html.unescape(_TAG.sub("", text)) if isinstance(text, str) else text
