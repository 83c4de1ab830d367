"""What a check is: a frozen value that says, without I/O, how a plan breaks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Protocol

from pydantic import Field

from plangen.constraints.select import Select
from plangen.schema import Plan, Step, Violation

Tick = Annotated[int, Field(strict=True, ge=-(10**9), le=10**9)]
"""A time or a length in the plan's unit; no text, fraction or boolean passes as one."""

Notation = Literal[
    "time", "length", "time or amount", "length or amount", "interval", "intervals", "lengths", "check", "checks"
]
"""How people may write a field in a task file.

A clock time, a length, either of them or any number; one clock interval or a list of them; lengths by place and
place; a check or a list of checks with notations of their own.
"""


class Words(Protocol):
    """Renders ticks for people."""

    def time(self, tick: int) -> str:
        """A point in time."""
        ...

    def length(self, ticks: int) -> str:
        """A length of time."""
        ...

    def span(self, start: int, end: int) -> str:
        """The interval `[start, end)`."""
        ...


class TickWords:
    """Renders ticks as bare numbers, for plans whose clock is not known."""

    def time(self, tick: int) -> str:
        """`tick 5`."""
        return f"tick {tick}"

    def length(self, ticks: int) -> str:
        """`5 ticks`."""
        return f"{ticks} tick" if abs(ticks) == 1 else f"{ticks} ticks"

    def span(self, start: int, end: int) -> str:
        """`ticks 5–8`."""
        return f"ticks {start}–{end}"


TICKS = TickWords()


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a plan breaks a check: no violations is a pass, `None` is "not judged" for the reason given."""

    violations: tuple[Violation, ...] | None = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best value that an objective can take under the hard checks; `None` when it was not found out.

    `exact` is false when other hard demands exist that no check sees: then no feasible plan is better than
    `value`, but a feasible plan that reaches it need not exist.
    """

    value: float | None = None
    exact: bool = True
    reason: str = ""


def _no_optimum(check: Check) -> Optimum:
    return Optimum(reason="no best value is given and there is no plan format to search")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a check may know beside the plan: whether it is unfinished, its clock, and the optimum of an objective."""

    partial: bool = False
    words: Words = TICKS
    optimum: Callable[[Check], Optimum] = _no_optimum


class Check(Protocol):
    """One member of the check families (`constraints.md`, section 4); a frozen pydantic model.

    It speaks about the steps it selects and holds vacuously when there are none; on an unfinished plan it may
    only report what no further step can mend, and is not judged while it selects nothing. `notation` says how people
    may write its fields, `stepwise` that a plan breaks it exactly when one of its steps alone does.
    """

    notation: ClassVar[Mapping[str, Notation]]
    stepwise: ClassVar[bool]

    @property
    def type(self) -> str:
        """The name of the family."""
        ...

    @property
    def select(self) -> Select:
        """Which steps it speaks about."""
        ...

    def evaluate(self, plan: Plan, scope: Scope) -> Judgement:
        """The plan's violations: pure, in the order of its steps."""
        ...

    def describe(self, words: Words = TICKS) -> str:
        """The check in one plain English sentence that names its numbers."""
        ...


def judge_steps(select: Select, plan: Plan, scope: Scope, rule: Callable[[Step], list[Violation]]) -> Judgement:
    """Apply `rule` to every selected step."""
    steps = select.pick(plan)
    if not steps and scope.partial:
        return Judgement(None, "no step that it speaks about is there yet")
    return Judgement(tuple(violation for step in steps for violation in rule(step)))


def judge_times(
    select: Select, plan: Plan, scope: Scope, rule: Callable[[Step, int, int], list[Violation]]
) -> Judgement:
    """Apply `rule` to the times of every selected step; a step without valid times is a violation itself."""

    def timed(step: Step) -> list[Violation]:
        start, end = step.start, step.end
        return [untimed(step)] if start is None or end is None or end < start else rule(step, start, end)

    return judge_steps(select, plan, scope, timed)


def pick_timed(select: Select, plan: Plan, scope: Scope) -> tuple[list[Step], Judgement]:
    """The selected steps, and what is wrong with their times alone; for families that look at several at once."""
    steps = select.pick(plan)
    if not steps and scope.partial:
        return steps, Judgement(None, "no step that it speaks about is there yet")
    found = [untimed(step) for step in steps if step.start is None or step.end is None or step.end < step.start]
    return steps, Judgement(tuple(found))


def untimed(step: Step) -> Violation:
    """What is wrong with a step that lacks a time or ends before it starts."""
    if step.start is None or step.end is None:
        return Violation(message=f"{step.id} has no start and end", steps=(step.id,))
    by = step.start - step.end
    return Violation(message=f"{step.id} ends before it starts", steps=(step.id,), by=by)
