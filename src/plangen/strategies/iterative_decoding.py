"""Iterative decoding: improve on the best draft so far, shown beside the worst.

IAD (arXiv 2504.01931, t=0.6).
"""

from __future__ import annotations

from plangen.schema import Candidate
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.feedback import Kind, contrast
from plangen.strategies.parameters import Count, Temperature
from plangen.strategies.selection import extremes, top


def iterative_decoding(
    ctx: Context,
    *,
    n: Count = 2,
    rounds: Count = 4,
    temperature: Temperature = 0.6,
    feedback: Kind = "both",
) -> Search:
    """`rounds` rounds of `n` drafts, each refined against the best and the worst of all so far.

    `feedback` says what the drafts are told beyond the two plans: their scores, the verifier's text, both or nothing.
    Ends early when the best score reaches `ctx.threshold`. While no draft has a score there is no best one, and the
    next round drafts afresh.
    """
    drafts: list[Candidate] = []
    for _ in range(rounds):
        best, worst = extremes(drafts)
        if best is None or best.score is None:
            drafts += yield Generate(n=n, temperature=temperature, hint=ctx.hint)
            continue
        if best.complete and best.score >= ctx.threshold:
            break
        parents = (best,) if worst is None else (best, worst)
        hint = contrast(best, worst, kind=feedback)
        drafts += yield Generate(mode="refine", parents=parents, n=n, temperature=temperature, hint=hint)
    return top(drafts)
