"""Best-of-N: draft n plans at once and keep the one that is judged best.

PlanGEN (arXiv 2502.16111, n=5, t=0.7); repeated sampling (arXiv 2407.21787).
"""

from __future__ import annotations

from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.parameters import Count, Temperature
from plangen.strategies.selection import top


def best_of_n(ctx: Context, *, n: Count = 5, temperature: Temperature = 0.7) -> Search:
    """Draft `n` plans concurrently and return the best.

    With a sound verifier this is repeated sampling: the engine stops at the first certified draft.
    Differs from the paper: a draft that could not be judged has no score, it is not given a low one.
    """
    drafts = yield Generate(n=n, temperature=temperature, hint=ctx.hint)
    return top(drafts)
