"""Solver first: let a constraint solver make the plan, and a model go on from what it leaves open.

Formalise, then solve (arXiv 2404.11891, 2410.12112).
"""

from __future__ import annotations

from collections.abc import Sequence

from plangen.errors import UsageError
from plangen.schema import Candidate, Constraint, Task
from plangen.solvers import engine, unsolvable
from plangen.strategies.base import Context, Generate, Search
from plangen.strategies.parameters import Count, Positive, Temperature
from plangen.strategies.sound_loop import improve
from plangen.verifiers.verdict import trusted


def solver(ctx: Context, *, seconds: Positive = 10.0, rounds: Count = 10, temperature: Temperature = 0.7) -> Search:
    """Solve within `seconds`; return the plan if it is certified, or the proof that there is none (`unsat`).

    Otherwise (a plan without proof, one that the checks refuse, or none) a model refines what there is by the errors
    found, from nothing if need be, for up to `rounds` drafts; what the solver left is kept if no draft is certified.
    Differs from the papers: the constraints are typed and trusted before, the model writes no solver code. Raises as
    `require_solvable` does.
    """
    require_solvable(ctx.task, ctx.constraints)
    drafts = yield Generate(mode="solve", hint=ctx.hint, seconds=seconds)
    found: Candidate | None = drafts[0] if drafts else None
    if found is not None and (found.certified or is_unsat(found)):
        return found
    better = yield from improve(ctx, found, rounds=rounds, level="all", temperature=temperature)
    return better or found


def is_unsat(candidate: Candidate) -> bool:
    """Whether it is no plan but the proof that the hard constraints allow none."""
    return candidate.verdict is not None and candidate.verdict.status == "unsat"


def require_solvable(task: Task, constraints: Sequence[Constraint]) -> None:
    """Whether the solver may be trusted with the task: raises `UsageError` that names what stands against it.

    It needs a plan format and hard constraints, all of trust `agreed` or `confirmed` and of families that it knows.
    Raises `MissingExtraError` without the extra `solver`.
    """
    engine.require()
    hard = tuple(constraint for constraint in constraints if constraint.hard)
    if not hard:
        raise UsageError("the solver needs hard constraints, the task has none", hint="use another strategy")
    if doubtful := [constraint.id for constraint in hard if not trusted(constraint)]:
        raise UsageError(
            f"the solver takes only constraints that are agreed or confirmed, not {_listed(doubtful)}",
            hint="confirm them in the task file, or use another strategy",
        )
    if strange := unsolvable(task.model_copy(update={"constraints": hard})):
        name, why = next(iter(strange.items()))
        more = f", nor {_listed([*strange][1:])}" if len(strange) > 1 else ""
        raise UsageError(
            f"the solver cannot take the constraint `{name}`: {why}{more}",
            hint="give each a check of a family that it knows, make it soft, or use another strategy",
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(f"`{name}`" for name in names[:5]) + more
