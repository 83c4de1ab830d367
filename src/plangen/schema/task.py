"""What the user wants: a text, and what is already known about it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from plangen.schema.plan import PlanFormat, Value

Trust = Literal["unreviewed", "tested", "agreed", "confirmed"]


class Constraint(Value):
    """One demand on the plan, and how it can be checked.

    `quote` is the exact span of the task that it comes from (`span` its offsets; `None` means that the quote
    does not stand in the task: ungrounded). `check` is one member of the check families (`plangen.constraints`),
    or `None` when only a model can judge it. Only trust `agreed` and `confirmed` may certify or veto.
    """

    id: str
    text: str
    quote: str = ""
    span: tuple[int, int] | None = None
    kind: Literal["hard", "soft"] = "hard"
    weight: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    origin: Literal["user", "llm", "schema", "default"] = "user"
    trust: Trust = "unreviewed"
    check: dict[str, JsonValue] | None = None

    @property
    def hard(self) -> bool:
        """Whether a violation makes the plan invalid."""
        return self.kind == "hard"

    @property
    def grounded(self) -> bool:
        """Whether the quote stands in the task."""
        return self.span is not None


class Task(Value):
    """What the user wants: text, optional context, constraints and plan format.

    `previous` is the plan that a follow-up message wants changed. `uncovered` holds the words of the text that no
    constraint speaks for: while there are any, no plan is verified by program.
    """

    id: str = "task"
    text: str = Field(min_length=1)
    context: str = ""
    constraints: tuple[Constraint, ...] = ()
    plan_format: PlanFormat | None = None
    previous: str = ""
    uncovered: tuple[str, ...] = ()
