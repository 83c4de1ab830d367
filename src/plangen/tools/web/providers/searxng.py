"""SearXNG: a meta search engine that one hosts oneself."""

from __future__ import annotations

from plangen.errors import AuthenticationError, RequestRefusedError
from plangen.tools.web.base import SearchResult
from plangen.tools.web.providers.request import Endpoint

_KEYS = {"title": "title", "url": "url", "content": "content", "score": "score", "published": "publishedDate"}


class Searxng:
    """Asks `GET /search?format=json` of the server at `url`; the number of hits is the server's, cut here."""

    name = "searxng"

    def __init__(self, url: str, *, timeout_s: float = 15.0) -> None:
        self._endpoint = Endpoint(self.name, f"{url.rstrip('/')}/search", "SEARXNG_URL", timeout_s=timeout_s)

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """At most `max_results` hits; raises as `Endpoint.ask` does."""
        try:
            reply = await self._endpoint.ask(query={"q": query, "format": "json"})
        except AuthenticationError as error:
            raise RequestRefusedError(
                f"{self.name} refuses to answer in JSON", hint="add `json` to `search.formats` in its settings.yml"
            ) from error
        return self._endpoint.results(reply.get("results"), _KEYS, max_results)
