"""Every gold plan and mutant through `plangen verify`, beside what the oracle and further opinions say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.gold.case import Case, mutants
from plangen.cli.commands.verify import judge
from plangen.cli.options import Options
from plangen.schema import Plan, Result

GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Judged:
    """One plan of a case: how it came about, what the verifier and the oracle say, and other opinions by name."""

    kind: str
    name: str
    mutation: str
    accepted: bool
    reason: str
    faults: tuple[str, ...]
    others: dict[str, bool | None]

    @property
    def valid(self) -> bool:
        """Whether the oracle finds nothing wrong."""
        return not self.faults

    @property
    def agreed(self) -> bool:
        """Whether verifier and oracle say the same."""
        return self.accepted == self.valid


def judge_all(cases: Iterable[Case], number: int, seed: int = 0) -> Iterator[Judged]:
    """Gold and `number` mutants of each case, in order."""
    with asyncio.Runner() as runner:
        for case in cases:
            for mutation, plan in [(GOLD, case.gold), *mutants(case, number, seed)]:
                result = runner.run(judge(case.task, plan, model=None, options=Options(checker=case.checker)))
                yield _judged(case, mutation, plan, result)


def _judged(case: Case, mutation: str, plan: Plan, result: Result) -> Judged:
    return Judged(
        kind=case.kind,
        name=case.name,
        mutation=mutation,
        accepted=result.verified,
        reason=_reason(result),
        faults=tuple(case.faults(plan)),
        others={name: opinion(plan) for name, opinion in case.others.items()},
    )


def _reason(result: Result) -> str:
    """The first thing the verifier has against the plan, or could not find out."""
    for report in result.constraints:
        if report.status != "satisfied":
            said = [violation.message for violation in report.violations] or [report.evidence]
            return f"{report.id}: {report.status}: {said[0]}"
    return result.certificate.claim
