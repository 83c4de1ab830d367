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
    """One class: whose opinion it is (`oracle`, `official`, `annotation`), and whether that accepts the plan.

    The pattern is searched in `mutation | the oracle's fault, or valid | the verifier's first objection | row`.
    """

    opinion: str
    kind: str
    accepts: bool
    pattern: str
    why: str

    def covers(self, opinion: str, found: Judged) -> bool:
        """Whether this class holds the difference."""
        said = " | ".join((found.mutation, *(found.faults or ("valid",))[:1], found.reason, found.name))
        accepts = found.valid if opinion == "oracle" else found.others[opinion]
        return (opinion, found.kind, accepts) == (self.opinion, self.kind, self.accepts) and re.search(
            self.pattern, said
        ) is not None


_GRID = (
    "a start off the half hour: the prompt does not forbid it, but all its times are half hours, and the plan format "
    "offers no other; where any minute is free, a half hour is"
)
_UNPROVED = (
    "as many friends as possible: without the extra `solver` the verifier cannot prove the largest number, and what it "
    "could not judge it does not call verified"
)
EXPLANATIONS: tuple[Explanation, ...] = (
    Explanation("oracle", "calendar", True, r"asks for every 30 min", _GRID),
    Explanation("oracle", "meeting", True, r"valid \| most_friends: not judged.*`solver`", _UNPROVED),
    Explanation("official", "meeting", True, r"valid \| most_friends: not judged.*`solver`", _UNPROVED),
    Explanation(
        "official",
        "calendar",
        True,
        r"\| \d+ meetings \|",
        "the rule takes the first time in the answer; a second meeting is not looked at",
    ),
    Explanation("official", "calendar", True, r"somebody is missing", "the answer form names nobody"),
    Explanation(
        "official",
        "calendar",
        True,
        r"another length \|.* 15 min|not free \|.*:(15|45)[^|]* \||not free \|.* by 15 min",
        "the rule reads minutes other than 30 as 0, so a quarter of an hour is lost",
    ),
    Explanation("official", "calendar", False, r"\| valid \|", "another valid time: the rule knows gold's alone"),
    Explanation(
        "official",
        "trip",
        True,
        r"\| a stay has another length \|",
        "the rule reads the days of flights and the last day, not the days a stay itself is given",
    ),
    Explanation("official", "trip", True, r"not each city once", "a stay behind gold's last is not looked at"),
    Explanation(
        "official",
        "trip",
        True,
        r"begins or ends on another day",
        "the rule takes day 1 for the beginning, whatever the first stay says",
    ),
    Explanation(
        "official",
        "meeting",
        True,
        r"is met too short",
        "the rule lets every meeting take the friend's minimum, whatever its sentence says",
    ),
    Explanation(
        "official",
        "meeting",
        True,
        r"is not there then|takes longer",
        "the rule keeps its own clock: the times a meeting is given are ignored, only those of waiting count",
    ),
    Explanation(
        "official",
        "meeting",
        True,
        r"met twice",
        "an error behind the last meeting that counts does not matter",
    ),
    Explanation("official", "trip", False, r"\| valid \|", "another valid trip: the rule knows gold's alone"),
    Explanation(
        "annotation",
        "trip",
        True,
        r"\| no flight from",
        "a fault of the annotation: it lets every flight go both ways, where the prompt says `from A to B`",
    ),
    Explanation("annotation", "calendar", True, r"somebody is missing", "the annotation lists no people"),
    Explanation("annotation", "calendar", True, r"an earlier time is free", 'the annotation does not know "earliest"'),
    Explanation("annotation", "calendar", True, r"asks for every 30 min", _GRID),
    Explanation(
        "annotation",
        "calendar",
        True,
        r"^another day \| somebody is not free",
        "a day that the prompt does not name: the annotation lists taken times of the named days only",
    ),
    Explanation(
        "annotation",
        "calendar",
        True,
        r"work_hours.*_867$",
        "a fault of the annotation: it lost the end of two working days of this row",
    ),
)


def differences(found: Iterable[Judged], opinion: str) -> list[Judged]:
    """The plans of which the verifier and the opinion say different things; an opinion of `None` differs from none."""
    if opinion == "oracle":
        return [one for one in found if not one.agreed]
    return [one for one in found if one.others.get(opinion) not in (None, one.accepted)]


def reason(found: Judged, opinion: str) -> str:
    """Why the verifier and the opinion differ about a plan."""
    return next((item.why for item in EXPLANATIONS if item.covers(opinion, found)), UNEXPLAINED)


def explained(different: Iterable[Judged], opinion: str) -> Counter[tuple[str, bool, str]]:
    """How many differences there are of each kind, direction (whether the verifier accepts) and reason."""
    return Counter((one.kind, one.accepted, reason(one, opinion)) for one in different)
