"""When a failed tool call is tried again, and after how long; decides only, never waits."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from random import Random

from plangen.errors import (
    BadReplyError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
)

_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds between attempts: doubled from `base` to `cap`, drawn from the upper half; a Retry-After up to `cap`."""

    base: float = 0.5
    cap: float = 20.0

    def delay(self, error: Exception, attempt: int, random: Random) -> float:
        """Seconds to wait after attempt number `attempt`, counted from 1."""
        named = error.retry_after if isinstance(error, RateLimitError) else None
        if named is not None and 0 <= named <= self.cap:
            return named + random.uniform(0, self.base)
        ceiling = min(self.cap, self.base * 2 ** min(attempt - 1, 30))
        return random.uniform(ceiling / 2, ceiling)


def is_passing(error: Exception) -> bool:
    """Whether the same call may succeed a moment later: no connection, no answer in time, an overloaded server."""
    if isinstance(error, ConnectionError | TimeoutError | ProviderUnreachableError | ProviderTimeoutError):
        return True
    if type(error) is ProviderError or isinstance(error, RateLimitError | BadReplyError):
        return True
    # Not imported for this: an error of httpx exists only where httpx was loaded.
    httpx = sys.modules.get("httpx")
    if httpx is not None and isinstance(error, httpx.TransportError):
        return True
    return getattr(getattr(error, "response", None), "status_code", None) in _PASSING_STATUS
