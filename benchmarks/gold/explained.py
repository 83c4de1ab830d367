"""Why verifier and another opinion differ: each class of differences with its reason, found again by a pattern."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.gold.judged import Judged

UNEXPLAINED = "**not explained**"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One class: whose opinion it is (`oracle`, `official`, `annotation`), whether that accepts, and a pattern.

    The pattern is searched in the verifier's first objection where the verifier refuses, else in the oracle's.
    """

    opinion: str
    kind: str
    accepts: bool
    pattern: str
    why: str

    def covers(self, opinion: str, found: Judged) -> bool:
        """Whether this class holds the difference."""
        said = found.reason if self.accepts else "; ".join(found.faults)
        return (
            opinion == self.opinion
            and found.kind == self.kind
            and found.others.get(opinion, found.valid) == self.accepts
            and re.search(self.pattern, said) is not None
        )


EXPLANATIONS: tuple[Explanation, ...] = ()


def differences(found: Iterable[Judged], opinion: str) -> list[Judged]:
    """The plans of which the verifier and the opinion say different things; an opinion of `None` differs from none."""
    if opinion == "oracle":
        return [one for one in found if not one.agreed]
    return [one for one in found if one.others.get(opinion) not in (None, one.accepted)]


def explained(different: Iterable[Judged], opinion: str) -> Counter[tuple[str, bool, str]]:
    """How many differences there are of each kind, direction (whether the verifier accepts) and reason."""
    counts: Counter[tuple[str, bool, str]] = Counter()
    for one in different:
        why = next((item.why for item in EXPLANATIONS if item.covers(opinion, one)), UNEXPLAINED)
        counts[one.kind, one.accepted, why] += 1
    return counts
