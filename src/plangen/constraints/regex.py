"""`regex`: a pattern occurs, or does not occur, in the plan's text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.pattern import compile_pattern
from plangen.constraints.select import Select
from plangen.schema import Plan, Violation
from plangen.schema.plan import Value

MAX_TEXT = 200_000


def _compiled(pattern: str) -> str:
    compile_pattern(pattern)
    return pattern


class Regex(Value):
    """`pattern` matches somewhere in the text of the plan; with `negate`, nowhere.

    It searches in linear time; backreferences and lookaround are refused (see `plangen.constraints.pattern`).
    An unfinished plan, a plan of steps or values alone and a text above 200,000 characters are not judged.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False
    select: ClassVar[Select] = Select()

    type: Literal["regex"] = "regex"
    pattern: Annotated[str, Field(min_length=1, max_length=1_000), AfterValidator(_compiled)]
    negate: bool = Field(default=False, strict=True)

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """One violation that names the pattern."""
        if reason := unjudged_text(plan, scope):
            return Judgement(None, reason)
        if compile_pattern(self.pattern).occurs(plan.text) != self.negate:
            return Judgement()
        wrong = "matches" if self.negate else "does not match"
        expected = f"{'no match' if self.negate else 'a match'} of {self.pattern}"
        message = f"the text {wrong} the pattern {self.pattern}"
        return Judgement((Violation(message=message, expected=expected, by=1),))

    def describe(self, words: Words = TICKS) -> str:
        """`the text matches the pattern ^Day 1`."""
        return f"the text {'does not match' if self.negate else 'matches'} the pattern {self.pattern}"


def unjudged_text(plan: Plan, scope: Scope) -> str:
    """Why the text of the plan cannot be judged, or nothing."""
    if scope.partial:
        return "the text is not complete"
    if len(plan.text) > MAX_TEXT:
        return f"the text has {len(plan.text)} characters, at most {MAX_TEXT} are read"
    if not plan.text and (plan.steps or plan.values):
        return "the plan has no text"
    return ""
