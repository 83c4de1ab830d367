"""Tavily: search made for language models; excerpts with a score in [0, 1]."""

from __future__ import annotations

from plangen.tools.web.base import SearchResult
from plangen.tools.web.providers.request import Endpoint

_KEYS = {"title": "title", "url": "url", "content": "content", "score": "score", "published": "published_date"}
_MOST = 20


class Tavily:
    """Asks `POST /search` with the key as bearer token; `url` is another server for tests."""

    name = "tavily"

    def __init__(self, key: str, *, url: str = "https://api.tavily.com", timeout_s: float = 15.0) -> None:
        self._endpoint = Endpoint(self.name, f"{url}/search", "TAVILY_API_KEY", key, timeout_s)

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """At most `max_results` (20) hits; raises as `Endpoint.ask` does."""
        reply = await self._endpoint.ask(
            headers={"Authorization": f"Bearer {self._endpoint.key}"},
            body={"query": query, "max_results": min(max_results, _MOST)},
        )
        return self._endpoint.results(reply.get("results"), _KEYS, max_results)
