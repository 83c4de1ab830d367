"""Amounts as people write them on a command line: 200k tokens, 10m of time."""

from __future__ import annotations

import math
import re

from plangen.errors import UsageError

_COUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([kKmM]?)")
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h)?")
_THOUSANDS = {"": 1, "k": 1_000, "m": 1_000_000}
_SECONDS = {None: 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def count(text: str, option: str) -> int:
    """A whole number such as `60`, `200k` or `1.5M`; raises UsageError that names the option."""
    match = _COUNT.fullmatch(text.strip())
    number = float(match[1]) * _THOUSANDS[match[2].lower()] if match else 0.0
    if match is None or number < 1 or number != int(number) or number > 1e15:
        raise UsageError(f"{option} cannot take `{text}`", hint="write a whole number above 0, such as 60, 200k or 1M")
    return int(number)


def seconds(text: str, option: str) -> float:
    """A time such as `90` or `90s`, `10m`, `1h`, in seconds; raises UsageError that names the option."""
    match = _TIME.fullmatch(text.strip())
    number = float(match[1]) * _SECONDS[match[2]] if match else 0.0
    if match is None or not 0 < number < 1e9:
        raise UsageError(f"{option} cannot take `{text}`", hint="write seconds, or a time such as 90s, 10m or 1h")
    return number


def money(amount: float, option: str) -> float:
    """US dollars above 0; raises UsageError that names the option."""
    if not (math.isfinite(amount) and amount > 0):
        raise UsageError(f"{option} cannot take `{amount}`", hint="write US dollars above 0, such as 0.50")
    return amount
