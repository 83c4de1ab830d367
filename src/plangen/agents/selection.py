"""The selection agent: how well each method suits the task at this point, and which plan is most promising.

PlanGEN, arXiv 2502.16111, section 3.3 (the prior of the modified UCB); Tree of Thoughts, arXiv 2305.10601 (vote).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from plangen.agents.seat import Ask, Seat
from plangen.errors import ModelError
from plangen.prompts import render
from plangen.schema import Candidate, Constraint, Task

_REASONING = {"type": "string", "maxLength": 600}


class Priors(BaseModel):
    """The suitability of each method."""

    model_config = ConfigDict(extra="ignore", strict=True)
    reasoning: str = ""
    priors: dict[str, float | int]


class Vote(BaseModel):
    """The number of the most promising plan."""

    model_config = ConfigDict(extra="ignore", strict=True)
    reasoning: str = ""
    best: int


async def rate_arms(
    seat: Seat,
    task: Task,
    constraints: tuple[Constraint, ...],
    *,
    arms: tuple[str, ...],
    best: Candidate | None,
    hint: str,
    seed: int | None = None,
) -> dict[str, float]:
    """Suitability in [0, 1] of each arm; an arm that the reply does not rate in range is missing."""
    plans = [best.text] if best else []
    prompt = render("prior", task=task, constraints=constraints, options=arms, candidates=plans, hint=hint)
    number = {"type": "number", "minimum": 0, "maximum": 1}
    schema = _object(reasoning=_REASONING, priors=_object(**dict.fromkeys(arms, number)))
    try:
        reply = await seat.ask_typed(prompt, Ask("prior", seed=seed, max_tokens=600), Priors, schema)
    except ModelError:
        return {}
    return {arm: float(value) for arm, value in reply.priors.items() if arm in arms and 0 <= value <= 1}


async def vote(
    seat: Seat,
    task: Task,
    constraints: tuple[Constraint, ...],
    *,
    candidates: tuple[Candidate, ...],
    hint: str,
    seed: int | None = None,
) -> int | None:
    """The index of the most promising candidate, or `None` when the reply names none."""
    texts = [candidate.text for candidate in candidates]
    prompt = render("vote", task=task, constraints=constraints, candidates=texts, hint=hint)
    best = {"type": "integer", "minimum": 0, "maximum": len(candidates) - 1}
    try:
        reply = await seat.ask_typed(
            prompt, Ask("vote", seed=seed, max_tokens=600), Vote, _object(reasoning=_REASONING, best=best)
        )
    except ModelError:
        return None
    return reply.best if 0 <= reply.best < len(candidates) else None


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
