"""Whether the hard constraints of a task can hold together, and if not, which of them cannot."""

from __future__ import annotations

from dataclasses import dataclass

from plangen.errors import ParseError, UsageError
from plangen.reading import Clock
from plangen.schema import Task
from plangen.solvers import core, installed, solve
from plangen.solvers.conflict import FORMAT
from plangen.trust.rendering import sentence

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Consistency:
    """`holds` is `None` when it was not decided, for the `reason` given.

    `conflict` names a smallest set of hard constraints that cannot hold together, `sentences` says each in words.
    """

    holds: bool | None = None
    conflict: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    reason: str = ""


def consistent(task: Task, *, seconds: float = SECONDS) -> Consistency:
    """Ask the solver whether some plan meets all hard constraints (`constraints.md`, section 6, step 4).

    A conflict among those that it can take is one, whatever the others demand; that there is none is decided only
    when it can take them all. Blocking; not decided without the extra `solver` or a plan format.
    """
    if not installed():
        return Consistency(reason="the solver is not installed")
    hard = tuple(one for one in task.constraints if one.hard and (one.check or {}).get("type") != "minimise")
    demanded = task.model_copy(update={"constraints": hard})
    try:
        found = solve(demanded, seconds=seconds)
        if found.status == "infeasible":
            return _conflict(task, core(demanded, seconds=seconds))
    except UsageError as error:
        return Consistency(reason=error.message)
    if found.plan is None:
        return Consistency(reason=f"the solver could not decide within {seconds:g} s")
    if found.unchecked:
        return Consistency(reason=f"the solver cannot take {', '.join(found.unchecked)}")
    return Consistency(True)


def _conflict(task: Task, names: tuple[str, ...]) -> Consistency:
    if names == (FORMAT,):
        return Consistency(False, names, ("no plan fits the steps that the task asks for",))
    try:
        clock = Clock.of(task.plan_format)
    except ParseError:
        clock = Clock("step")
    said = tuple(f"[{one.id}] {sentence(one, clock)}" for one in task.constraints if one.id in names)
    return Consistency(False, names, said)
