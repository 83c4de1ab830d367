"""What a strategy is: a generator that yields operations, is sent their results, and does no I/O."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal

from plangen.schema import Candidate, Constraint, Mode, Task


@dataclass(frozen=True, slots=True)
class Generate:
    """Draft `n` candidates concurrently, each verified in the branch that made it when `check` is set.

    The result is a list of at most `n` candidates, in order; a draft that failed is missing from it.
    Modes: `plan` from scratch; `step` extends the one parent by a step; `complete` finishes the one parent;
    `refine` improves on the parents (the first is the one to improve, a second is the one to avoid);
    `merge` combines the parents; `solve` lets the solver make the plan, without a model, within `seconds`.
    """

    mode: Mode = "plan"
    parents: tuple[Candidate, ...] = ()
    n: int = 1
    temperature: float | None = None
    hint: str = ""
    check: bool = True
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Judge:
    """Ask the selection agent a small question.

    `prior`: suitability in [0, 1] of each arm named in `options`, a dict (an arm that could not be judged is missing).
    `vote`: index into `candidates` of the most promising one, or `None`.
    """

    question: Literal["prior", "vote"]
    candidates: tuple[Candidate, ...] = ()
    options: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Call a tool; the result is an `Observation`."""

    tool: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Write a decision of the strategy into the trace; costs nothing, and its result is `None`.

    `kind="arm"` with `arm` and `reward` also feeds the selection history of scope `run` and `store`.
    """

    kind: str
    data: dict[str, Any] = field(default_factory=dict)


Operation = Generate | Judge | Act | Note


@dataclass(frozen=True, slots=True)
class ArmStats:
    """What is known of one arm of the mixture: pulls, total reward (each in [0, 1]) and recovery in [0, 1]."""

    pulls: int = 0
    total: float = 0.0
    recovery: float = 0.0
    failed_before: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """All a strategy may know: the task, its constraints, a seeded random source and the pass mark.

    `threshold` in [0, 1] is PlanGEN's 95 as (95 + 100) / 200 = 0.975. `hint` is feedback that the first drafts
    should heed. `history` holds the statistics of arms from earlier tasks. `lookup` finds a strategy by its
    specification, for strategies that run others.
    """

    task: Task
    constraints: tuple[Constraint, ...] = ()
    random: Random = field(default_factory=lambda: Random(0))
    threshold: float = 0.975
    hint: str = ""
    history: dict[str, ArmStats] = field(default_factory=dict)
    lookup: Callable[[str], Callable[[Context], Search]] | None = None

    def with_hint(self, hint: str) -> Context:
        """The same context with other feedback for the first drafts."""
        return replace(self, hint=hint)


Search = Generator[Operation | Sequence[Operation], Any, Candidate | None]
"""Yield one operation and be sent its result, or a sequence and be sent the list of their results, in order.

Return the chosen candidate, or `None` to abstain. The engine may close the generator at any yield (certified, or
budget gone). Same context and same results give the same operations: no I/O, no clock, no global randomness.
"""

Strategy = Callable[..., Search]
"""`strategy(ctx, *, keyword parameters with defaults) -> Search`."""
