"""Sound-verifier loop: refine one plan until it is certified, or return nothing.

LLM-Modulo (arXiv 2402.08115, 2411.14484; 10 rounds).
"""

from __future__ import annotations

from plangen.schema import Candidate
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.feedback import Level, errors
from plangen.strategies.parameters import Count, Temperature


def sound_loop(
    ctx: Context,
    *,
    rounds: Count = 10,
    level: Level = "all",
    temperature: Temperature = 0.7,
) -> Search:
    """Draft, then refine with the errors found, until a draft is certified; after `rounds` drafts abstain.

    `level` is how much of the errors the generator is told: that there is one, the first, or all. A draft that failed
    counts as a round. A model's approval is not enough: without a program that checks, this always abstains.
    """
    return (yield from improve(ctx, None, rounds=rounds, level=level, temperature=temperature))


def improve(ctx: Context, current: Candidate | None, *, rounds: int, level: Level, temperature: float) -> Search:
    """The loop of `sound_loop` from `current` on, which was not certified."""
    for _ in range(rounds):
        if current is None:
            drafts = yield Generate(temperature=temperature, hint=ctx.hint)
        else:
            hint = errors(current, level=level)
            drafts = yield Generate(mode="refine", parents=(current,), temperature=temperature, hint=hint)
        current = drafts[0] if drafts else current
        if current is not None and current.certified:
            return current
    return None
