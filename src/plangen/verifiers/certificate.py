"""From a verdict to a claim: what may be said of a result, and what not."""

from __future__ import annotations

from collections.abc import Sequence

from plangen.schema import Certificate, Claim, Constraint, Verdict
from plangen.verifiers.verdict import exact, strongest, trusted, with_implied


def certificate(constraints: Sequence[Constraint], verdict: Verdict, *, uncovered: Sequence[str] = ()) -> Certificate:
    """What stands behind a plan (`constraints.md`, section 5).

    "Verified" needs a valid verdict and a trusted hard constraint decided by program. A hard constraint rests on a
    model when a model judged it, or when its check passed but nobody confirmed that the check says what the task
    says. `undecided` names what nobody could judge, `exact_share` the weight of the hard constraints that a program
    decided and that are trusted. `uncovered` quotes the words of the task that no such constraint speaks for: they
    count among what a model judged where a constraint that rests on a model quotes them, else nothing is verified.
    """
    found = strongest(verdict.findings)
    hard = [constraint for constraint in with_implied(constraints, verdict.findings) if constraint.hard]
    judged = {name for name, finding in found.items() if finding.status in ("pass", "fail")}
    decided = [c for c in hard if trusted(c) and exact(found.get(c.id))]
    violated = tuple(c.id for c in hard if c.id in judged and found[c.id].status == "fail")
    resting = [c for c in hard if c.id in judged and c not in decided and c.id not in violated]
    undecided = tuple(c.id for c in hard if c.id not in judged)
    unspoken = [words for words in uncovered if not any(words in c.quote for c in resting)]
    total = sum(c.weight for c in hard)
    return Certificate(
        claim=_claim(
            verdict,
            whole=bool(decided) and not (violated or undecided or unspoken),
            resting=bool(resting),
            judged=bool(judged),
        ),
        judged_by_model=tuple(c.id for c in resting),
        undecided=undecided,
        violated=violated,
        exact_share=min(1.0, sum(c.weight for c in decided) / total) if decided else 0.0,
        trust={c.id: c.trust for c in hard},
        uncovered=tuple(uncovered),
    )


def _claim(verdict: Verdict, *, whole: bool, resting: bool, judged: bool) -> Claim:
    if verdict.status in ("invalid", "unsat"):
        return "failed"
    if verdict.status == "valid" and whole:
        return "verified except k judged by a model" if resting else "verified by program"
    return "judged only" if judged else "not judged"
