"""Whether a result is taken as right: by its claim, and by how often such results were right before."""

from __future__ import annotations

from math import isfinite
from typing import Literal

from plangen.errors import UsageError
from plangen.schema import Acceptance, Certificate, Claim

Level = Literal["program", "mixed", "judged"]

_PROGRAM: Claim = "verified by program"
_MIXED: Claim = "verified except k judged by a model"
ACCEPTED: dict[str, frozenset[Claim]] = {
    "program": frozenset({_PROGRAM}),
    "mixed": frozenset({_PROGRAM, _MIXED}),
    "judged": frozenset({_PROGRAM, _MIXED, "judged only"}),
}


def needed(cost: float) -> float:
    """The chance of being right that a result must exceed: `cost / (1 + cost)`.

    `cost` is what a wrong result that is accepted costs, in units of what a right one that is refused costs: 1 needs
    more than an even chance, 9 more than 0.9. Raises `UsageError` unless it is a number of at least 0.
    """
    if not (isfinite(cost) and 0 <= cost <= 1e9):
        raise UsageError(
            f"a false acceptance cannot cost {cost:g}", hint="give a number from 0 on; 9 asks for a chance above 0.9"
        )
    return cost / (1 + cost)


def accept(
    certificate: Certificate, *, level: Level, cost: float | None = None, chance: float | None = None
) -> Acceptance:
    """Accept or abstain.

    The claim must count under `level`. With a `cost`, a claim that rests on a model must also have an estimated
    `chance` of being right above `needed(cost)`; without an estimate it is not accepted. What a program has verified
    is accepted without one. Raises as `needed` does.
    """
    limit = None if cost is None else needed(cost)
    accepted, reason = _decide(certificate, level, limit, chance)
    return Acceptance(accepted=accepted, chance=chance, needed=limit, reason=reason)


def _decide(certificate: Certificate, level: Level, limit: float | None, chance: float | None) -> tuple[bool, str]:
    if certificate.claim not in ACCEPTED[level]:
        return False, f"`{certificate}` does not count as verified with accept={level}"
    if certificate.claim == _PROGRAM or limit is None:
        return True, f"`{certificate}` counts as verified with accept={level}"
    if chance is None:
        return False, f"no outcome of `{certificate}` is recorded for this model and score, so there is no estimate"
    if chance > limit:
        return True, f"the estimated chance of being right, {chance:.2f}, exceeds {limit:.2f}"
    return False, f"the estimated chance of being right, {chance:.2f}, does not exceed {limit:.2f}"
