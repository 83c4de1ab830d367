"""What a run may spend, what is promised to calls in flight, and what is spent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, fields

from plangen.errors import BudgetExhaustedError, ConfigurationError, UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of a run, `None` for no cap: model and tool calls, tokens (prompt + completion), US dollars, seconds."""

    calls: int | None = None
    tokens: int | None = None
    cost: float | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if value is not None and not value > 0:
                raise UsageError(f"the limit of {item.name} must be above 0, not {value}")


@dataclass(frozen=True, slots=True)
class Charge:
    """What a call costs; `cost` in US dollars, `None` when the price is unknown."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = 0.0
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """Prompt and completion tokens."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Charge) -> Charge:
        known = self.cost is not None and other.cost is not None
        return Charge(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            (self.cost or 0.0) + (other.cost or 0.0) if known else None,
            self.estimated or other.estimated,
        )


class Reservation:
    """An upper bound promised to one call in flight; settle it exactly once."""

    def __init__(self, budget: Budget, bound: Charge) -> None:
        self._budget = budget
        self.bound = bound
        self._open = True

    def settle(self, actual: Charge) -> None:
        """Replace the promise by what was really spent; a second settlement is ignored."""
        if self._open:
            self._open = False
            self._budget._settle(self.bound, actual)


class Budget:
    """Reserves before dispatch, over all concurrent branches of a run, so that spend never exceeds a cap.

    The overshoot is 0 as long as a call's reservation is an upper bound of its price. `held` is a slice kept
    back for completing the best partial plan: only `reserve(..., held=True)` may use it.
    """

    def __init__(
        self, limits: Limits, *, spent: Charge | None = None, on_warning: Callable[[str, float], None] | None = None
    ) -> None:
        self.limits = limits
        self.spent = spent or Charge()
        self._reserved: list[Charge] = []
        self._held_calls = 0
        self._changed = asyncio.Event()
        self._started = time.monotonic()
        self._on_warning = on_warning
        self._warned: set[str] = set()

    @property
    def elapsed(self) -> float:
        """Seconds since the run started in this process, on the monotonic clock."""
        return time.monotonic() - self._started

    def seconds_left(self) -> float | None:
        """Seconds until the deadline, at least 0, or `None` without one."""
        return None if self.limits.seconds is None else max(0.0, self.limits.seconds - self.elapsed)

    def hold(self, calls: int) -> None:
        """Keep `calls` calls back for completing the best partial plan; 0 gives them free again."""
        self._held_calls = calls

    async def reserve(self, bound: Charge, *, held: bool = False) -> Reservation:
        """Promise `bound` to a call; waits while calls in flight may still give tokens or money back.

        Raises BudgetExhaustedError naming `calls`, `tokens` or `cost` when it cannot fit any more.
        """
        if self.limits.cost is not None and bound.cost is None:
            raise ConfigurationError(
                "a money limit needs known prices, and the price of this model is unknown",
                hint="give its price with PLANGEN_PRICES, or limit calls or tokens instead of money",
            )
        while (blocked := self._blocked(bound, held)) is not None:
            resource, final = blocked
            if final:
                raise BudgetExhaustedError(resource, f"the limit of {resource} is reached: {self._state(resource)}")
            self._changed.clear()
            await self._changed.wait()
        self._reserved.append(bound)
        return Reservation(self, bound)

    def _blocked(self, bound: Charge, held: bool) -> tuple[str, bool] | None:
        """Which resource has no room for `bound`, and whether waiting cannot help."""
        limits, spent = self.limits, self.spent
        kept = 0 if held else self._held_calls
        in_flight = sum(item.calls for item in self._reserved)
        if limits.calls is not None and spent.calls + in_flight + bound.calls > limits.calls - kept:
            return "calls", True
        reserved = sum(item.tokens for item in self._reserved)
        if limits.tokens is not None and spent.tokens + reserved + bound.tokens > limits.tokens:
            return "tokens", not self._reserved or spent.tokens + bound.tokens > limits.tokens
        if limits.cost is not None:
            already, wanted = spent.cost or 0.0, bound.cost or 0.0
            promised = sum(item.cost or 0.0 for item in self._reserved)
            if already + promised + wanted > limits.cost + 1e-12:
                return "cost", not self._reserved or already + wanted > limits.cost + 1e-12
        return None

    def _settle(self, bound: Charge, actual: Charge) -> None:
        self._reserved.remove(bound)
        self.spent += actual
        self._changed.set()
        for resource, share in self._shares().items():
            if share >= 0.8 and resource not in self._warned:
                self._warned.add(resource)
                if self._on_warning:
                    self._on_warning(resource, share)

    def _shares(self) -> dict[str, float]:
        limits, spent = self.limits, self.spent
        shares = {}
        if limits.calls:
            shares["calls"] = spent.calls / limits.calls
        if limits.tokens:
            shares["tokens"] = spent.tokens / limits.tokens
        if limits.cost and spent.cost is not None:
            shares["cost"] = spent.cost / limits.cost
        return shares

    def _state(self, resource: str) -> str:
        used = {"calls": self.spent.calls, "tokens": self.spent.tokens, "cost": self.spent.cost}[resource]
        cap = {"calls": self.limits.calls, "tokens": self.limits.tokens, "cost": self.limits.cost}[resource]
        return f"{used} of {cap} spent" if used is not None else f"unknown of {cap} spent"
