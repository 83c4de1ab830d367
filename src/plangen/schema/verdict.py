"""What was found out about a candidate, by whom, and what may be claimed from it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plangen.schema.plan import Value

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
    hard constraint was decided by a program or solver and may certify.
    """

    status: Status
    score: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    findings: tuple[Finding, ...] = ()
    feedback: str = ""
    sound: bool = False

    @property
    def reward(self) -> float | None:
        """PlanGEN's rendering in [-100, 100] (arXiv 2502.16111): `score * 200 - 100`."""
        return None if self.score is None else self.score * 200 - 100

    @property
    def certified(self) -> bool:
        """Valid, and every hard constraint decided by a program or solver."""
        return self.sound and self.status == "valid"


class Certificate(Value):
    """What stands behind a result, and what does not."""

    claim: Claim
    judged_by_model: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    violated: tuple[str, ...] = ()
    exact_share: float = Field(default=0.0, ge=0, le=1)

    def __str__(self) -> str:
        if self.claim == "verified except k judged by a model":
            return f"verified except {len(self.judged_by_model)} judged by a model"
        return self.claim
