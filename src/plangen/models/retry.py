"""When a failed model call is tried again, and after how long; decides only, never waits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

from plangen.errors import (
    BadReplyError,
    EmptyReplyError,
    PlangenError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    TruncatedReplyError,
)


def is_reply_fault(error: PlangenError) -> bool:
    """Whether a reply came but was useless: such a call may have been paid, so it is asked again only once."""
    return isinstance(error, BadReplyError | EmptyReplyError | TruncatedReplyError)


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds named by a Retry-After header: a number or an HTTP date; `None` when absent, negative or unreadable."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (aware - now).total_seconds())
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


@dataclass(frozen=True, slots=True)
class Retry:
    """The retry policy of one model call; all times in seconds.

    Backoff doubles from `base` to `cap` and is drawn from its upper half; a Retry-After is honoured up to
    `retry_after_cap`, plus at most `base` so that callers who failed together do not return together.
    `attempts` counts the first call; `reasks` bounds repeats of a call whose reply was useless; `budget_seconds`
    is the time since the first call after which none follows.
    """

    attempts: int = 4
    base: float = 0.5
    cap: float = 20.0
    budget_seconds: float = 120.0
    retry_after_cap: float = 60.0
    reasks: int = 1

    def is_transient(self, error: PlangenError) -> bool:
        """Whether the same call may succeed a moment later.

        A truncated reply is transient only if the connection ended early (its cause is a `ConnectionError`): a
        reply that met the token limit would meet it again. Refused keys, requests and answers are permanent.
        """
        if isinstance(error, TruncatedReplyError):
            return isinstance(error.__cause__, ConnectionError)
        if isinstance(error, ProviderUnreachableError | ProviderTimeoutError | BadReplyError | EmptyReplyError):
            return True
        return type(error) is ProviderError or isinstance(error, RateLimitError)

    def allows(self, error: PlangenError, attempt: int, *, elapsed: float = 0.0) -> bool:
        """Whether another attempt may follow the failed one.

        `attempt` is its number, from 1; `elapsed` the seconds since the first attempt began.
        """
        attempts = min(self.attempts, 1 + self.reasks) if is_reply_fault(error) else self.attempts
        return attempt < attempts and elapsed < self.budget_seconds and self.is_transient(error)

    def delay(self, error: PlangenError, attempt: int, random: Random) -> float:
        """Seconds to wait before the attempt that follows number `attempt`."""
        named = error.retry_after if isinstance(error, RateLimitError) else None
        if named is not None and math.isfinite(named) and named >= 0:
            return min(named, self.retry_after_cap) + random.uniform(0, self.base)
        ceiling = min(self.cap, self.base * 2 ** min(attempt - 1, 30))
        return random.uniform(ceiling / 2, ceiling)
