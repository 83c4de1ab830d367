"""Self-consistency: draft n plans without judging any and return the one that most agree on.

Self-consistency (arXiv 2203.11171, t=0.7).
"""

from __future__ import annotations

from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.parameters import Count, Temperature
from plangen.strategies.voting import majority


def self_consistency(ctx: Context, *, n: Count = 5, temperature: Temperature = 0.7) -> Search:
    """Draft `n` plans, spend nothing on verification, and return the shortest of the commonest plan.

    Votes are over parsed plans; texts are compared (case and spacing aside) only if no draft parsed.
    Differs from the paper: it votes over short answers, up to 40 of them.
    """
    drafts = yield Generate(n=n, temperature=temperature, hint=ctx.hint, check=False)
    return majority(drafts, ctx.task)
