"""Whether a chain of refinements still gets anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.schema import Candidate

FAR = 0.5
"""A nearest repair that changes more of the plan than this leaves little to refine."""

_Standing = tuple[float, int, float]


def stuck(chain: Sequence[Candidate], *, patience: int) -> bool:
    """Whether a new sample promises more than another refinement of the last of `chain`.

    True when its nearest repair changes more than half of the plan, and when the last `patience` judged drafts are no
    better than the best before them: by score, then by the number of violations, then by how much they are off.
    Drafts that nobody could judge say nothing.
    """
    verdict = chain[-1].verdict if chain else None
    if verdict is not None and verdict.repair_share is not None and verdict.repair_share > FAR:
        return True
    standings = [standing for draft in chain if (standing := _standing(draft)) is not None]
    return len(standings) > patience and max(standings[-patience:]) <= max(standings[:-patience])


def _standing(candidate: Candidate) -> _Standing | None:
    verdict = candidate.verdict
    if verdict is None or verdict.score is None:
        return None
    broken = [one for finding in verdict.findings if finding.status == "fail" for one in finding.violations]
    return verdict.score, -len(broken), -sum(one.by or 0.0 for one in broken)
