"""Hybrid: several chains of revisions side by side, by two integers from all parallel to all sequential.

Compute-optimal scaling (arXiv 2408.03314).
"""

from __future__ import annotations

from plangen.schema import Candidate
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.feedback import critique
from plangen.strategies.parameters import Count, Temperature
from plangen.strategies.voting import Pick, chosen


def hybrid(
    ctx: Context,
    *,
    parallel: Count = 4,
    sequential: Count = 2,
    temperature: Temperature = 0.7,
    pick: Pick = "best",
) -> Search:
    """`parallel` drafts, each revised `sequential - 1` times with its own feedback; all of them can be chosen.

    Easy tasks want a large `sequential`, hard ones a mix. A revision that failed leaves its chain where it was.
    `pick="vote"` is the paper's weighted vote over all drafts; `best` keeps the one with the highest score.
    """
    chains: list[Candidate] = yield Generate(n=parallel, temperature=temperature, hint=ctx.hint)
    drafts = list(chains)
    for _ in range(sequential - 1):
        if not chains:
            break
        revised = yield [
            Generate(mode="refine", parents=(draft,), temperature=temperature, hint=critique(draft)) for draft in chains
        ]
        drafts += [draft for revision in revised for draft in revision]
        chains = [revision[0] if revision else draft for draft, revision in zip(chains, revised, strict=True)]
    return chosen(drafts, ctx.task, pick)
