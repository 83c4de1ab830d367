"""The words all rooms share: task, constraint, plan, candidate, verdict, result."""

from plangen.schema.candidate import Candidate, Mode
from plangen.schema.plan import Interval, Plan, PlanFormat, Slot, Step, Unit, Value
from plangen.schema.result import (
    CandidateReport,
    ConstraintReport,
    CostReport,
    ErrorReport,
    Result,
    RunStatus,
    Termination,
    Timings,
    UsageReport,
)
from plangen.schema.task import Constraint, Task, Trust
from plangen.schema.verdict import Acceptance, Certificate, Claim, Finding, Judge, Status, Verdict, Violation

__all__ = [
    "Acceptance",
    "Candidate",
    "CandidateReport",
    "Certificate",
    "Claim",
    "Constraint",
    "ConstraintReport",
    "CostReport",
    "ErrorReport",
    "Finding",
    "Interval",
    "Judge",
    "Mode",
    "Plan",
    "PlanFormat",
    "Result",
    "RunStatus",
    "Slot",
    "Status",
    "Step",
    "Task",
    "Termination",
    "Timings",
    "Trust",
    "Unit",
    "UsageReport",
    "Value",
    "Verdict",
    "Violation",
]
