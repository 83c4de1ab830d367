"""Runs several things at once, no more than so many, and ends all of them with the first error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from plangen.errors import PlangenError

T = TypeVar("T")
R = TypeVar("R")


async def together(function: Callable[[T], Awaitable[R]], items: Sequence[T], *, at_once: int) -> list[R]:
    """`function` of each item, in the order of the items; the first PlangenError cancels the rest and is raised."""
    slots = asyncio.Semaphore(at_once)

    async def one(item: T) -> R:
        async with slots:
            return await function(item)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(item)) for item in items]
    except* PlangenError as errors:
        raise _first(errors) from None
    return [task.result() for task in tasks]


def _first(errors: BaseExceptionGroup[PlangenError]) -> PlangenError:
    error: PlangenError | BaseExceptionGroup[PlangenError] = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
