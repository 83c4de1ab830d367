"""`pddl`: the steps' actions can be taken one after another in a PDDL world, and reach its goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.select import Select
from plangen.constraints.strips import read_domain, read_problem, walk
from plangen.constraints.strips.brackets import MAX_CHARS
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value

_MAX_NAMED = 10


class Pddl(Value):
    """`domain` and `problem` are PDDL texts: STRIPS with typing, negative preconditions and equality.

    Each step's `action` is a ground action, `(pick-up c)` or `pick-up c`, in either case; the steps are taken in the
    plan's order, whatever their times. A text that needs more of PDDL is refused with the requirement it needs.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["pddl"] = "pddl"
    domain: str = Field(min_length=1, max_length=MAX_CHARS)
    problem: str = Field(min_length=1, max_length=MAX_CHARS)

    @model_validator(mode="after")
    def _readable(self) -> Self:
        try:
            read_domain(self.domain)
        except ValueError as error:
            raise ValueError(f"the domain {error}") from None
        try:
            read_problem(self.problem, self.domain)
        except ValueError as error:
            raise ValueError(f"the problem {error}") from None
        return self

    @property
    def select(self) -> Select:
        """Every step: all of them are taken."""
        return Select()

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """The first step that cannot be taken, with what it lacks; or what of the goal is not reached."""
        problem = read_problem(self.problem, self.domain)
        found = walk(read_domain(self.domain), problem, [step.action for step in plan.steps])
        if found.stopped is not None:
            step = plan.steps[found.stopped]
            message = f"step {found.stopped + 1} {_bracketed(step.action)}: {found.fault}"
            return Judgement((Violation(message=message, steps=(step.id,), by=len(found.unmet) or None),))
        if scope.partial:
            return Judgement(None, "further steps can still reach the goal")
        if not found.unmet:
            return Judgement()
        missing = [str(literal) for literal in found.unmet]
        more = f" and {len(missing) - _MAX_NAMED} more" if len(missing) > _MAX_NAMED else ""
        message = f"the goal is not reached: missing {' '.join(missing[:_MAX_NAMED])}{more}"
        return Judgement((Violation(message=message, expected=len(problem.goal), by=len(missing)),))

    def describe(self, words: Words = TICKS) -> str:
        """`the actions can be taken in the world blocks and reach (on c a)`."""
        goal = [str(literal) for literal in read_problem(self.problem, self.domain).goal]
        more = f" and {len(goal) - _MAX_NAMED} more" if len(goal) > _MAX_NAMED else ""
        name = read_domain(self.domain).name
        return f"the actions can be taken in the world {name} and reach {' '.join(goal[:_MAX_NAMED])}{more}"


def _bracketed(action: str) -> str:
    """The action as it is written in PDDL, cut to a line."""
    text = " ".join(action.replace("(", " ").replace(")", " ").split())[:80]
    return f"({text})"
