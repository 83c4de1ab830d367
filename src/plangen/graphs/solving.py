"""The mode `solve`: the solver makes a candidate, or proves that there is none; no model is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from plangen.agents import Draft
from plangen.budget import Charge
from plangen.errors import DeadlineError, ToolError
from plangen.graphs.session import Session
from plangen.journal import digest
from plangen.reading.plan_text import render_plan
from plangen.schema import Candidate, Constraint, Finding, Plan, Task, Verdict, Violation
from plangen.solvers import core, solve
from plangen.solvers.engine import Stop
from plangen.verifiers.verdict import trusted

SOLVER = "solver"
"""What stands in the place of a model's name."""


async def solve_draft(session: Session, draft: Draft, *, seconds: float) -> Candidate:
    """The solver's plan, not judged yet, or a candidate without a plan whose verdict is `unsat`.

    It keeps all constraints that it can, whatever their trust, but only trusted ones prove that there is no plan.
    Costs no call and is kept in the journal, so that a resumed run goes on with the same answer. Raises ToolError
    when the time is up without a plan or constraints of little trust conflict, DeadlineError when the run has no
    time left.
    """
    task = session.task.model_copy(update={"constraints": session.constraints})
    seed = session.settings.seed
    key = digest({"solve": task.model_dump(mode="json"), "seconds": seconds, "seed": seed, "candidate": draft.id})
    body = await session.journal.get(key)
    if body is None:
        left = session.budget.seconds_left()
        if left == 0:
            raise DeadlineError("no time is left for the solver")
        body = await _in_thread(task, seconds if left is None else min(seconds, left), seed)
        await session.journal.put(key, "solve", body, Charge())
    if body["status"] == "unknown":
        raise ToolError(f"the solver found neither a plan nor a proof within {seconds:g} s")
    if body["status"] == "infeasible" and not _proved(session.constraints, body["core"]):
        raise ToolError("the constraints conflict, but not all of them are agreed or confirmed: no plan, and no proof")
    return _candidate(draft, task, body)


def _proved(constraints: Sequence[Constraint], names: Sequence[str]) -> bool:
    """Whether a conflict counts: it is known, and every constraint in it is trusted."""
    by_name = {constraint.id: constraint for constraint in constraints}
    return bool(names) and all(name not in by_name or trusted(by_name[name]) for name in names)


async def _in_thread(task: Task, seconds: float, seed: int) -> dict[str, Any]:
    """The solver's answer as plain data; a search that nobody waits for any more is stopped."""
    stop = Stop()
    try:
        return await asyncio.to_thread(_answer, task, seconds, seed, stop)
    finally:
        stop.now()


def _answer(task: Task, seconds: float, seed: int, stop: Stop) -> dict[str, Any]:
    solution = solve(task, seconds=seconds, seed=seed, stop=stop)
    # The proof stands already: a second or more is given to saying which constraints conflict.
    left = max(1.0, seconds - solution.seconds)
    infeasible = solution.status == "infeasible"
    return {
        "status": solution.status,
        "plan": solution.plan.model_dump(mode="json") if solution.plan else None,
        "core": list(core(task, seconds=left, stop=stop)) if infeasible else [],
    }


def _candidate(draft: Draft, task: Task, body: dict[str, Any]) -> Candidate:
    plan = Plan.model_validate(body["plan"]) if body["plan"] else None
    made = Candidate(id=draft.id, mode="solve", plan=plan, strategy=draft.strategy, model=SOLVER)
    if plan is None:
        return made.model_copy(update={"complete": False, "verdict": _unsat(task, body["core"])})
    return made.model_copy(update={"text": render_plan(plan)})


def _unsat(task: Task, names: Sequence[str]) -> Verdict:
    """The verdict that names the constraints in conflict: a failed finding for each, and all of them in words."""
    texts = {constraint.id: constraint.text for constraint in task.constraints}
    texts.setdefault("format", "the plan has the steps that were asked for, where they may lie")
    findings = []
    for name in names:
        others = "; ".join(texts[other] for other in names if other != name)
        message = f"cannot hold together with: {others}" if others else "cannot hold in any plan of this format"
        violation = Violation(message=message)
        findings.append(Finding(constraint=name, status="fail", by="solver", violations=(violation,)))
    conflict = "; ".join(texts[name] for name in names) or "all hard constraints"
    return Verdict(status="unsat", findings=tuple(findings), feedback=f"No plan can meet these together: {conflict}")
