"""Honours the robots file of a site (RFC 9309): asked before each hop, kept for a while per site."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from plangen.errors import BadReplyError, MissingExtraError, ProviderError, WorldError
from plangen.tools.web.fetch import AGENT, ANY_TYPE, Limits, fetch
from plangen.tools.web.guard import Guard
from plangen.tools.web.refusals import AddressRefusedError, PageRefusedError, PageTooLargeError, shown

_LIMITS = Limits(deadline_s=5.0, max_bytes=500_000)
_MOST_SITES = 512


@dataclass(frozen=True, slots=True)
class _Known:
    until: float
    rules: Any | None
    """Protego's rules, or `None` where everything is allowed."""
    closed: str = ""
    """Why nothing is allowed, or empty."""


class Robots:
    """What the robots files of the sites met so far allow the agent `plangen`; kept `ttl_s` seconds.

    A site without the file (4xx) allows everything; one that cannot be asked allows nothing.
    """

    def __init__(self, guard: Guard, *, ttl_s: float = 3600.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._guard = guard
        self._ttl_s = ttl_s
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def permit(self, url: str) -> None:
        """Return if the site of `url` allows it. Raises PageRefusedError if not, MissingExtraError without protego."""
        parsed = httpx.URL(url)
        site = f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"
        known = await self._of(site)
        if known.closed:
            raise PageRefusedError(f"{shown(url)}: its robots file {known.closed}", hint="try another source")
        if known.rules is not None and not known.rules.can_fetch(url, AGENT):
            raise PageRefusedError(f"{shown(url)}: its robots file forbids it", hint="try another source")

    async def _of(self, site: str) -> _Known:
        async with self._locks.setdefault(site, asyncio.Lock()):
            known = self._known.get(site)
            if known is None or known.until <= self._clock():
                known = await self._ask(site)
                if len(self._known) >= _MOST_SITES:
                    oldest = next(iter(self._known))
                    del self._known[oldest]
                    self._locks.pop(oldest, None)
                self._known[site] = known
        return known

    async def _ask(self, site: str) -> _Known:
        parse = _parser()
        until = self._clock() + self._ttl_s
        try:
            found = await fetch(f"{site}/robots.txt", guard=self._guard, limits=_LIMITS, types=ANY_TYPE)
        except PageRefusedError:
            return _Known(until, None)
        except (AddressRefusedError, PageTooLargeError, BadReplyError, ProviderError) as error:
            return _Known(until, None, f"cannot be read ({error.code})")
        except WorldError as error:
            # A site that is down now may be up in a moment: not kept.
            return _Known(self._clock(), None, f"cannot be asked for ({error.code})")
        return _Known(until, parse(found.body.decode("utf-8", "replace")))


def _parser() -> Callable[[str], Any]:
    try:
        from protego import Protego
    except ImportError as error:
        raise MissingExtraError("reading robots files", extra="search") from error
    parse: Callable[[str], Any] = Protego.parse
    return parse
