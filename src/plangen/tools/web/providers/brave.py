"""Brave Search: an index of its own."""

from __future__ import annotations

from plangen.tools.web.base import SearchResult
from plangen.tools.web.providers.request import Endpoint

_KEYS = {"title": "title", "url": "url", "content": "description", "published": "page_age"}
_MOST = 20


class Brave:
    """Asks `GET /res/v1/web/search` with the key in `X-Subscription-Token`."""

    name = "brave"

    def __init__(self, key: str, *, url: str = "https://api.search.brave.com", timeout_s: float = 15.0) -> None:
        self._endpoint = Endpoint(self.name, f"{url}/res/v1/web/search", "BRAVE_SEARCH_API_KEY", key, timeout_s)

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """At most `max_results` (20) hits; raises as `Endpoint.ask` does."""
        reply = await self._endpoint.ask(
            headers={"X-Subscription-Token": self._endpoint.key},
            query={"q": query, "count": str(min(max_results, _MOST))},
        )
        if reply.get("type") == "search" and "web" not in reply:
            return ()
        web = reply.get("web")
        items = web.get("results") if isinstance(web, dict) else None
        return self._endpoint.results(items, _KEYS, max_results)
