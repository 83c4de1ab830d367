"""The constraint agent: reads what a task demands, each demand with the words it comes from.

PlanGEN, arXiv 2502.16111, section 3.1. We differ in asking for quotes, which a program then looks up: a demand
whose quote does not stand in the task is kept, but marked ungrounded.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from plangen.agents.seat import Ask, Seat
from plangen.prompts import render
from plangen.reading.quotes import locate
from plangen.schema import Constraint, Task


class Demand(BaseModel):
    """One demand as the model reports it."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(pattern=r"\w", max_length=1000)
    quote: str = Field(default="", max_length=1000)
    kind: Literal["hard", "soft"] = "hard"


class Demands(BaseModel):
    """The constraint agent's reply."""

    model_config = ConfigDict(extra="ignore")
    constraints: list[Demand] = Field(max_length=100)


_DEMAND = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "quote": {"type": "string"},
        "kind": {"type": "string", "enum": ["hard", "soft"]},
    },
    "required": ["text", "quote", "kind"],
    "additionalProperties": False,
}
_SCHEMA = {
    "type": "object",
    "properties": {"constraints": {"type": "array", "items": _DEMAND, "maxItems": 40}},
    "required": ["constraints"],
    "additionalProperties": False,
}


async def read_constraints(seat: Seat, task: Task, *, seed: int | None = None) -> tuple[Constraint, ...]:
    """The demands of the task that are not among its constraints yet, at temperature 0, in one call."""
    prompt = render("constraint", task=task, known=task.constraints)
    reply = await seat.ask_typed(prompt, Ask("constraints", seed=seed, max_tokens=2048), Demands, _SCHEMA)
    taken = {constraint.id for constraint in task.constraints}
    ids = (name for number in range(1, 1000) if (name := f"d{number}") not in taken)
    return tuple(
        Constraint(
            id=next(ids),
            text=demand.text,
            quote=demand.quote,
            span=locate(task.text, demand.quote),
            kind=demand.kind,
            origin="llm",
        )
        for demand in reply.constraints
    )
