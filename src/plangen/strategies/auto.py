"""The default: solve what is typed, search the rest.

Formalise, then solve (arXiv 2404.11891); Best-of-N where that cannot be done (PlanGEN, arXiv 2502.16111).
"""

from __future__ import annotations

from plangen.schema import Candidate
from plangen.solvers import engine
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.best_of_n import best_of_n
from plangen.strategies.parameters import Count, Positive


def auto(ctx: Context, *, n: Count = 5, seconds: Positive = 10.0) -> Search:
    """Where a plan format and a typed hard constraint allow it, the solver's plan; else `best_of_n` with `n` drafts.

    The solver's plan is judged like any draft: it is kept unless a check refuses it.
    """
    typed = any(constraint.hard and constraint.check is not None for constraint in ctx.constraints)
    shape = ctx.task.plan_format
    if typed and shape is not None and (shape.slots or shape.values) and engine.installed():
        drafts = yield Generate(mode="solve", hint=ctx.hint, seconds=seconds)
        found: Candidate | None = drafts[0] if drafts else None
        if found is not None and (found.verdict is None or found.verdict.status != "invalid"):
            return found
    return (yield from best_of_n(ctx, n=n))
