"""How the time of a plan was spent: what the calls took, the longest chain of them, and what came on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plangen.tools.plan import parents
from plangen.tools.results import CallResult, PlanRun


@dataclass(frozen=True, slots=True)
class Accounts:
    """Seconds of one plan.

    `work` is the sum over all calls, `critical_path` the dearest chain of calls that wait for each other, and
    `critical` its ids; no executor can be faster than that. `overhead` is what the plan took beyond it: limits on how
    many calls may be under way, and the executor itself. `parallelism` is work ÷ wall.
    """

    calls: int
    attempts: int
    work: float
    wall: float
    critical_path: float
    critical: tuple[str, ...]

    @property
    def overhead(self) -> float:
        """Seconds beyond the critical path."""
        return max(0.0, self.wall - self.critical_path)

    @property
    def parallelism(self) -> float:
        """How many calls were under way on average."""
        return self.work / self.wall if self.wall > 0 else 0.0


def account(run: PlanRun) -> Accounts:
    """The accounts of a plan that has run; attempts are those that were charged."""
    results = run.results
    took = {name: item.ended - item.started for name, item in results.items()}
    path, critical = critical_path(results, took)
    attempts = sum(item.answer.attempts for item in results.values())
    return Accounts(len(results), attempts, sum(took.values()), run.seconds, path, critical)


def critical_path(results: Mapping[str, CallResult], took: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
    """The largest sum of seconds along a chain of calls that wait for each other, and the chain."""
    best: dict[str, float] = {}
    before: dict[str, str | None] = {}
    waits = {name: [p for p in parents(item.call, results) if p in results] for name, item in results.items()}
    # Without recursion: chains may be as long as a plan.
    open_ones = list(results)[::-1]
    while open_ones:
        name = open_ones[-1]
        missing = [parent for parent in waits[name] if parent not in best]
        if missing:
            open_ones += missing
            continue
        open_ones.pop()
        before[name] = max(waits[name], key=lambda parent: best[parent], default=None)
        last = before[name]
        best[name] = took[name] + (best[last] if last is not None else 0.0)
    if not best:
        return 0.0, ()
    end: str | None = max(best, key=lambda name: best[name])
    length, chain = best[end or ""], []
    while end is not None:
        chain.append(end)
        end = before[end]
    return length, tuple(reversed(chain))
