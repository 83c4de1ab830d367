"""`expr`: an expression in Python's syntax over the plan is true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.expressions import Evaluation, parse_expression, violations
from plangen.constraints.expressions.language import MAX_CHARS
from plangen.constraints.select import Select
from plangen.schema import Plan
from plangen.schema.plan import Value


class Expr(Value):
    """`expr` is true; it reads `plan`, its `steps`, `values` and `text`, and is evaluated by our own evaluator.

    It may use the functions and methods that `expressions.language` lists, comparisons, arithmetic, comprehensions
    and the fields of a step. Times are ticks. A result that is neither true nor false raises, as does a limit.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["expr"] = "expr"
    expr: str = Field(min_length=1, max_length=MAX_CHARS)

    @field_validator("expr")
    @classmethod
    def _readable(cls, expr: str) -> str:
        parse_expression(expr)
        return expr

    @property
    def select(self) -> Select:
        """Every step: an expression chooses for itself."""
        return Select()

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """Both sides of the comparison that is false, or the steps for which a condition of `all` does not hold."""
        if scope.partial:
            return Judgement(None, "the plan is not complete")
        tree = parse_expression(self.expr)
        names = {"plan": plan, "steps": plan.steps, "values": plan.values, "text": plan.text}
        return Judgement() if Evaluation().truth(tree, names) else Judgement(violations(tree, names))

    def describe(self, words: Words = TICKS) -> str:
        """`len(steps) <= 4 is true`."""
        return f"`{' '.join(self.expr.split())}` is true"
