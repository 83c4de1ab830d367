"""From findings to a verdict: what decides, what only advises, and the score for the search."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.errors import ParseError, UsageError
from plangen.schema import Constraint, Finding, Verdict
from plangen.schema.verdict import Status
from plangen.verifiers.base import IMPLIED
from plangen.verifiers.feedback import feedback

BELOW = 0.005
"""How far below the threshold a plan stays that has a broken or unknown hard constraint (PlanGEN's 94 of 95)."""

_TRUSTED = ("agreed", "confirmed")
_STRENGTH = {"fail": 0, "pass": 1, "error": 2, "abstain": 3}


def combine(
    constraints: Sequence[Constraint], findings: Sequence[Finding], *, complete: bool, threshold: float
) -> Verdict:
    """The verdict on one candidate.

    A program, tool or solver overrides a model on the same constraint, and a failure overrides a pass. Only
    constraints of trust `agreed` or `confirmed` make the plan invalid or the verdict sound; what is found about
    others is advice. The score is the weighted mean of the findings' scores (a pass without one counts 1, a failure
    0), `None` when nothing was judged, and below `threshold` while a hard constraint is broken or unknown or the
    plan incomplete. Findings for ids that no constraint has (a model's reward) count in the score with weight 1.
    Raises `UsageError` when two constraints share an id or one has the id `checker` or `format`.
    """
    _distinct(constraints)
    known = with_implied(constraints, findings)
    best = strongest(findings)
    hard = [constraint for constraint in known if constraint.hard]
    broken = [c for c in hard if _is(best.get(c.id), "fail")]
    unknown = [c for c in hard if not _judged(best.get(c.id))]
    vetoed = any(trusted(c) for c in broken)
    listed = any(_judged(best.get(c.id)) for c in known)
    status: Status = "valid" if complete and listed and not broken and not unknown else "unknown"
    score = _score(known, best)
    if score is not None and (broken or unknown or not complete):
        score = min(score, max(0.0, threshold - BELOW))
    order = [c.id for c in known] + [name for name in best if name not in {c.id for c in known}]
    kept = tuple(best[name] for name in order if name in best)
    return Verdict(
        status="invalid" if vetoed else status,
        score=score,
        findings=kept,
        feedback=feedback(known, kept, complete=complete),
        sound=complete and bool(hard) and all(trusted(c) and exact(best.get(c.id)) for c in hard),
    )


def unparsed(error: ParseError) -> Verdict:
    """The verdict on a reply that holds no plan: no score, and what was wrong with it."""
    return Verdict(status="unparsed", feedback=f"The reply could not be read as a plan: {error}")


def with_implied(constraints: Sequence[Constraint], findings: Sequence[Finding]) -> tuple[Constraint, ...]:
    """The constraints, and those implied by findings of the user's checker or about the plan format."""
    known = {constraint.id for constraint in constraints}
    texts = {"checker": "your own checker accepts the plan", "format": "the plan has the steps that were asked for"}
    found = {finding.constraint for finding in findings}
    implied = [name for name in IMPLIED if name in found and name not in known]
    return (
        *constraints,
        *(Constraint(id=name, text=texts[name], origin="default", trust="confirmed") for name in implied),
    )


def strongest(findings: Sequence[Finding]) -> dict[str, Finding]:
    """The finding that counts for each constraint."""
    best: dict[str, Finding] = {}
    for finding in findings:
        if finding.constraint not in best or _rank(finding) < _rank(best[finding.constraint]):
            best[finding.constraint] = finding
    return best


def trusted(constraint: Constraint) -> bool:
    """Whether the constraint may veto and certify."""
    return constraint.trust in _TRUSTED


def exact(finding: Finding | None) -> bool:
    """Whether a program, tool or solver decided."""
    return finding is not None and _judged(finding) and finding.by != "model"


def _distinct(constraints: Sequence[Constraint]) -> None:
    """One finding must never decide two constraints."""
    seen = set(IMPLIED)
    for constraint in constraints:
        if constraint.id in seen:
            fault = "is reserved" if constraint.id in IMPLIED else "is given to two constraints"
            raise UsageError(f"the constraint id `{constraint.id[:80]}` {fault}", hint="give each its own id")
        seen.add(constraint.id)


def _rank(finding: Finding) -> tuple[bool, bool, int]:
    return not _judged(finding), finding.by == "model", _STRENGTH[finding.status]


def _judged(finding: Finding | None) -> bool:
    return finding is not None and finding.status in ("pass", "fail")


def _is(finding: Finding | None, status: str) -> bool:
    return finding is not None and finding.status == status


def _score(known: Sequence[Constraint], best: dict[str, Finding]) -> float | None:
    weights = {constraint.id: constraint.weight for constraint in known}
    judged = [(weights.get(finding.constraint, 1.0), _points(finding)) for finding in best.values() if _judged(finding)]
    if not judged:
        return None
    return min(1.0, sum(weight * points for weight, points in judged) / sum(weight for weight, _ in judged))


def _points(finding: Finding) -> float:
    if finding.score is not None:
        return finding.score
    return 1.0 if finding.status == "pass" else 0.0
