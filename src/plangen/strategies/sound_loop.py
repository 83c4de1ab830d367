"""Sound-verifier loop: refine one plan until it is certified, or return nothing.

LLM-Modulo (arXiv 2402.08115, 2411.14484; 10 rounds).
"""

from __future__ import annotations

from plangen.schema import Candidate
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.feedback import Level, afresh, errors
from plangen.strategies.parameters import Count, Temperature
from plangen.strategies.progress import stuck

PATIENCE = 2


def sound_loop(
    ctx: Context,
    *,
    rounds: Count = 10,
    level: Level = "all",
    temperature: Temperature = 0.7,
    patience: Count = PATIENCE,
) -> Search:
    """Draft, then refine with the errors found, until a draft is certified; after `rounds` drafts abstain.

    `level` is how much of the errors the generator is told: that there is one, the first, or all. A draft that failed
    counts as a round. A model's approval is not enough: without a program that checks, this always abstains.
    Differs from the papers: after `patience` refinements without progress, or when the nearest repair changes more
    than half of the plan, the next draft begins anew with what was broken; `patience=rounds` is the papers' loop.
    """
    return (yield from improve(ctx, None, rounds=rounds, level=level, temperature=temperature, patience=patience))


def improve(
    ctx: Context,
    current: Candidate | None,
    *,
    rounds: int,
    level: Level,
    temperature: float,
    patience: int = PATIENCE,
) -> Search:
    """The loop of `sound_loop` from `current` on, which was not certified."""
    chain = [current] if current else []
    for _ in range(rounds):
        if not chain:
            drafts = yield Generate(temperature=temperature, hint=ctx.hint)
        elif stuck(chain, patience=patience):
            hint = "\n".join(filter(None, (ctx.hint, afresh(chain[-1], level=level))))
            drafts = yield Generate(temperature=temperature, hint=hint)
            chain = [] if drafts else chain
        else:
            hint = errors(chain[-1], level=level)
            drafts = yield Generate(mode="refine", parents=(chain[-1],), temperature=temperature, hint=hint)
        chain += drafts[:1]
        if chain and chain[-1].certified:
            return chain[-1]
    return None
