"""`llm`: a model says that the plan meets a rubric; no program can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from plangen.constraints.base import TICKS, Judgement, Notation, Scope, Words
from plangen.constraints.select import Select
from plangen.schema import Plan
from plangen.schema.plan import Value


class Llm(Value):
    """`rubric` is what the verification agent judges; the constraint's text stays what people are shown."""

    notation: ClassVar[Mapping[str, Notation]] = {}
    stepwise: ClassVar[bool] = False

    type: Literal["llm"] = "llm"
    rubric: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

    @property
    def select(self) -> Select:
        """Every step: the rubric is about the whole plan."""
        return Select()

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """Never judged here: what a model says must not count as decided by a program."""
        return Judgement(None, "only a model can judge it")

    def describe(self, words: Words = TICKS) -> str:
        """`a model finds: no day feels rushed`."""
        return f"a model finds: {' '.join(self.rubric.split())}"


def rubric(check: Mapping[str, object] | None) -> str | None:
    """The rubric that a constraint's check leaves to a model, or `None` when the check is of another family."""
    said = check.get("rubric") if check is not None and check.get("type") == "llm" else None
    return said if isinstance(said, str) and said.strip() else None
