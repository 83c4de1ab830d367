"""What a verifier is: it looks at a plan and says, constraint by constraint, what it found."""

from __future__ import annotations

from typing import Protocol

from plangen.schema import Finding, Plan, Task

CHECKER = "checker"
"""The pseudo-constraint that the user's own checker judges."""

FORMAT = "format"
"""The pseudo-constraint that the plan has the steps, lengths and places the task's plan format asks for."""

IMPLIED = (CHECKER, FORMAT)
"""Judged without being listed in the task; hard, and as trusted as a constraint the user confirmed."""


class Verifier(Protocol):
    """Finds out what one mechanism can say about a plan; constraints it cannot judge are missing or abstain."""

    async def verify(self, task: Task, plan: Plan, *, partial: bool = False) -> tuple[Finding, ...]:
        """The findings, at most one a constraint; with `partial` the plan is the beginning of one."""
        ...
