"""Which of several candidates to keep: pure functions that never let an unjudged one beat a judged one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plangen.schema import Candidate


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Certified first, then by falling score; ties in the given order; those without a score last."""
    return sorted(candidates, key=_rank, reverse=True)


def top(candidates: Iterable[Candidate]) -> Candidate | None:
    """The best complete candidate, or `None` if none is complete.

    An unjudged one is taken only if no complete one has a score; ties go to the earliest.
    """
    return next(iter(ranked(candidate for candidate in candidates if candidate.complete)), None)


def extremes(candidates: Sequence[Candidate]) -> tuple[Candidate | None, Candidate | None]:
    """Best and worst of the scored candidates: `None` for what there is not.

    Ties: the best is the earliest, the worst the latest. One candidate alone is the best and has no worst.
    """
    scored = ranked(candidate for candidate in candidates if candidate.score is not None)
    if not scored:
        return None, None
    return scored[0], scored[-1] if len(scored) > 1 else None


def _rank(candidate: Candidate) -> tuple[bool, bool, float]:
    if candidate.score is None:
        return False, False, 0.0
    return True, candidate.certified, candidate.score
