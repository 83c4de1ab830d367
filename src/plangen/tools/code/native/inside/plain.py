"""Values that may cross the wall: JSON data of bounded depth, nothing else."""

from __future__ import annotations

import math

MAX_DEPTH = 64
MAX_DIGITS = 4000
MAX_ITEMS = 1_000_000


class NotPlain(Exception):
    """The value is not JSON data; the text says why."""


def plain(value: object) -> object:
    """A copy of JSON data in which tuples are lists; raises `NotPlain` for all else.

    Types are compared exactly, so that no method of a foreign class is called.
    """
    return _copy(value, 0, [MAX_ITEMS])


def _copy(value: object, depth: int, room: list[int]) -> object:
    room[0] -= 1
    if depth > MAX_DEPTH or room[0] < 0:
        raise NotPlain(f"nested deeper than {MAX_DEPTH} levels" if depth > MAX_DEPTH else "of too many parts")
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is str or kind is int or kind is float:
        return _scalar(value)
    if kind is list or kind is tuple:
        return [_copy(item, depth + 1, room) for item in value]  # type: ignore[attr-defined]
    if kind is dict:
        return {_key(key): _copy(item, depth + 1, room) for key, item in value.items()}  # type: ignore[attr-defined]
    raise NotPlain(f"of type {type.__getattribute__(kind, '__name__')}")


def _scalar(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        raise NotPlain("a number that is not finite")
    if isinstance(value, int) and value.bit_length() > MAX_DIGITS * 3.32:
        raise NotPlain(f"a number of more than {MAX_DIGITS} digits")
    if isinstance(value, str):
        return _key(value)
    return value


def _key(value: object) -> str:
    if type(value) is not str:
        raise NotPlain("a dict whose keys are not all text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotPlain("text with half a surrogate pair") from None
    return value
