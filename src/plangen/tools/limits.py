"""How many calls may be under way, and how often: for each tool, for each resource, and in all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from plangen.tools.spec import ToolSpec


class Bucket:
    """A token bucket: `rate` calls a second, and at most one second's worth (at least one call) at once.

    Times come from the running loop; waiters go in the order in which they came.
    """

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._slack = max(0.0, 1 - self._gap)
        self._next = float("-inf")

    async def take(self) -> None:
        """Wait for the next token."""
        now = asyncio.get_running_loop().time()
        turn = max(self._next, now - self._slack)
        self._next = turn + self._gap
        if turn > now:
            await asyncio.sleep(turn - now)


class Gates:
    """The limits of one run. A call enters only when it is ready to run: no slot is held while it waits for others."""

    def __init__(self, concurrency: int = 64) -> None:
        self._all = asyncio.Semaphore(concurrency)
        self._tools: dict[str, asyncio.Semaphore] = {}
        self._resources: dict[str, asyncio.Lock] = {}
        self._buckets: dict[str, Bucket] = {}

    @asynccontextmanager
    async def of_tool(self, spec: ToolSpec) -> AsyncIterator[None]:
        """A place among the calls of one tool and of its resource, for all attempts of a call."""
        async with AsyncExitStack() as stack:
            if spec.max_concurrency is not None:
                slots = self._tools.setdefault(spec.name, asyncio.Semaphore(spec.max_concurrency))
                await stack.enter_async_context(slots)
            if spec.resource is not None:
                await stack.enter_async_context(self._resources.setdefault(spec.resource, asyncio.Lock()))
            yield

    @asynccontextmanager
    async def of_attempt(self, spec: ToolSpec) -> AsyncIterator[None]:
        """A token of the tool's rate, then a place among all calls."""
        if spec.rate is not None:
            await self._buckets.setdefault(spec.name, Bucket(spec.rate)).take()
        async with self._all:
            yield
