"""Whether what a task demands includes a given constraint: on plans, and by proof where the solver can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from plangen.schema import Constraint, Plan, PlanFormat, Task
from plangen.trust.agreement import whole_judges
from plangen.trust.alignment import Alignment, align
from plangen.trust.behaviour import judge_of, keeps_all
from plangen.trust.proof import follows
from plangen.trust.solutions import some_solutions
from plangen.trust.trials import aimed, near_misses


@dataclass(frozen=True, slots=True)
class Entailment:
    """`holds` is `None` when nothing could be judged; a `witness` keeps the task's demands and breaks the constraint.

    `by` says whether it rests on plans that were tried (`judged` of them met the task's demands) or on a proof.
    """

    holds: bool | None
    witness: Plan | None = None
    judged: int = 0
    by: Literal["plans", "solver", ""] = ""


def entailed(
    task: Task, constraint: Constraint, plans: Sequence[Plan] | None = None, *, of: PlanFormat | None = None
) -> Entailment:
    """Whether every plan that meets the hard constraints of `task` keeps `constraint`.

    `plans` are of the task's format (by default `trial_plans`). `of` is the format that the constraint speaks about
    where it comes from another reading; its slots are aligned with the task's. When no plan refutes it, the solver is
    asked for one that does, if both formats are the same.
    """
    shape = task.plan_format
    judge = judge_of(constraint)
    alignment = None if shape is None else align(shape, of or shape)
    if judge is None or shape is None or alignment is None:
        return Entailment(None)
    demands = whole_judges(task)
    judged = 0
    for plan in trial_plans(task, constraint, of=of) if plans is None else plans:
        if keeps_all(demands, plan) is not True:
            continue
        said = judge(alignment.to_second(plan))
        judged += said is not None
        if said is False:
            return Entailment(False, plan, judged, "plans")
    if of is None or of == shape:
        proof = follows(shape, _hard(task), constraint)
        if proof.holds is not None:
            return Entailment(proof.holds, proof.witness, judged, "solver")
    return Entailment(True, None, judged, "plans") if judged else Entailment(None)


def trial_plans(task: Task, constraint: Constraint, *, of: PlanFormat | None = None, seed: int = 0) -> list[Plan]:
    """Solutions of the task, each aimed at the constraint's and at the task's own parameters, and near misses.

    All of the task's format, most of them not feasible; aiming starts from a solution where the solver finds one.
    """
    shape = task.plan_format
    alignment = None if shape is None else align(shape, of or shape)
    if shape is None or alignment is None:
        return []
    solved = some_solutions(task)
    base = solved[0] if solved else None
    found = list(solved)
    found += _of_other(task, constraint, of or shape, alignment, base)
    for one in task.constraints:
        found += aimed(task, one, base)
    return found + near_misses(task, solved, Random(seed))


def _of_other(
    task: Task, constraint: Constraint, of: PlanFormat, alignment: Alignment, base: Plan | None
) -> list[Plan]:
    other = Task(text=task.text, constraints=(constraint,), plan_format=of)
    there = None if base is None else alignment.to_second(base)
    return [alignment.to_first(plan) for plan in aimed(other, constraint, there)]


def _hard(task: Task) -> tuple[Constraint, ...]:
    return tuple(one for one in task.constraints if one.hard and (one.check or {}).get("type") != "minimise")
