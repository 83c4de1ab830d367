"""Keeps calls apart: at most so many a second begin."""

from __future__ import annotations

import asyncio


class Pace:
    """Lets one caller pass every `1 / per_second` seconds, in the order in which they came."""

    def __init__(self, per_second: float) -> None:
        self._apart = 1.0 / per_second
        self._next = float("-inf")

    async def turn(self) -> None:
        """Return when it is the caller's turn; a caller that is cancelled while waiting leaves its turn unused."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next)
        self._next = at + self._apart
        if at > now:
            await asyncio.sleep(at - now)
