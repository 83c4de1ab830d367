"""What an expression may use up: steps of work, and the size of the values it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from plangen.errors import UsageError
from plangen.schema import Plan, Step

MAX_STEPS = 100_000
MAX_WEIGHT = 10_000
MAX_NUMBER = 10**18

_CHARS = 16
"""Characters of text that weigh as much as one item of a list."""


@dataclass(slots=True)
class Meter:
    """The steps of work that are left; every method that charges raises `UsageError` once there are none."""

    left: int = MAX_STEPS

    def charge(self, steps: int = 1) -> None:
        """Pay for work before it is done."""
        self.left -= steps
        if self.left < 0:
            raise UsageError(f"the expression needs more than {MAX_STEPS} steps", hint="ask for less in one check")

    def reading(self, value: Any) -> Any:
        """`value`, paid for by its weight, since the next operation goes through all of it."""
        self.charge(1 + len(value) // _CHARS if isinstance(value, str) else weight(value))
        return value

    def made(self, value: Any) -> Any:
        """`value`, paid for by its weight; one that is too large to be kept raises `UsageError`."""
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            return number(value)
        size = weight(value)
        self.charge(size)
        if size > MAX_WEIGHT:
            raise UsageError("the expression makes a text or a list that is too long", hint="count instead of joining")
        return value

    def each(self, value: Any) -> Iterator[Any]:
        """The items of a list, text, set or dictionary, paid for; a generator pays for its own as it goes."""
        if isinstance(value, str | list | tuple | set | dict):
            self.charge(len(value))
        elif not isinstance(value, Iterator):
            raise TypeError(f"'{type(value).__name__}' is not a list")
        return iter(value)


def number(value: Any) -> Any:
    """A result of arithmetic: below 10**18, finite and real, else `UsageError`."""
    if not isinstance(value, int | float):
        raise UsageError("the expression makes a number that is not real")
    if not (abs(value) < MAX_NUMBER if isinstance(value, int) else isfinite(value)):
        raise UsageError("the expression makes a number that is too large", hint="integers stay below 10**18")
    return value


def weight(value: Any) -> int:
    """How many items a value holds at all depths, 16 characters counting as one; stops above the largest allowed."""
    total, left = 0, [value]
    while left and total <= MAX_WEIGHT:
        item = left.pop()
        total += 1
        if isinstance(item, str):
            total += len(item) // _CHARS
        elif isinstance(item, list | tuple | set):
            left.extend(item)
        elif isinstance(item, dict):
            left.extend(item)
            left.extend(item.values())
        elif isinstance(item, Step):
            left += [item.resources, item.args]
        elif isinstance(item, Plan):
            left += [item.steps, item.values]
    return total + len(left)
