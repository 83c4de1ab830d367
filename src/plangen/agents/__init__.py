"""Roles with a prompt: constraint, generation, verification and selection agents."""

from plangen.agents.constraint import read_constraints
from plangen.agents.generation import Draft, Generation
from plangen.agents.seat import Ask, Seat
from plangen.agents.selection import rate_arms, vote
from plangen.agents.verification import judge_constraints, left_to_a_model, score_plan

__all__ = [
    "Ask",
    "Draft",
    "Generation",
    "Seat",
    "judge_constraints",
    "left_to_a_model",
    "rate_arms",
    "read_constraints",
    "score_plan",
    "vote",
]
