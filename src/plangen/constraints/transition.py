"""`transition`: between one step and the next there is time for the way."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Tick, Words, pick_timed
from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation
from plangen.schema.plan import Value

Place = Annotated[str, Field(min_length=1, max_length=200)]
Lag = Annotated[int, Field(strict=True, ge=0, le=10**9)]
Legs = Annotated[dict[Place, Lag], Field(max_length=500)]

MAX_LEGS = 10_000


class Transition(Value):
    """In order of start, the next selected step starts at or after the end of the one before plus `lag[from][to]`.

    A pair that is not listed is forbidden; staying at one place needs 0 ticks unless listed. The way from `origin`
    to the first step counts like any other, from `origin_time` on if given. With `exact` the next step starts at that
    very tick. A step without a location breaks it. Steps of equal start and end count in the plan's order. On an
    unfinished plan another step may still come between two, so only what no stopover can mend is reported.
    """

    notation: ClassVar[Mapping[str, Notation]] = {"lag": "lengths", "origin_time": "time"}
    stepwise: ClassVar[bool] = False

    type: Literal["transition"] = "transition"
    select: Select = Field(default_factory=Select)
    lag: dict[Place, Legs] = Field(max_length=500)
    origin: Place | None = None
    origin_time: Tick | None = None
    exact: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _sides(self) -> Self:
        if sum(map(len, self.lag.values())) > MAX_LEGS:
            raise ValueError(f"more than {MAX_LEGS} pairs of places")
        if self.origin_time is not None and self.origin is None:
            raise ValueError("`origin_time` needs `origin`, the place to start from")
        return self

    def needed(self, start: str, end: str) -> int | None:
        """The ticks that the way takes, or `None` when it is forbidden."""
        listed = self.lag.get(start, {}).get(end)
        return 0 if listed is None and start == end else listed

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation for each way that is forbidden (`by` is `None`), too short or, if `exact`, too long."""
        steps, timed = pick_timed(self.select, plan, scope)
        if timed.violations is None:
            return timed
        nowhere = [step.id for step in steps if not step.location]
        faults = (*timed.violations, *(Violation(message=f"{name} has no location", steps=(name,)) for name in nowhere))
        if faults:
            return Judgement(faults)
        steps.sort(key=lambda step: (step.start or 0, step.end or 0))
        found = self._first(steps[0], scope) if steps and self.origin is not None else None
        legs = (self._leg(before, after, scope) for before, after in pairwise(steps))
        return Judgement(tuple(violation for violation in (found, *legs) if violation is not None))

    def describe(self, words: Words = TICKS) -> str:
        """`between two steps in a row (every step) the way takes: from Dock to Hill 20 min; no other ...`."""
        ways = "; ".join(
            f"from {start} " + ", ".join(f"to {end} {words.length(lag)}" for end, lag in ends.items())
            for start, ends in self.lag.items()
            if ends
        )
        takes = f"takes: {ways}" if ways else "is never from one place to another"
        text = f"between two steps in a row ({self.select.describe()}) the way {takes}"
        text += "; no other way is possible" if ways else ""
        if self.origin is not None:
            when = "" if self.origin_time is None else f" at {words.time(self.origin_time)}"
            text += f"; the first way begins at {self.origin}{when}"
        return text + ("; no time is idle" if self.exact else "")

    def _first(self, step: Step, scope: Scope) -> Violation | None:
        origin = self.origin or ""
        if self.origin_time is None:
            if self._least(origin, step.location or "", scope) is not None:
                return None
            return self._forbidden(origin, step, (step.id,), f"{step.id} is the first step")
        said = f"after {scope.words.time(self.origin_time)}"
        return self._way(origin, self.origin_time, step, (step.id,), said, scope)

    def _leg(self, before: Step, after: Step, scope: Scope) -> Violation | None:
        both = (before.id, after.id)
        return self._way(before.location or "", before.end or 0, after, both, f"after {before.id}", scope)

    def _way(
        self, place: str, end: int, step: Step, steps: tuple[str, ...], after: str, scope: Scope
    ) -> Violation | None:
        start, target = step.start or 0, step.location or ""
        lag = self._least(place, target, scope)
        if lag is None:
            return self._forbidden(place, step, steps, f"{step.id} comes {after}")
        slack = start - end - lag
        if slack == 0 or (slack > 0 and (scope.partial or not self.exact)):
            return None
        length = scope.words.length
        why = f"{place} -> {target} needs {length(lag)}" + (", no time may be idle" if slack > 0 else "")
        message = f"{step.id} starts {length(abs(slack))} too {'late' if slack > 0 else 'soon'} {after}: {why}"
        return Violation(message=message, steps=steps, expected=end + lag, actual=start, by=abs(slack))

    def _forbidden(self, place: str, step: Step, steps: tuple[str, ...], how: str) -> Violation:
        message = f"{how}, but there is no way {place} -> {step.location}"
        known = ", ".join(list(self.lag.get(place, {}))[:10])
        return Violation(message=message, steps=steps, expected=known or "no way at all", actual=step.location)

    def _least(self, start: str, end: str, scope: Scope) -> int | None:
        return self._shortest(start, end) if scope.partial else self.needed(start, end)

    def _shortest(self, start: str, end: str) -> int | None:
        """The ticks of the shortest way over any stopovers (steps without length that are still to come)."""
        if start == end:
            return 0
        queue, seen = [(0, start)], set()
        while queue:
            ticks, place = heappop(queue)
            if place == end:
                return ticks
            if place not in seen:
                seen.add(place)
                for further, lag in self.lag.get(place, {}).items():
                    heappush(queue, (ticks + lag, further))
        return None
