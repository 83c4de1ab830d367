"""What was found out about a candidate, by whom, and what may be claimed from it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plangen.schema.plan import Value
from plangen.schema.task import Trust

Judge = Literal["program", "tool", "solver", "model"]
Status = Literal["valid", "invalid", "unsat", "unparsed", "unknown"]
Claim = Literal[
    "verified by program",
    "verified except k judged by a model",
    "judged only",
    "failed",
    "not judged",
]


class Violation(Value):
    """One way in which a constraint is broken: located in `steps`, quantified by `by` in its own unit."""

    message: str
    steps: tuple[str, ...] = ()
    expected: float | str | None = None
    actual: float | str | None = None
    by: float | None = None


class Finding(Value):
    """What one judge says of one constraint; `score` in [0, 1], or `None` when not judged."""

    constraint: str
    status: Literal["pass", "fail", "error", "abstain"]
    by: Judge
    score: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    violations: tuple[Violation, ...] = ()
    reason: str = ""


class Verdict(Value):
    """The judgement of one candidate: findings, a search signal and feedback for the next draft.

    `score` in [0, 1], or `None` when nobody could judge: never 0 and never a default. `sound` says that every
    hard constraint was decided by a program or solver and may certify. `repair_share` in [0, 1] is the share of the
    plan that the nearest repair changes, `None` when none was asked for or found.
    """

    status: Status
    score: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    findings: tuple[Finding, ...] = ()
    feedback: str = ""
    sound: bool = False
    repair_share: float | None = Field(default=None, ge=0, le=1)

    @property
    def reward(self) -> float | None:
        """PlanGEN's rendering in [-100, 100] (arXiv 2502.16111): `score * 200 - 100`."""
        return None if self.score is None else self.score * 200 - 100

    @property
    def certified(self) -> bool:
        """Valid, and every hard constraint decided by a program or solver."""
        return self.sound and self.status == "valid"


class Certificate(Value):
    """What stands behind a result, and what does not.

    `exact_share` in [0, 1] is the weight of the hard constraints that a program or solver decided and that are
    trusted; `trust` says it of each hard constraint. `undecided` names hard constraints that nobody could judge,
    `uncovered` quotes the words of the task that no constraint speaks for.
    """

    claim: Claim
    judged_by_model: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    violated: tuple[str, ...] = ()
    exact_share: float = Field(default=0.0, ge=0, le=1)
    trust: dict[str, Trust] = Field(default_factory=dict)
    uncovered: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.claim == "verified except k judged by a model":
            return f"verified except {len(self.judged_by_model)} judged by a model"
        return self.claim


class Acceptance(Value):
    """Whether a result is taken as right: its claim decides, and with a cost of false acceptance the chance as well.

    `chance` in [0, 1] is the estimated chance that the result is right, `None` without any recorded outcome.
    `needed` in [0, 1) is what it must exceed, `None` when no cost was given.
    """

    accepted: bool
    chance: float | None = Field(default=None, ge=0, le=1)
    needed: float | None = Field(default=None, ge=0, lt=1)
    reason: str = ""
