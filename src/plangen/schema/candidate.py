"""A node of the search: what was drafted, from what, by whom, and how it was judged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plangen.schema.plan import Plan, Value
from plangen.schema.verdict import Verdict

Mode = Literal["plan", "step", "complete", "refine", "merge", "solve"]


class Candidate(Value):
    """A draft: `text` is the reply, `steps` the path of a step-wise search, `plan` its typed form if it has one."""

    id: str
    parents: tuple[str, ...] = ()
    mode: Mode = "plan"
    text: str = ""
    steps: tuple[str, ...] = ()
    plan: Plan | None = None
    complete: bool = True
    verdict: Verdict | None = None
    strategy: str = ""
    model: str = ""
    temperature: float | None = None
    tokens: int = Field(default=0, ge=0)

    @property
    def score(self) -> float | None:
        """The verdict's score in [0, 1], or `None` when not judged."""
        return None if self.verdict is None else self.verdict.score

    @property
    def certified(self) -> bool:
        """Complete, valid, and decided by program."""
        return self.complete and self.verdict is not None and self.verdict.certified
