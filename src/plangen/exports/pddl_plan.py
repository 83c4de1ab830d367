"""The plan as a PDDL plan file, a ground action a line: `0: (unstack c a)`."""

from __future__ import annotations

import re

from plangen.errors import UsageError
from plangen.exports.base import About
from plangen.schema import Plan

_WORD = r"[A-Za-z][A-Za-z0-9_-]*"
_GROUND = re.compile(rf"\(\s*({_WORD}(?:\s+{_WORD})*)\s*\)|({_WORD}(?:\s+{_WORD})*)")


def pddl_plan(plan: Plan, about: About) -> str:
    """The actions in the plan's order, numbered from 0.

    Raises UsageError when the action of a step is not a ground action, `(name object ...)` or the same without
    brackets, and for a plan of values, which are no actions.
    """
    if not plan.steps:
        raise UsageError("the plan has values and no actions, so it is no PDDL plan")
    lines = []
    for number, step in enumerate(plan.steps):
        match = _GROUND.fullmatch(step.action.strip())
        if match is None:
            raise UsageError(
                f"the step `{step.id[:80]}` has the action `{step.action[:80]}`, which is no ground action of PDDL",
                hint="a ground action is written like (pick-up c)",
            )
        lines.append(f"{number}: ({' '.join((match[1] or match[2]).split())})\n")
    return "".join(lines)
