"""Mixture: let the selection agent choose, round by round, which strategy goes on.

PlanGEN (arXiv 2502.16111: a model's prior and a modified UCB).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any, Literal

from plangen.errors import UsageError
from plangen.schema import Candidate
from plangen.strategies.base import ArmStats, Context, Generate, Judge, Note, Search
from plangen.strategies.feedback import critique
from plangen.strategies.parameters import Arms, Count, Temperature, Weight
from plangen.strategies.selection import top
from plangen.strategies.ucb import Arm, Weights, published, pulled, repaired, with_priors


def mixture(
    ctx: Context,
    *,
    arms: Arms = ("best_of_n:n=3", "tree_of_thoughts:breadth=3,depth=10", "rebase:width=5,depth=10"),
    rounds: Count = 5,
    temperature: Temperature = 0.7,
    faithful: bool = False,
    scope: Literal["instance", "run", "store"] = "instance",
    exploration: Weight = 0.5,
    prior: Weight = 1.0,
    diversity: Weight = 0.1,
    recovery: Weight = 0.3,
) -> Search:
    """Draft once, then up to `rounds` times run the arm with the highest UCB on the best plan's feedback.

    Ends when the best score reaches `ctx.threshold`; returns the best plan so far. `faithful` takes Algorithm 1 to the
    letter, the default repairs it (`plangen.strategies.ucb`). `scope="instance"` starts from nothing; `run` and
    `store` start from `ctx.history`, so their results depend on the order of tasks. The paper gives neither the
    weights nor the cap on rounds. Raises `UsageError` where `ctx.lookup` is missing.
    """
    if ctx.lookup is None:
        raise UsageError("`mixture` runs other strategies and needs `Context.lookup`", hint="pass strategies.lookup")
    runs = {arm: ctx.lookup(arm) for arm in arms}
    history = {} if scope == "instance" else ctx.history
    state = {arm: Arm(history.get(arm, ArmStats())) for arm in arms}
    weights = Weights(exploration=exploration, prior=prior, diversity=diversity, recovery=recovery)
    best = top((yield Generate(temperature=temperature, hint=ctx.hint)))
    for _ in range(rounds):
        if best is not None and best.score is not None and best.score >= ctx.threshold:
            break
        hint = critique(best) or ctx.hint
        plans = () if best is None else (best,)
        priors = yield Judge("prior", candidates=plans, options=arms, hint=hint)
        values = (published if faithful else repaired)(with_priors(state, priors or {}), weights)
        arm = max(arms, key=values.__getitem__)
        new = yield from runs[arm](ctx.with_hint(hint))
        state[arm] = yield from _rewarded(arm, state[arm], best, new, ctx.threshold)
        best = top(plan for plan in (best, new) if plan is not None)
    return best


def _rewarded(
    name: str, arm: Arm, best: Candidate | None, new: Candidate | None, threshold: float
) -> Generator[Note, Any, Arm]:
    """Note the pull and return the arm after it; no score is no reward, which is not a reward of nothing."""
    reward = None if new is None else new.score
    if reward is None:
        yield Note("arm", {"arm": name, "reward": None})
        return replace(arm, unjudged=arm.unjudged + 1)
    improved = best is None or best.score is None or reward > best.score
    failed = reward < threshold
    yield Note("arm", {"arm": name, "reward": reward, "improved": improved, "failed": failed})
    return replace(arm, stats=pulled(arm.stats, reward, improved=improved, failed=failed))
