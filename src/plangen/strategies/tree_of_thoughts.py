"""Tree of Thoughts: write the plan step by step, try several next steps, go on from the best.

Tree of Thoughts (arXiv 2305.10601) as PlanGEN runs it (arXiv 2502.16111: 3 children, beam 1, 20 steps, t=0.7).
"""

from __future__ import annotations

from typing import Literal

from plangen.schema import Candidate
from plangen.strategies.base import Context, Generate, Judge, Search
from plangen.strategies.leaves import leaves
from plangen.strategies.parameters import Count, Temperature
from plangen.strategies.selection import ranked, top


def tree_of_thoughts(
    ctx: Context,
    *,
    breadth: Count = 3,
    beam: Count = 1,
    depth: Count = 20,
    temperature: Temperature = 0.7,
    value: Literal["score", "vote"] = "score",
) -> Search:
    """Breadth-first search over steps: `breadth` children a node, the best `beam` of them are kept.

    Ends at the first level that holds a complete plan, and returns its best. With `value="vote"` the selection agent
    names the node to go on from (the first of the beam); its score decides where it gives no answer.
    Differs from the papers: when `depth` is used up, the best partial plan is completed in one more draft.
    """
    front: list[Candidate] = []
    ends: list[Candidate] = []
    for level in range(depth):
        if level == 0:
            grown = [(yield Generate(mode="step", n=breadth, temperature=temperature, hint=ctx.hint))]
        else:
            grown = yield [Generate(mode="step", parents=(node,), n=breadth, temperature=temperature) for node in front]
        kids = [kid for siblings in grown for kid in siblings]
        ends = [kid for kid in kids if kid.complete]
        if ends or not kids:
            break
        order = ranked(kids)
        if value == "vote" and len(kids) > 1:
            voted = yield Judge("vote", candidates=tuple(kids))
            if voted is not None:
                order = [kids[voted], *(kid for kid in order if kid is not kids[voted])]
        front = order[:beam]
    return top((yield from leaves(ends, front, temperature=temperature)))
