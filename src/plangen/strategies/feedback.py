"""What a strategy tells the generator about earlier drafts: texts made from verdicts."""

from __future__ import annotations

from typing import Literal

from plangen.schema import Candidate, Finding

Level = Literal["none", "first", "all"]
Kind = Literal["none", "scalar", "text", "both"]

TRY_AGAIN = "The plan is not valid. Try again."
MAX_LISTED = 6


def errors(candidate: Candidate, *, level: Level = "all") -> str:
    """LLM-Modulo's back-prompt (arXiv 2411.14484): that there is an error, the first one, or all of them."""
    if level == "none":
        return TRY_AGAIN
    if level == "all":
        return critique(candidate) or TRY_AGAIN
    return next(iter(_problems(candidate)), critique(candidate)) or TRY_AGAIN


def critique(candidate: Candidate | None) -> str:
    """The verifier's feedback, or what its findings say; empty when there was no judgement."""
    if candidate is None or candidate.verdict is None:
        return ""
    return candidate.verdict.feedback or "\n".join(_problems(candidate))


def afresh(candidate: Candidate, *, level: Level = "all") -> str:
    """What a new plan from nothing is to heed before all else: what the given one broke, without its steps."""
    problems = _problems(candidate)
    if level == "none" or not problems:
        return TRY_AGAIN
    shown = problems[:1] if level == "first" else problems[:MAX_LISTED]
    return "\n".join(["Earlier plans broke these. Meet them first, then the rest:", *shown])


def contrast(best: Candidate, worst: Candidate | None, *, kind: Kind = "both") -> str:
    """IAD's feedback (arXiv 2504.01931): surpass the best draft, which is plan 1, and avoid the faults of plan 2."""
    plans = [(1, best)] if worst is None else [(1, best), (2, worst)]
    lines: list[str] = []
    if kind in ("scalar", "both"):
        lines += [f"Plan {number} scored {plan.score:.3f} of 1." for number, plan in plans if plan.score is not None]
    if kind in ("text", "both"):
        lines += [f"Of plan {number} was said:\n{said}" for number, plan in plans if (said := critique(plan))]
    if not lines:
        return ""
    return "\n".join([*lines, "Surpass plan 1." if worst is None else "Surpass plan 1 and avoid the faults of plan 2."])


def _problems(candidate: Candidate) -> list[str]:
    findings = () if candidate.verdict is None else candidate.verdict.findings
    return [line for finding in findings if finding.status == "fail" for line in _lines(finding)]


def _lines(finding: Finding) -> list[str]:
    said = [violation.message for violation in finding.violations] or [finding.reason or "violated"]
    return [f"{finding.constraint}: {line}" for line in said]
