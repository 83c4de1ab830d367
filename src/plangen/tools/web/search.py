"""The tool `web_search`: the first provider that answers, paced and cached."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from plangen.errors import ConfigurationError, RateLimitError, UsageError, WorldError
from plangen.tools.spec import ToolSpec
from plangen.tools.web.base import SearchProvider, SearchResult
from plangen.tools.web.pace import Pace

_PER_SECOND = 5.0
_MOST_RESULTS = 20
_LONGEST_QUERY = 400
_MOST_CACHED = 512
_LONGEST_WAIT_S = 600.0


@dataclass(frozen=True, slots=True)
class SearchReply:
    """Hits, the provider that gave them, and the providers that failed before it, each with its error's code."""

    provider: str
    results: tuple[SearchResult, ...]
    failed: tuple[tuple[str, str], ...] = ()
    cached: bool = False


class WebSearch:
    """Searches with the first of `providers` that answers; a reply is kept `ttl_s` seconds per provider and query.

    A provider that asked to wait is left alone until then (10 minutes at most). `per_second` bounds the calls that
    begin at each provider, unless the provider names a bound of its own. Its results are untrusted text.
    """

    name = "web_search"
    description = "Search the web; returns titles, addresses and excerpts, best first."
    schema: ClassVar[Mapping[str, Any]] = {
        "type": "object",
        "properties": {
            "query": {"type": "string", "minLength": 1, "maxLength": _LONGEST_QUERY, "description": "what to look for"},
            "max_results": {"type": "integer", "minimum": 1, "maximum": _MOST_RESULTS, "default": 5},
        },
        "required": ["query"],
        "additionalProperties": False,
    }

    def __init__(
        self,
        providers: Sequence[SearchProvider],
        *,
        per_second: float = _PER_SECOND,
        ttl_s: float = 900.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not providers:
            raise ConfigurationError(
                "no search provider is configured", hint="set TAVILY_API_KEY or another key, or install `.[search]`"
            )
        self._providers = tuple(providers)
        self._paces = {p.name: Pace(getattr(p, "per_second", per_second)) for p in providers}
        self._closed: dict[str, float] = {}
        self._ttl_s = ttl_s
        self._clock = clock
        self._cache: OrderedDict[tuple[str, str, int], tuple[float, tuple[SearchResult, ...]]] = OrderedDict()

    @property
    def providers(self) -> tuple[SearchProvider, ...]:
        """Those that are asked, in their order."""
        return self._providers

    def spec(self) -> ToolSpec:
        """The tool with its limits: it may be repeated, changes nothing, and its results taint."""
        return ToolSpec(
            name=self.name,
            description=self.description,
            schema=self.schema,
            run=self.run,
            idempotent=True,
            side_effects=False,
        )

    async def call(self, args: dict[str, Any]) -> str:
        """`run` as JSON text."""
        return json.dumps(await self.run(args), ensure_ascii=False)

    async def run(self, args: dict[str, Any]) -> dict[str, Any]:
        """`search` as JSON data: `provider`, `results` and, where there are any, `failed`."""
        unknown = set(args) - {"query", "max_results"}
        if unknown:
            raise UsageError(f"web_search takes no argument `{min(unknown)}`", hint="give query and max_results")
        reply = await self.search(args.get("query", ""), args.get("max_results", 5))
        results = [r.model_dump(exclude_none=True) for r in reply.results]
        return {"provider": reply.provider, "results": results} | (
            {"failed": dict(reply.failed)} if reply.failed else {}
        )

    async def search(self, query: str, max_results: int = 5) -> SearchReply:
        """Hits for `query` (1 to 400 characters), at most `max_results` (1 to 20).

        Where a provider fails the next one is asked; where all fail, the first one's error is raised. Raises
        UsageError on bad arguments.
        """
        query = _checked(query, max_results)
        failed: list[tuple[str, WorldError]] = []
        for provider in self._providers:
            try:
                results, cached = await self._ask(provider, query, max_results)
            except WorldError as error:
                failed.append((provider.name, error))
                continue
            return SearchReply(provider.name, results, tuple((name, e.code) for name, e in failed), cached)
        raise failed[0][1]

    async def _ask(
        self, provider: SearchProvider, query: str, max_results: int
    ) -> tuple[tuple[SearchResult, ...], bool]:
        key = (provider.name, query, max_results)
        if (kept := self._cache.get(key)) is not None and kept[0] > self._clock():
            self._cache.move_to_end(key)
            return kept[1], True
        if (wait := self._closed.get(provider.name, 0.0) - self._clock()) > 0:
            raise RateLimitError(f"{provider.name} asked to wait {wait:.0f} s more", retry_after=wait, hint="wait")
        await self._paces[provider.name].turn()
        try:
            results = await provider.search(query, max_results)
        except RateLimitError as error:
            self._closed[provider.name] = self._clock() + min(error.retry_after or 0.0, _LONGEST_WAIT_S)
            raise
        self._cache[key] = (self._clock() + self._ttl_s, results)
        self._cache.move_to_end(key)
        if len(self._cache) > _MOST_CACHED:
            self._cache.popitem(last=False)
        return results, False


def _checked(query: Any, max_results: Any) -> str:
    if not isinstance(query, str) or not query.strip() or len(query) > _LONGEST_QUERY:
        raise UsageError(f"a query is a text of 1 to {_LONGEST_QUERY} characters", hint="shorten it to its key words")
    if not isinstance(max_results, int) or isinstance(max_results, bool) or not 1 <= max_results <= _MOST_RESULTS:
        raise UsageError(f"max_results is a number from 1 to {_MOST_RESULTS}", hint="ask for 5")
    return " ".join(query.split())
