"""Decides whether a web address may be fetched, and to which network addresses the connection may go.

A name is looked up once; every address it has must be public, and the connection goes to an address that was
checked, never to the name. So an answer that changes between the check and the connection changes nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx

from plangen.errors import ProviderUnreachableError
from plangen.tools.web.addresses import why_not_public
from plangen.tools.web.refusals import AddressRefusedError, shown

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 4096
_LOWEST_FREE_PORT = 1024
_PLAIN_IPV4 = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")
_NUMBER = re.compile(r"(?:\d+|0[xX][0-9a-fA-F]*)")
_HINT = "give an http or https address of a public site"


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address of a host name, in the system's order, each once."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: what is asked for, and the network addresses that the connection may go to."""

    url: httpx.URL
    port: int
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """Checks web addresses; `allow` holds `host:port` entries whose addresses need not be public.

    An entry of `allow` is for a server in the own network; it opens that host and port, nothing else.
    """

    allow: frozenset[str] = frozenset()
    resolve: Resolver = field(default=system_resolver)

    async def check(self, url: str) -> Target:
        """The checked target of `url`. Raises AddressRefusedError, or ProviderUnreachableError for an unknown name."""
        parsed = _parsed(url)
        port = parsed.port or _PORTS[parsed.scheme]
        allowed = f"{_bracketed(parsed.host)}:{port}" in self.allow
        if not allowed:
            _check_host(parsed, port)
        addresses = tuple(await self._look_up(parsed.host, port))
        if not allowed:
            for address in addresses:
                if reason := why_not_public(address):
                    raise _refused(url, f"{parsed.host} is {address}, and {reason}")
        return Target(parsed, port, addresses)

    async def _look_up(self, host: str, port: int) -> Sequence[str]:
        if _PLAIN_IPV4.fullmatch(host) or ":" in host:
            return [host]
        try:
            addresses = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise ProviderUnreachableError(f"the host {host} is not found", hint="look at its spelling") from error
        if not addresses:
            raise ProviderUnreachableError(f"the host {host} has no address", hint="look at its spelling")
        return addresses


def _parsed(url: str) -> httpx.URL:
    if len(url) > _LONGEST_URL or any(c.isspace() or not c.isprintable() for c in url) or "\\" in url:
        raise _refused(url, "it is too long or holds characters that no web address has")
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise _refused(url, "it is not a web address") from error
    if parsed.scheme not in _PORTS:
        raise _refused(url, "only http and https are fetched")
    if parsed.userinfo:
        raise _refused(url, "it carries a user name or password")
    if not host:
        raise _refused(url, "it names no host")
    return parsed


def _check_host(url: httpx.URL, port: int) -> None:
    """Refuse spellings of addresses that only some programs read as such (`2130706433`, `0x7f.1`, `127.1`)."""
    host = url.host
    last = host.rstrip(".").rpartition(".")[2]
    if ":" not in host and _NUMBER.fullmatch(last) and not _PLAIN_IPV4.fullmatch(host):
        raise _refused(str(url), "its host is a number that is not written as a plain address")
    if port < _LOWEST_FREE_PORT and port not in _PORTS.values():
        raise _refused(str(url), f"port {port} belongs to another service than the web")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refused(url: str, why: str) -> AddressRefusedError:
    return AddressRefusedError(f"not fetched: {shown(url)}: {why}", hint=_HINT)
