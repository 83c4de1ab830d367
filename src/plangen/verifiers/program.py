"""Executable checks: the soundest and cheapest verifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from plangen.constraints import Check, Optimum, Scope, build_check
from plangen.constraints.minimise import Minimise
from plangen.errors import ParseError, UsageError
from plangen.reading import Clock, misfits
from plangen.schema import Constraint, Finding, Plan, PlanFormat, Task
from plangen.verifiers.base import FORMAT
from plangen.verifiers.optimum import optimum


@dataclass(frozen=True, slots=True)
class Program:
    """The verifier that runs every executable check of a task.

    `unchecked` says that the user has demands beside the task's constraints (a checker of their own): an
    objective is then refused only on proof that does not depend on them.
    """

    unchecked: bool = False

    async def verify(self, task: Task, plan: Plan, *, partial: bool = False) -> tuple[Finding, ...]:
        """See `check_constraints`."""
        return check_constraints(task, plan, partial=partial, unchecked=self.unchecked)


def check_constraints(task: Task, plan: Plan, *, partial: bool = False, unchecked: bool = False) -> tuple[Finding, ...]:
    """One finding for each constraint that has a check, in the task's order; pure.

    A plan that is not of the task's plan format also gets a failed finding for `format`. A check that cannot be
    built or that raises is an `error` of its constraint, never of the plan. On a partial plan a failure is final
    and a pass provisional; families that need the whole plan abstain, and so does every check on prose.
    """
    prepared = _prepare(_key(task))
    if not plan.steps and plan.text and (task.plan_format is None or not task.plan_format.slots):
        reason = "the plan is prose, a program cannot read its steps"
        return tuple(
            Finding(constraint=name, status="abstain", by="program", reason=reason) for name, _ in prepared.checks
        )
    found: list[Finding] = []
    if task.plan_format is not None and task.plan_format.slots:
        faults = misfits(task.plan_format, plan, partial=partial)
        if faults:
            found.append(Finding(constraint=FORMAT, status="fail", by="program", score=0.0, violations=faults))
    scope = Scope(partial, _clock(plan), lambda check: prepared.optimum(check, unchecked))
    return (*found, *(_finding(name, check, plan, scope) for name, check in prepared.checks))


def _finding(name: str, check: Check | str, plan: Plan, scope: Scope) -> Finding:
    if isinstance(check, str):
        return Finding(constraint=name, status="error", by="program", reason=check)
    try:
        judgement = check.evaluate(plan, scope)
    except Exception as error:  # noqa: BLE001 - a faulty family must never cost the plan
        reason = f"the check failed: {type(error).__name__}: {str(error)[:200]}"
        return Finding(constraint=name, status="error", by="program", reason=reason)
    if judgement.violations is None:
        return Finding(constraint=name, status="abstain", by="program", reason=judgement.reason)
    if judgement.violations:
        return Finding(constraint=name, status="fail", by="program", score=0.0, violations=judgement.violations)
    return Finding(constraint=name, status="pass", by="program", score=1.0)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The built checks of a task (or why one cannot be built), and the optima found so far."""

    checks: tuple[tuple[str, Check | str], ...]
    hard: tuple[Check, ...]
    exact: bool
    plan_format: PlanFormat | None
    optima: dict[str, Optimum] = field(default_factory=dict)

    def optimum(self, check: Check, unchecked: bool) -> Optimum:
        """The best value of an objective, worked out once for the task."""
        if self.plan_format is None or not self.plan_format.slots or not isinstance(check, Minimise):
            return Optimum(reason="no best value is given and there is no plan format to search")
        key = check.model_dump_json()
        if key not in self.optima:
            self.optima[key] = optimum(check, self.plan_format, self.hard, exact=self.exact)
        found = self.optima[key]
        return Optimum(found.value, found.exact and not unchecked, found.reason)


def _key(task: Task) -> str:
    """All of the task that its checks depend on, as text: tasks hold dicts and so cannot be hashed."""
    return task.model_copy(update={"id": "", "text": "-", "context": "", "previous": ""}).model_dump_json()


@lru_cache(maxsize=64)
def _prepare(task_json: str) -> _Prepared:
    task = Task.model_validate_json(task_json)
    checks: list[tuple[str, Check | str]] = []
    hard: list[Check] = []
    exact = True
    for constraint in task.constraints:
        check = _build(constraint)
        if check is not None:
            checks.append((constraint.id, check))
        if not constraint.hard or isinstance(check, Minimise):
            continue
        if check is None or isinstance(check, str):
            exact = False
        else:
            hard.append(check)
    return _Prepared(tuple(checks), tuple(hard), exact, task.plan_format)


def _build(constraint: Constraint) -> Check | str | None:
    if constraint.check is None:
        return None
    try:
        return build_check(constraint.check)
    except UsageError as error:
        return f"the check cannot be built: {error}"


def _clock(plan: Plan) -> Clock:
    try:
        return Clock.of(plan)
    except ParseError:
        return Clock("step")
