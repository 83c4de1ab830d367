"""Executable checks: the soundest and cheapest verifier."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock

from plangen.constraints import Check, Optimum, Scope, build_check
from plangen.constraints.expr import Expr
from plangen.constraints.llm import Llm
from plangen.constraints.members import reads_prose
from plangen.constraints.minimise import Minimise
from plangen.constraints.pddl import Pddl
from plangen.constraints.python import Python
from plangen.constraints.sql import Sql
from plangen.errors import ParseError, UsageError
from plangen.reading import Clock, misfits
from plangen.schema import Constraint, Finding, Plan, PlanFormat, Task
from plangen.verifiers.base import FORMAT
from plangen.verifiers.optimum import optimum
from plangen.verifiers.verdict import trusted

_ONE_BY_ONE = Expr | Sql | Pddl | Python | Llm
"""Judged on one plan at a time, if at all: too slow for, or beyond, the search for an optimum through all plans."""


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
    and a pass provisional; families that need the whole plan abstain, and so does every check of steps on prose.
    """
    prepared = _prepared(task)
    shape = task.plan_format
    if shape is not None and not (shape.slots or shape.values):
        shape = None
    found: list[Finding] = []
    prose = shape is None and not plan.steps and bool(plan.text)
    if shape is not None and (faults := misfits(shape, plan, partial=partial)):
        found.append(Finding(constraint=FORMAT, status="fail", by="program", score=0.0, violations=faults))
        if (plan.unit, plan.origin) != (shape.unit, shape.origin):
            return (*found, *prepared.abstain("the plan's times are not in the task's unit"))
    clock = _clock(plan)
    for constraint, check in prepared.checks:
        if prose and not (isinstance(check, str) or reads_prose(check, plan)):
            found.append(_abstention(constraint, "the plan is prose, a program cannot read its steps"))
            continue
        sure = not unchecked and (prepared.trusted or not trusted(constraint))
        scope = Scope(partial, clock, prepared.exactly if sure else prepared.at_best)
        found.append(_finding(constraint.id, check, plan, scope))
    return tuple(found)


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


def _abstention(constraint: Constraint, reason: str) -> Finding:
    return Finding(constraint=constraint.id, status="abstain", by="program", reason=reason)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The built checks of a task (or why one cannot be built), and the optima found so far."""

    checks: tuple[tuple[Constraint, Check | str], ...]
    hard: tuple[Check, ...]
    exact: bool
    trusted: bool
    plan_format: PlanFormat | None
    optima: dict[str, Optimum] = field(default_factory=dict)

    def abstain(self, reason: str) -> tuple[Finding, ...]:
        """No check is judged, for the reason given."""
        return tuple(_abstention(constraint, reason) for constraint, _ in self.checks)

    def exactly(self, check: Check) -> Optimum:
        """The best value of an objective, worked out once for the task."""
        if self.plan_format is None or not self.plan_format.slots or not isinstance(check, Minimise):
            return Optimum(reason="no best value is given and there is no plan format to search")
        key = check.model_dump_json()
        if key not in self.optima:
            self.optima[key] = optimum(check, self.plan_format, self.hard, exact=self.exact)
        return self.optima[key]

    def at_best(self, check: Check) -> Optimum:
        """The same, where demands that no check sees, or checks that nobody confirmed, may rule it out."""
        return replace(self.exactly(check), exact=False)


_MAX_KNOWN = 64
_lock = Lock()
_known: dict[tuple[int, int], tuple[Task, _Prepared]] = {}


def _prepared(task: Task) -> _Prepared:
    """What was prepared for these very constraints, else for equal ones.

    Writing a task out takes longer than checking a plan, so identities come first. They are sound: an entry keeps its
    task, so no other object can get the same identity meanwhile, and tasks are frozen.
    """
    key = id(task.constraints), id(task.plan_format)
    known = _known.get(key)
    if known is None:
        known = task, _prepare(_key(task))
        with _lock:
            while len(_known) >= _MAX_KNOWN:
                del _known[next(iter(_known))]
            _known[key] = known
    return known[1]


def _key(task: Task) -> str:
    """All of the task that its checks depend on, as text: tasks hold dicts and so cannot be hashed."""
    return task.model_copy(update={"id": "", "text": "-", "context": "", "previous": ""}).model_dump_json()


@lru_cache(maxsize=64)
def _prepare(task_json: str) -> _Prepared:
    task = Task.model_validate_json(task_json)
    checks: list[tuple[Constraint, Check | str]] = []
    hard: list[Check] = []
    exact = sure = True
    for constraint in task.constraints:
        check = _build(constraint)
        if check is not None:
            checks.append((constraint, check))
        if not constraint.hard or isinstance(check, Minimise):
            continue
        sure = sure and trusted(constraint)
        if check is None or isinstance(check, str | _ONE_BY_ONE):
            exact = False
        else:
            hard.append(check)
    return _Prepared(tuple(checks), tuple(hard), exact, sure, task.plan_format)


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
