"""REBASE's share-out: how many children each node of a level gets."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, fsum


def allot(scores: Sequence[float | None], width: int, *, balance: float) -> list[int]:
    """Children of each node, in the order of `scores`: they sum to `width` when there is a node to give them to.

    By falling score, `n_i = ceil(left * w_i / Z)` with `w_i = exp(score_i / balance)`, where `left` and `Z` are what
    earlier nodes left over (arXiv 2408.00724); equal scores in the given order.
    Nodes without a score get none, unless no node has one: then all share alike.
    """
    judged = {place: score for place, score in enumerate(scores) if score is not None}
    if not judged:
        judged = dict.fromkeys(range(len(scores)), 0.0)
    order = sorted(judged, key=lambda place: -judged[place])
    highest = max(judged.values(), default=0.0)
    # Shifted by the highest score, which changes no share, so that a small balance cannot overflow.
    weights = [exp((judged[place] - highest) / balance) for place in order]
    shares = [0] * len(scores)
    left = max(width, 0)
    for rank, place in enumerate(order):
        if left == 0:
            break
        shares[place] = ceil(left * weights[rank] / fsum(weights[rank:]) - 1e-9)
        left -= shares[place]
    return shares
