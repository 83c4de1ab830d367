"""Fetches one web page through the guard: each hop checked, every amount capped, one deadline over all."""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from plangen.errors import (
    BadReplyError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    UsageError,
)
from plangen.tools.web.body import ACCEPT_ENCODING, read_body
from plangen.tools.web.guard import Guard, Target
from plangen.tools.web.refusals import PageRefusedError, shown
from plangen.tools.web.retry_after import seconds_to_wait

AGENT = "plangen"
TEXT_TYPES = frozenset({"text/plain", "text/markdown", "text/csv", "application/json", "application/xml", "text/xml"})
PAGE_TYPES = TEXT_TYPES | {"text/html", "application/xhtml+xml"}
ANY_TYPE: frozenset[str] = frozenset()

_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_ADDRESSES = 4
# Reading has no limit of its own: the deadline over the whole page ends it.
_TIMEOUT = httpx.Timeout(None, connect=5.0)
_ELSEWHERE = "try another source"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: seconds for all of it, unpacked bytes, and redirects followed."""

    deadline_s: float = 15.0
    max_bytes: int = 2_000_000
    redirects: int = 5

    def __post_init__(self) -> None:
        if self.deadline_s <= 0 or self.max_bytes <= 0 or self.redirects < 0:
            raise UsageError("the limits of a fetch are positive numbers", hint="give a deadline and a size above 0")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a site answered: the address asked for, the one that answered, and the unpacked bytes."""

    asked: str
    url: str
    content_type: str
    charset: str
    body: bytes


Permit = Callable[[str], Awaitable[None]]
"""Asked before each hop; raises PageRefusedError to forbid it."""


async def fetch(
    url: str,
    *,
    guard: Guard,
    limits: Limits | None = None,
    types: frozenset[str] = PAGE_TYPES,
    permit: Permit | None = None,
) -> Fetched:
    """Get `url`, following redirects; `types` are the content types accepted (`ANY_TYPE` for all).

    Raises AddressRefusedError, PageRefusedError, PageTooLargeError, RateLimitError, ProviderError (5xx),
    ProviderUnreachableError, ProviderTimeoutError and BadReplyError. No cookie, no proxy from the environment.
    """
    limits = limits or Limits()
    try:
        async with asyncio.timeout(limits.deadline_s):
            return await _follow(url, _Rules(guard, limits, types, permit))
    except TimeoutError as error:
        raise ProviderTimeoutError(
            f"{shown(url)} was not there within {limits.deadline_s:g} s", hint="try another source, or raise the limit"
        ) from error


@dataclass(frozen=True, slots=True)
class _Rules:
    guard: Guard
    limits: Limits
    types: frozenset[str]
    permit: Permit | None


async def _follow(url: str, rules: _Rules) -> Fetched:
    current, seen = url, set[str]()
    for _ in range(rules.limits.redirects + 1):
        target = await rules.guard.check(current)
        if rules.permit is not None:
            await rules.permit(str(target.url))
        if str(target.url) in seen:
            raise PageRefusedError(f"{shown(url)} redirects in a circle", hint=_ELSEWHERE)
        seen.add(str(target.url))
        async with _answer(target) as response:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                current = _joined(target.url, response.headers["location"])
                continue
            _check_status(response, current)
            content_type = _content_type(response, current, rules.types)
            body = await read_body(response, max_bytes=rules.limits.max_bytes, source=current)
            return Fetched(url, str(target.url), content_type, response.charset_encoding or "", body)
    raise PageRefusedError(f"{shown(url)} redirects more than {rules.limits.redirects} times", hint=_ELSEWHERE)


@asynccontextmanager
async def _answer(target: Target) -> AsyncIterator[httpx.Response]:
    """The head of the reply from the first checked address that takes the connection."""
    async with httpx.AsyncClient(trust_env=False, verify=_tls(), timeout=_TIMEOUT) as client:
        for address in target.addresses[:_MOST_ADDRESSES]:
            try:
                response = await client.send(_request(client, target, address), stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except httpx.TransportError as error:
                raise _broken(target.url, error) from error
            try:
                yield response
            except httpx.TransportError as error:
                raise _broken(target.url, error) from error
            finally:
                await response.aclose()
            return
    raise ProviderUnreachableError(f"{shown(str(target.url))} takes no connection", hint=_ELSEWHERE)


def _request(client: httpx.AsyncClient, target: Target, address: str) -> httpx.Request:
    """The request to the bare address; name and certificate are still those of the host."""
    headers = {
        "Host": target.url.netloc.decode("ascii"),
        "User-Agent": AGENT,
        "Accept": "text/html, text/plain, */*;q=0.5",
        "Accept-Encoding": ACCEPT_ENCODING,
    }
    request = client.build_request("GET", target.url.copy_with(host=address, fragment=None), headers=headers)
    request.extensions["sni_hostname"] = target.url.host
    return request


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _joined(base: httpx.URL, location: str) -> str:
    try:
        return str(base.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise PageRefusedError(f"{shown(str(base))} redirects to no web address", hint=_ELSEWHERE) from error


def _content_type(response: httpx.Response, url: str, types: frozenset[str]) -> str:
    content_type = str(response.headers.get("content-type", "")).split(";")[0].strip().lower()
    if types and content_type not in types:
        raise PageRefusedError(
            f"{shown(url)} is of the type {content_type[:60] or 'none'}, which is not read",
            hint="fetch a page of text or HTML",
        )
    return content_type


def _check_status(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise RateLimitError(
            f"{shown(url)} asks to wait", retry_after=seconds_to_wait(response.headers), hint="try again later"
        )
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise ProviderError(f"{shown(url)} answers HTTP {status}", hint="try again or another source")
    if status != httpx.codes.OK:
        raise PageRefusedError(f"{shown(url)} answers HTTP {status}", hint=_ELSEWHERE)


def _broken(url: httpx.URL, error: httpx.TransportError) -> Exception:
    if isinstance(error, httpx.RemoteProtocolError):
        return BadReplyError(f"{shown(str(url))} does not answer in HTTP", hint=_ELSEWHERE)
    return ProviderUnreachableError(f"the connection to {shown(str(url))} broke", hint="try again or another source")
