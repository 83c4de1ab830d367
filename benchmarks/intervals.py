"""How far a measured share can be trusted: Wilson's interval, and the exact range of a sum of unequal chances."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

_Z95 = 1.959963984540054


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); the whole of [0, 1] when there was no trial."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    spread = _Z95 * sqrt(share * (1 - share) / trials + _Z95**2 / (4 * trials**2))
    middle, scale = share + _Z95**2 / (2 * trials), 1 + _Z95**2 / trials
    # The share itself lies inside; at 0 and 1 it is an end, which rounding would miss by an ulp.
    return max(0.0, min(share, (middle - spread) / scale)), min(1.0, max(share, (middle + spread) / scale))


def count_range(chances: Iterable[float]) -> tuple[int, int]:
    """The least and the largest number of successes that lie in the middle 95 % of independent, unequal chances."""
    mass = [1.0]
    for chance in chances:
        failed, happened = [item * (1 - chance) for item in mass] + [0.0], [0.0] + [item * chance for item in mass]
        mass = [one + other for one, other in zip(failed, happened, strict=True)]
    below, low, high = 0.0, 0, len(mass) - 1
    for number, item in enumerate(mass):
        if below + item > 0.025:
            low = number
            break
        below += item
    above = 0.0
    for number in range(len(mass) - 1, -1, -1):
        if above + mass[number] > 0.025:
            high = number
            break
        above += mass[number]
    return low, high
