"""Many runs of one strategy on a simulated proposer and judge, and what closed forms say of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from benchmarks.intervals import wilson
from plangen import Limits, Planner
from plangen.models.simulated import Dials, SimulatedModel, is_right
from plangen.schema import Plan, Result, Task

AT_ONCE = 40
"""Runs that share the event loop."""


@dataclass(frozen=True, slots=True)
class Point:
    """One strategy at one effort: `calls` caps the calls of a run, `programmed` has a program as the judge."""

    name: str
    effort: str
    strategy: str
    calls: int | None = None
    programmed: bool = False
    verifier: Literal["constraints", "plangen"] = "constraints"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of `runs` runs: right plans, calls a run, and how many of the candidates were given a score."""

    runs: int
    right: int
    calls: float
    candidates: int = 0
    scored: int = 0

    @property
    def share(self) -> float:
        """Runs that returned a right plan, by the oracle."""
        return self.right / self.runs

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval."""
        return wilson(self.right, self.runs)


def simulate(point: Point, dials: Dials, runs: int) -> Outcome:
    """Plan `runs` tasks that differ by name alone, so that every draw is independent."""
    planner = Planner(
        SimulatedModel(dials),
        strategy=point.strategy,
        limits=Limits(calls=point.calls),
        extract="never",
        verifier=point.verifier,
        checker=faulty_checker(dials) if point.programmed else None,
    )
    results = asyncio.run(_plan_all(planner, runs))
    scores = [candidate.score for result in results for candidate in result.candidates]
    return Outcome(
        runs=runs,
        right=sum(result.plan is not None and is_right(result.plan.text) for result in results),
        calls=sum(result.usage.calls for result in results) / runs,
        candidates=len(scores),
        scored=sum(score is not None for score in scores) + sum(result.score is not None for result in results),
    )


async def _plan_all(planner: Planner, runs: int) -> list[Result]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Result:
        async with slots:
            return await planner.plan_async(Task(id=f"t{number}", text=f"Plan day {number}."))

    return await asyncio.gather(*(one(number) for number in range(runs)))


def faulty_checker(dials: Dials) -> Callable[[Task, Plan], Any]:
    """A program as the judge, wrong as often as the simulated judge, and always the same about the same plan."""

    async def check(task: Task, plan: Plan) -> bool:
        draw = Random(f"{dials.seed} {plan.text}").random()
        return draw >= dials.fr if is_right(plan.text) else draw < dials.fa

    return check


def best_of_n_chance(n: int, dials: Dials) -> float:
    """The chance that best_of_n returns a right plan: the first accepted draft, or the first of all if none is.

    With a perfect judge this is 1 - (1 - p) ** n.
    """
    accepted = dials.p * (1 - dials.fr) + (1 - dials.p) * dials.fa
    none = (1 - accepted) ** n
    right_if_accepted = dials.p * (1 - dials.fr) / accepted if accepted else 0.0
    right_if_not = dials.p * dials.fr / (1 - accepted) if accepted < 1 else 0.0
    return (1 - none) * right_if_accepted + none * right_if_not
