"""`python`: a function `check(plan)` returns no message; it runs in a sandbox only."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.select import Select
from plangen.schema import Plan
from plangen.schema.plan import Value

NAME = "check"


class Python(Value):
    """`code` defines `check(plan)`, which returns a list of messages; an empty list is a pass.

    `plan` is plain data, as in a plan file: `plan["steps"][0]["start"]`. `verifiers.Sandboxed` runs it.
    """

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["python"] = "python"
    code: str = Field(min_length=1, max_length=20_000)

    @field_validator("code")
    @classmethod
    def _defines(cls, code: str) -> str:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                body = ast.parse(code).body
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"is not Python: {getattr(error, 'msg', None) or error}") from None
        except (RecursionError, MemoryError):
            raise ValueError("is nested too deeply") from None
        if not any(isinstance(part, ast.FunctionDef) and part.name == NAME and _takes_one(part.args) for part in body):
            raise ValueError("should define `check(plan)`, which returns a list of messages")
        return code

    @property
    def select(self) -> Select:
        """Every step: the code chooses for itself."""
        return Select()

    def reads_prose(self, plan: Plan) -> bool:
        """Whether the code names what a plan without steps holds (`text`, `values`), and no steps."""
        constants = {part.value for part in ast.walk(ast.parse(self.code)) if isinstance(part, ast.Constant)}
        return "steps" not in constants and ("text" in constants or ("values" in constants and bool(plan.values)))

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """Never judged here: the code must not run in this process."""
        return Judgement(None, "its code runs only in a sandbox")

    def describe(self, words: Words = TICKS) -> str:
        """`the function check(plan) (12 lines of Python) finds nothing`."""
        lines = len(self.code.strip().splitlines())
        return f"the function check(plan) ({lines} line{'s' if lines > 1 else ''} of Python) finds nothing"


def _takes_one(arguments: ast.arguments) -> bool:
    """Whether a call with one argument fits the signature."""
    most = len(arguments.posonlyargs) + len(arguments.args)
    required = most - len(arguments.defaults)
    named = sum(default is None for default in arguments.kw_defaults)
    return required <= 1 and (most >= 1 or arguments.vararg is not None) and not named
