"""What a search provider is, and what it finds."""

from __future__ import annotations

from typing import Protocol

from pydantic import Field

from plangen.schema.plan import Value


class SearchResult(Value):
    """One hit. `content` is the provider's excerpt, `score` its own measure, `published` a date as it wrote it."""

    title: str
    url: str
    content: str
    score: float | None = Field(default=None, allow_inf_nan=False)
    published: str | None = None


class SearchProvider(Protocol):
    """A place that answers queries with addresses and excerpts."""

    @property
    def name(self) -> str:
        """The name it is chosen and reported by."""
        ...

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """At most `max_results` hits, best first; makes one attempt and raises the tree's errors."""
        ...
