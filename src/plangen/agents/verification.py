"""The verification agent: asks a model about constraints that no program can check.

PlanGEN, arXiv 2502.16111, section 3.2. The default asks constraint by constraint, reason before verdict;
`score_plan` is the paper's own prompt, one number in -100..100 for the whole plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from plangen.agents.seat import Ask, Seat
from plangen.constraints.llm import rubric
from plangen.errors import ModelError
from plangen.prompts import render
from plangen.schema import Candidate, Constraint, Finding, Task, Verdict, Violation


class Judgement(BaseModel):
    """What the model says of one constraint; `satisfied=None` is "cannot be told"."""

    model_config = ConfigDict(extra="ignore", strict=True)
    constraint: str
    reason: str = ""
    satisfied: bool | None


class Judgements(BaseModel):
    """The verification agent's reply."""

    model_config = ConfigDict(extra="ignore")
    findings: list[Judgement] = Field(max_length=200)


class Scored(BaseModel):
    """The reply to PlanGEN's scalar prompt."""

    model_config = ConfigDict(extra="ignore", strict=True)
    reasoning: str = ""
    score: int = Field(ge=-100, le=100)


_SCORED = {
    "type": "object",
    "properties": {
        "reasoning": {"type": "string", "maxLength": 1200},
        "score": {"type": "integer", "minimum": -100, "maximum": 100},
    },
    "required": ["reasoning", "score"],
    "additionalProperties": False,
}


def left_to_a_model(constraints: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """The constraints that no program can judge: without a check, or with a rubric as their check."""
    return tuple(item for item in constraints if item.check is None or rubric(item.check) is not None)


async def judge_constraints(
    seat: Seat, task: Task, constraints: tuple[Constraint, ...], candidate: Candidate, *, seed: int | None = None
) -> tuple[Finding, ...]:
    """One finding for each constraint, by the model; a reply that cannot be read is `abstain`, never a score.

    A constraint with a rubric is judged by the rubric, any other by its text.
    """
    if not constraints:
        return ()
    asked = tuple(item.model_copy(update={"text": rubric(item.check) or item.text}) for item in constraints)
    prompt = render("verification", task=task, constraints=asked, plan=candidate.text, complete=candidate.complete)
    how = Ask("verify", candidate.id, seed=seed, max_tokens=300 + 150 * len(constraints))
    try:
        reply = await seat.ask_typed(prompt, how, Judgements, _schema(constraints))
    except ModelError as error:
        return tuple(
            _abstain(constraint, f"the judge's reply could not be read: {error.message}") for constraint in constraints
        )
    said = {judgement.constraint: judgement for judgement in reply.findings}
    return tuple(_finding(constraint, said.get(constraint.id)) for constraint in constraints)


async def score_plan(
    seat: Seat, task: Task, constraints: tuple[Constraint, ...], candidate: Candidate, *, seed: int | None = None
) -> Verdict:
    """PlanGEN's scalar reward as a verdict: score (s + 100) / 200, the reasoning as feedback, never sound."""
    prompt = render("reward", task=task, constraints=constraints, plan=candidate.text, complete=candidate.complete)
    how = Ask("reward", candidate.id, seed=seed, max_tokens=1024)
    try:
        reply = await seat.ask_typed(prompt, how, Scored, _SCORED)
    except ModelError as error:
        return Verdict(status="unknown", feedback=f"not judged: {error.message}")
    return Verdict(status="unknown", score=(reply.score + 100) / 200, feedback=reply.reasoning)


def _schema(constraints: tuple[Constraint, ...]) -> dict[str, object]:
    entry = {
        "type": "object",
        "properties": {
            "constraint": {"type": "string", "enum": [constraint.id for constraint in constraints]},
            "reason": {"type": "string", "maxLength": 300},
            "satisfied": {"type": ["boolean", "null"]},
        },
        "required": ["constraint", "reason", "satisfied"],
        "additionalProperties": False,
    }
    count = len(constraints)
    findings = {"type": "array", "items": entry, "minItems": count, "maxItems": count}
    return {
        "type": "object",
        "properties": {"findings": findings},
        "required": ["findings"],
        "additionalProperties": False,
    }


def _finding(constraint: Constraint, said: Judgement | None) -> Finding:
    if said is None:
        return _abstain(constraint, "the judge said nothing about it")
    if said.satisfied is None:
        return _abstain(constraint, said.reason or "it cannot be told from the plan")
    if said.satisfied:
        return Finding(constraint=constraint.id, status="pass", by="model", score=1.0, reason=said.reason)
    broken = (Violation(message=said.reason or "the judge says that it is broken"),)
    return Finding(
        constraint=constraint.id, status="fail", by="model", score=0.0, violations=broken, reason=said.reason
    )


def _abstain(constraint: Constraint, reason: str) -> Finding:
    return Finding(constraint=constraint.id, status="abstain", by="model", reason=reason)
