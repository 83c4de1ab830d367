"""Serper: Google's results."""

from __future__ import annotations

from plangen.tools.web.base import SearchResult
from plangen.tools.web.providers.request import Endpoint

_KEYS = {"title": "title", "url": "link", "content": "snippet", "published": "date"}
_MOST = 100


class Serper:
    """Asks `POST /search` with the key in `X-API-KEY`."""

    name = "serper"

    def __init__(self, key: str, *, url: str = "https://google.serper.dev", timeout_s: float = 15.0) -> None:
        self._endpoint = Endpoint(self.name, f"{url}/search", "SERPER_API_KEY", key, timeout_s)

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """At most `max_results` (100) hits; raises as `Endpoint.ask` does."""
        reply = await self._endpoint.ask(
            headers={"X-API-KEY": self._endpoint.key}, body={"q": query, "num": min(max_results, _MOST)}
        )
        return self._endpoint.results(reply.get("organic"), _KEYS, max_results)
