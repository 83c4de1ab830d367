"""Exa: search by meaning; the beginning of each page's text comes along."""

from __future__ import annotations

from plangen.tools.web.base import SearchResult
from plangen.tools.web.providers.request import Endpoint

_KEYS = {"title": "title", "url": "url", "content": "text", "score": "score", "published": "publishedDate"}
_MOST = 100
_EXCERPT = 1000


class Exa:
    """Asks `POST /search` with the key in `x-api-key`; excerpts of 1,000 characters."""

    name = "exa"

    def __init__(self, key: str, *, url: str = "https://api.exa.ai", timeout_s: float = 15.0) -> None:
        self._endpoint = Endpoint(self.name, f"{url}/search", "EXA_API_KEY", key, timeout_s)

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """At most `max_results` (100) hits; raises as `Endpoint.ask` does."""
        reply = await self._endpoint.ask(
            headers={"x-api-key": self._endpoint.key},
            body={
                "query": query,
                "numResults": min(max_results, _MOST),
                "contents": {"text": {"maxCharacters": _EXCERPT}},
            },
        )
        return self._endpoint.results(reply.get("results"), _KEYS, max_results)
