"""PlanGEN's selection rule: how promising each arm of the mixture is, as published and repaired.

PlanGEN (arXiv 2502.16111, Algorithm 1). Both rules are pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import log, sqrt

from plangen.strategies.base import ArmStats

CAP = 5.0
"""Largest exploration bonus before its weight (the 5 of Algorithm 1)."""


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm at one moment: its statistics, its pulls that nobody could judge, and the model's prior in [0, 1]."""

    stats: ArmStats = field(default_factory=ArmStats)
    unjudged: int = 0
    prior: float = 0.0

    @property
    def tries(self) -> int:
        """All pulls, judged or not."""
        return self.stats.pulls + self.unjudged


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the terms; the paper gives no values for the last three."""

    exploration: float = 0.5
    prior: float = 1.0
    diversity: float = 0.1
    recovery: float = 0.3


def published(arms: Mapping[str, Arm], weights: Weights) -> dict[str, float]:
    """Algorithm 1 to the letter: `R/(C Rmax) + min(sqrt(2 ln(T+1)/C), 5) + prior/(1+T) + diversity + recovery`.

    C counts from 1 and R, in -100..100, from 0. `Rmax` is the largest total over the arms, or 1 where that is 0.
    Its faults are kept: an always perfect arm is worth 1/C, and if all totals are negative the order turns round.
    """
    totals = {name: 200 * arm.stats.total - 100 * arm.stats.pulls for name, arm in arms.items()}
    largest = max(totals.values(), default=0.0) or 1.0
    trials = sum(arm.tries for arm in arms.values())
    return {
        name: totals[name] / ((arm.stats.pulls + 1) * largest)
        + min(sqrt(2 * log(trials + 1) / (arm.tries + 1)), CAP)
        + weights.prior / (1 + trials) * arm.prior
        + weights.diversity / (arm.tries + 2)
        + weights.recovery * arm.stats.recovery
        for name, arm in arms.items()
    }


def repaired(arms: Mapping[str, Arm], weights: Weights) -> dict[str, float]:
    """Mean reward + capped exploration + fading prior + diversity + recovery, every reward in [0, 1].

    An arm that was never judged stands at the mean of all judged pulls, so that no arm starts with a hidden failure.
    Pulls that nobody could judge lower exploration and diversity and leave the mean alone.
    """
    pulls = sum(arm.stats.pulls for arm in arms.values())
    mean = sum(arm.stats.total for arm in arms.values()) / pulls if pulls else 0.0
    trials = sum(arm.tries for arm in arms.values())
    return {
        name: (arm.stats.total / arm.stats.pulls if arm.stats.pulls else mean)
        + weights.exploration * min(sqrt(2 * log(trials + 1) / (arm.tries + 1)), CAP)
        + weights.prior / (1 + trials) * arm.prior
        + weights.diversity / (arm.tries + 1)
        + weights.recovery * arm.stats.recovery
        for name, arm in arms.items()
    }


def pulled(stats: ArmStats, reward: float, *, improved: bool, failed: bool) -> ArmStats:
    """The statistics after one judged pull with `reward` in [0, 1].

    Recovery is the moving average (one half) of "failed before, improved now"; the paper does not define it.
    `improved`: better than the plan at hand; `failed`: below the pass mark.
    """
    return replace(
        stats,
        pulls=stats.pulls + 1,
        total=stats.total + reward,
        recovery=(stats.recovery + (stats.failed_before and improved)) / 2,
        failed_before=failed,
    )


def with_priors(arms: Mapping[str, Arm], priors: Mapping[str, float]) -> dict[str, Arm]:
    """The arms with the model's priors; one that got none stands at the mean of those that did."""
    known = [priors[name] for name in arms if name in priors]
    mean = sum(known) / len(known) if known else 0.0
    return {name: replace(arm, prior=priors.get(name, mean)) for name, arm in arms.items()}
