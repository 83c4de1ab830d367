"""The envelope of a run: what `--json` prints and `plan()` returns."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plangen.schema.candidate import Mode
from plangen.schema.plan import Plan, Value
from plangen.schema.task import Trust
from plangen.schema.verdict import Acceptance, Certificate, Judge, Violation

SCHEMA_VERSION: Literal[1] = 1

RunStatus = Literal["completed", "partial", "failed", "cancelled"]
Termination = Literal[
    "certified",
    "search_done",
    "abstained",
    "unsat",
    "budget_calls",
    "budget_tokens",
    "budget_cost",
    "timeout",
    "interrupted",
    "error",
]


class ConstraintReport(Value):
    """One constraint and what became of it in the returned plan."""

    id: str
    text: str
    quote: str = ""
    grounded: bool = False
    hard: bool = True
    trust: Trust = "unreviewed"
    status: Literal["satisfied", "violated", "not judged"] = "not judged"
    judged_by: Judge | None = None
    evidence: str = ""
    violations: tuple[Violation, ...] = ()


class CandidateReport(Value):
    """One candidate of the search, without its text."""

    id: str
    parents: tuple[str, ...] = ()
    mode: Mode = "plan"
    complete: bool = True
    status: str = "unknown"
    score: float | None = None
    strategy: str = ""
    model: str = ""
    tokens: int = 0


class UsageReport(Value):
    """Calls and tokens spent; `estimated` when any token count was not reported by the model."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False


class CostReport(Value):
    """Money spent; `usd` is `None` and `known` false as soon as one price is unknown."""

    usd: float | None = 0.0
    known: bool = True


class Timings(Value):
    """Seconds on the wall."""

    wall_s: float = 0.0


class ErrorReport(Value):
    """One error: its code in the error tree, what happened, what to do."""

    code: str
    message: str
    hint: str = ""


class Result(Value):
    """The outcome of one run; everything a caller needs to trust it, or not."""

    schema_version: Literal[1] = SCHEMA_VERSION
    run_id: str
    status: RunStatus
    termination_reason: Termination
    certificate: Certificate
    verified: bool = False
    acceptance: Acceptance | None = None
    plan: Plan | None = None
    score: float | None = None
    candidate: str | None = None
    constraints: tuple[ConstraintReport, ...] = ()
    candidates: tuple[CandidateReport, ...] = ()
    failures: tuple[ErrorReport, ...] = ()
    usage: UsageReport = Field(default_factory=UsageReport)
    cost: CostReport = Field(default_factory=CostReport)
    timings: Timings = Field(default_factory=Timings)
    warnings: tuple[str, ...] = ()
    error: ErrorReport | None = None
    resume: str | None = None
