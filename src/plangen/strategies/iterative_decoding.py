"""Iterative decoding: improve on the best draft so far, shown beside the worst.

IAD (arXiv 2504.01931, t=0.6).
"""

from __future__ import annotations

from plangen.schema import Candidate
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.feedback import Kind, afresh, contrast
from plangen.strategies.parameters import Count, Temperature
from plangen.strategies.progress import stuck
from plangen.strategies.selection import extremes, top


def iterative_decoding(
    ctx: Context,
    *,
    n: Count = 2,
    rounds: Count = 4,
    temperature: Temperature = 0.6,
    feedback: Kind = "both",
    patience: Count = 2,
) -> Search:
    """`rounds` rounds of `n` drafts, each refined against the best and the worst of all so far.

    `feedback` says what the drafts are told beyond the two plans: their scores, the verifier's text, both or nothing.
    Ends early when the best score reaches `ctx.threshold`. While no draft has a score there is no best one, and the
    next round drafts afresh. Differs from the paper: so does the round after `patience` refinements that did not
    better the best, with what it broke as feedback; `patience=rounds` is the paper's.
    """
    drafts: list[Candidate] = []
    chain: list[Candidate] = []
    for _ in range(rounds):
        best, worst = extremes(drafts)
        if best is None or best.score is None:
            drafts += yield Generate(n=n, temperature=temperature, hint=ctx.hint)
            continue
        if best.complete and best.score >= ctx.threshold:
            break
        chain.append(best)
        if stuck(chain, patience=patience):
            chain.clear()
            told = afresh(best) if feedback in ("text", "both") else ""
            drafts += yield Generate(n=n, temperature=temperature, hint="\n".join(filter(None, (ctx.hint, told))))
            continue
        parents = (best,) if worst is None else (best, worst)
        hint = contrast(best, worst, kind=feedback)
        drafts += yield Generate(mode="refine", parents=parents, n=n, temperature=temperature, hint=hint)
    return top(drafts)
