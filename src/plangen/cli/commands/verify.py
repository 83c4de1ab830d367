"""`plangen verify`: holds a plan that exists against a task, by program, and by a model only when one is named."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from plangen.cli import weights
from plangen.cli.delivery import Delivery
from plangen.cli.options import Options
from plangen.cli.streams import only_results_on_stdout
from plangen.cli.tasks import load_file
from plangen.errors import PlangenError, UsageError

if TYPE_CHECKING:
    from plangen.budget import Charge
    from plangen.schema import Acceptance, Certificate, Constraint, Finding, Plan, Result, Task

THRESHOLD = 0.975
"""PlanGEN's 95 of -100 to 100, as a score in [0, 1]."""


def verify(
    task_file: str, plan_file: str, *, model: str | None, options: Options, delivery: Delivery, agreed: bool
) -> int:
    """Check a plan and deliver the certificate; 0 when it is verified, else 5."""
    from plangen.tasks.files import load_plan

    try:
        with only_results_on_stdout():
            if not plan_file:
                raise UsageError("there is no plan", hint="give the plan's file after the task's")
            task = load_file(task_file)
            plan = load_plan(plan_file, task.plan_format)
            if model:
                weights.ensure([model], agreed=agreed)
            result = asyncio.run(judge(task, plan, model=model, options=options))
        delivery.result(result, title=task.id)
    except PlangenError as error:
        return delivery.failure(error)
    return 0 if result.verified else 5


async def judge(task: Task, plan: Plan, *, model: str | None, options: Options) -> Result:
    """The certificate of a plan: executable checks, the user's checker, then the model about what is left."""
    from plangen.agents import left_to_a_model
    from plangen.budget import Charge
    from plangen.reading import render_plan
    from plangen.verifiers import OwnChecker, PythonChecks, check_constraints, load_checker

    began = time.monotonic()
    checker = load_checker(options.checker) if options.checker else None
    sandbox = PythonChecks()
    try:
        findings = await sandbox.verify(task, plan)
    finally:
        sandbox.close()
    findings += check_constraints(task, plan, unchecked=checker is not None)
    if checker is not None:
        findings += await OwnChecker(checker).verify(task, plan)
    plan = plan.model_copy(update={"text": plan.text or render_plan(plan)})
    left = left_to_a_model(task.constraints)
    spent = Charge()
    if model and left:
        said, spent = await _ask(task, left, plan.text, model, options)
        findings += said
    return _result(task, plan, findings, model, options, spent, seconds=time.monotonic() - began)


async def _ask(
    task: Task, left: tuple[Constraint, ...], text: str, model: str, options: Options
) -> tuple[tuple[Finding, ...], Charge]:
    from random import Random

    from plangen.agents import Seat, judge_constraints
    from plangen.budget import Budget, Limits
    from plangen.journal import Journal
    from plangen.models.door import Door
    from plangen.models.registry import as_model
    from plangen.schema import Candidate
    from plangen.tracing import Trace

    budget, journal = Budget(Limits()), Journal(None)
    door = Door(budget=budget, journal=journal, trace=Trace("verify"), random=Random(options.seed))
    seat = Seat("verification", as_model(model, api_base=options.api_base), door)
    candidate = Candidate(id="plan", text=text)
    try:
        said = await judge_constraints(seat, task, left, candidate, seed=options.seed)
    finally:
        journal.close()
    return said, budget.spent


def _result(
    task: Task,
    plan: Plan,
    findings: tuple[Finding, ...],
    model: str | None,
    options: Options,
    spent: Charge,
    *,
    seconds: float,
) -> Result:
    from plangen.graphs.finish import report_constraint
    from plangen.schema import CostReport, Result, Timings, UsageReport
    from plangen.verifiers import certificate, combine
    from plangen.verifiers.verdict import strongest, with_implied

    verdict = combine(task.constraints, findings, complete=True, threshold=THRESHOLD)
    claim = certificate(task.constraints, verdict, uncovered=task.uncovered)
    accepted = _accept(claim, verdict.score, model, options)
    found = strongest(findings)
    return Result(
        run_id="",
        status="completed",
        termination_reason="certified" if accepted.accepted else "search_done",
        certificate=claim,
        verified=accepted.accepted,
        acceptance=accepted,
        plan=plan,
        score=verdict.score,
        constraints=tuple(
            report_constraint(item, found.get(item.id)) for item in with_implied(task.constraints, findings)
        ),
        usage=UsageReport(
            calls=spent.calls,
            prompt_tokens=spent.prompt_tokens,
            completion_tokens=spent.completion_tokens,
            estimated=spent.estimated,
        ),
        cost=CostReport(usd=spent.cost, known=spent.cost is not None),
        timings=Timings(wall_s=round(seconds, 3)),
    )


def _accept(claim: Certificate, score: float | None, model: str | None, options: Options) -> Acceptance:
    """Whether the plan is taken as right; the model that judged answers for it, a program needs no estimate."""
    from plangen.cli.options import default_calibration
    from plangen.models.registry import as_model
    from plangen.verifiers.acceptance import accept
    from plangen.verifiers.calibration import Calibration, kind_of

    cost, chance = options.false_accept_cost, None
    if cost is not None and model:
        known = Calibration(default_calibration())
        chance = known.chance(as_model(model, api_base=options.api_base).name, kind_of(claim, score))
    return accept(claim, level=options.accept, cost=cost, chance=chance)  # type: ignore[arg-type]
