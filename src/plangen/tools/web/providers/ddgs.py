"""ddgs: reads the result pages of public engines; needs no key, breaks when an engine changes its page.

Only its search is used: its own page reader checks no address.
"""

from __future__ import annotations

import asyncio
from typing import Any

from plangen.errors import (
    MissingExtraError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
)
from plangen.tools.web.base import SearchResult
from plangen.tools.web.providers.request import Endpoint

_KEYS = {"title": "title", "url": "href", "content": "body"}
_NOTHING = "No results found."


class Ddgs:
    """Searches in a thread; a call that outlives `timeout_s` is given up, its thread ends with the library's own."""

    name = "ddgs"
    per_second = 1.0

    def __init__(self, *, timeout_s: float = 15.0) -> None:
        self._endpoint = Endpoint(self.name, "", "", timeout_s=timeout_s)

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """At most `max_results` hits, none where the engines find none.

        Raises RateLimitError, ProviderTimeoutError, ProviderUnreachableError, BadReplyError, MissingExtraError.
        """
        try:
            import ddgs
            from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException
        except ImportError as error:
            raise MissingExtraError("searching without a key", extra="search") from error
        timeout_s = self._endpoint.timeout_s
        searcher: Any = ddgs.DDGS(timeout=max(1, int(timeout_s)))
        try:
            async with asyncio.timeout(timeout_s):
                found = await asyncio.to_thread(searcher.text, query, max_results=max_results)
        except RatelimitException as error:
            raise RateLimitError(f"{self.name}: the engines ask to wait", hint="wait, or set a key") from error
        except (TimeoutError, TimeoutException) as error:
            raise ProviderTimeoutError(
                f"{self.name} did not answer within {timeout_s:g} s", hint="try again, or set a provider's key"
            ) from error
        except DDGSException as error:
            if str(error) == _NOTHING:
                return ()
            raise ProviderUnreachableError(
                f"{self.name}: no engine answers ({str(error)[:200]})", hint="try again, or set a provider's key"
            ) from error
        return self._endpoint.results(found, _KEYS, max_results)
