"""Plans aimed at times: windows, lengths, intervals to avoid or to cover, the plan's bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plangen.schema import Plan
from plangen.trust.trials.edits import length, only
from plangen.trust.trials.target import Target

MAX_INTERVALS = 60
_BESIDE = (-1, 0, 1)


def window(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """Each selected step a tick before, at and behind either bound: with its own length, and one tick long."""
    for step in target.some(check):
        for size in {length(step), 1}:
            for by in _BESIDE:
                if check.get("earliest") is not None:
                    yield from target.placed(step, check["earliest"] + by, check["earliest"] + by + size)
                if check.get("latest") is not None:
                    yield from target.placed(step, check["latest"] + by - size, check["latest"] + by)


def duration(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """Each selected step a tick shorter than, as long as and a tick longer than either bound."""
    bounds = [check[name] for name in ("min", "max") if check.get(name) is not None]
    for step in target.some(check):
        for size in sorted({bound + by for bound in bounds for by in _BESIDE if bound + by >= 0}):
            yield from target.placed(step, step.start or 0, (step.start or 0) + size)


def avoid(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """A selected step inside each interval, and touching, overlapping and clear of either end of it."""
    for step in target.some(check)[:1]:
        for low, high in (check.get("intervals") or ())[:MAX_INTERVALS]:
            own = length(step) or 1
            for size in {own, 1, min(own, high - low)}:
                for start in (low - size, low - size + 1, low, high - size, high - 1, high, (low + high - size) // 2):
                    yield from target.placed(step, start, start + size)


def present(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """A step at the place over exactly the interval, a tick more and a tick less at either end, and none."""
    low, high = check["interval"]
    there = [step for step in target.base.steps if step.location == check.get("location")]
    yield target.gone(*there)
    for step in there[:1]:
        for early in _BESIDE:
            for late in _BESIDE:
                yield from target.placed(step, low + early, high + late)


def bounds(check: Mapping[str, Any], target: Target) -> Iterator[Plan]:
    """One step over the whole plan, a tick more and a tick less at either end."""
    low, high = target.edges()
    start = check["start"] if check.get("start") is not None else low
    end = check["end"] if check.get("end") is not None else high
    for step in target.base.steps[:1]:
        for early in _BESIDE:
            for late in _BESIDE:
                if start + early <= end + late:
                    moved = step.model_copy(update={"start": start + early, "end": end + late})
                    yield only(target.base, moved)
