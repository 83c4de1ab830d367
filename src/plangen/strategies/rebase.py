"""REBASE: grow a tree of steps level by level, with more children for the nodes of higher reward.

REBASE (arXiv 2408.00724: width 16, depth 25, balance 0.2, t=1); PlanGEN's variant (arXiv 2502.16111) by `shrink`.
"""

from __future__ import annotations

from typing import Literal

from plangen.schema import Candidate
from plangen.strategies.allotment import allot
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.leaves import leaves
from plangen.strategies.parameters import Count, Positive, Temperature
from plangen.strategies.voting import Pick, chosen


def rebase(
    ctx: Context,
    *,
    width: Count = 16,
    depth: Count = 25,
    balance: Positive = 0.2,
    temperature: Temperature = 1.0,
    shrink: Literal["complete", "expand"] = "complete",
    pick: Pick = "best",
) -> Search:
    """Share `width` children out over the partial plans of each level by the softmax of score / `balance`.

    The width falls by one with each completed plan. `shrink="expand"` is PlanGEN's rule: one less for each node that
    was expanded, end at the first completed plan; long plans are then seldom completed. `pick="vote"` is the weighted
    vote of the REBASE paper, which lets wrong plans outvote a better one where scores are of a sound verifier.
    Differs from the papers: a search that completed nothing completes its best partial plan in one more draft.
    """
    front: list[Candidate] = []
    ends: list[Candidate] = []
    expanded = 0
    for level in range(depth):
        left = width - (len(ends) if shrink == "complete" else expanded)
        if left <= 0 or (shrink == "expand" and ends):
            break
        if level == 0:
            batch = [Generate(mode="step", n=left, temperature=temperature, hint=ctx.hint)]
        else:
            shares = zip(front, allot([node.score for node in front], left, balance=balance), strict=True)
            batch = [Generate(mode="step", parents=(node,), n=n, temperature=temperature) for node, n in shares if n]
        kids = [kid for siblings in (yield batch) for kid in siblings]
        expanded += len(batch)
        ends += [kid for kid in kids if kid.complete]
        live = [kid for kid in kids if not kid.complete]
        if not live:
            break
        front = live
    return chosen((yield from leaves(ends, front, temperature=temperature)), ctx.task, pick)
