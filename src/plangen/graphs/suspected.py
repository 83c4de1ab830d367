"""Constraints that no plan of a run kept: perhaps it is the constraint that is wrong, not the plans."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.schema import Candidate, Constraint
from plangen.verifiers.base import FORMAT
from plangen.verifiers.verdict import strongest, with_implied

MIN_PLANS = 3


def suspected(constraints: Sequence[Constraint], candidates: Sequence[Candidate]) -> list[str]:
    """A warning for each hard constraint that every whole plan fails; none below three different plans.

    A plan that was not judged against a constraint clears it. The plan format is never suspected.
    """
    judged = {one.text: one.verdict.findings for one in candidates if one.complete and one.plan and one.verdict}
    if len(judged) < MIN_PLANS:
        return []
    found = [strongest(findings) for findings in judged.values()]
    known = with_implied(constraints, [finding for findings in judged.values() for finding in findings])
    return [
        f"all {len(judged)} plans fail `{item.id}` ({item.text[:200]}): "
        "if a plan should be able to meet it, suspect the constraint or its check"
        for item in known
        if item.hard and item.id != FORMAT
        if all(item.id in plan and plan[item.id].status == "fail" for plan in found)
    ]
