"""Which rungs of the ladder notice a fault: what they say of the faulty reading and did not say of the right one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from benchmarks.faults.injection import Case
from plangen.errors import MissingExtraError, UsageError
from plangen.schema import Plan, Task
from plangen.solvers import solve
from plangen.trust import agree, consistent, lint, near_misses, self_test, uncovered
from plangen.trust.agreement import Agreement, whole_difference, whole_judges
from plangen.trust.alignment import align
from plangen.trust.behaviour import keeps_all
from plangen.trust.solutions import some_solutions

RUNGS = ("lint", "self-test", "consistency", "coverage", "known-good plan", "second, whole", "second, each")
ALONE = ("lint", "self-test", "consistency", "coverage")
"""What one reading can find out by itself."""
LADDER = (*ALONE, "second, each")
"""What the product does; it has no plan that is known to be good."""
SECONDS = 1.0

Second = Callable[[str], Task | None]
"""Another reading of a task's text; `None` when there is none."""


@dataclass(slots=True)
class Notes:
    """What the rungs say of one reading, right or wrong; what is said of right ones is kept."""

    lint: frozenset[tuple[str, str, str]]
    untested: frozenset[str]
    conflict: bool
    agreement: frozenset[tuple[str, str]] | None


def caught(case: Case, second: Second | None = None) -> frozenset[str]:
    """The rungs that notice the fault. Without `second` the other reading is the right one."""
    right, wrong = case.right, case.wrong
    before, after = _of_right(right.model_dump_json()), _alone(wrong)
    found = set()
    if after.lint - before.lint:
        found.add("lint")
    if after.untested - before.untested:
        found.add("self-test")
    if after.conflict and not before.conflict:
        found.add("consistency")
    if uncovered(wrong, settled=uncovered(right)):
        found.add("coverage")
    if _refused(wrong, _good_plan(right.model_dump_json())):
        found.add("known-good plan")
    other = right if second is None else second(right.text)
    if other is not None:
        found |= _second(wrong, right, other)
    return frozenset(found)


def false_alarms(task: Task, second: Second | None = None) -> frozenset[str]:
    """The rungs that object to a right reading."""
    notes = _of_right(task.model_dump_json())
    found = {"lint"} if notes.lint else set()
    found |= {"self-test"} if notes.untested else set()
    found |= {"consistency"} if notes.conflict else set()
    found |= {"coverage"} if uncovered(task) else set()
    other = task if second is None else second(task.text)
    if other is not None and _objections(agree(task, other)):
        found.add("second, each")
    return frozenset(found)


def _alone(task: Task) -> Notes:
    faults = frozenset((name, one.code, one.message) for name, faults in lint(task).items() for one in faults)
    untested = frozenset(one.id for one in task.constraints if self_test(one, task.plan_format) is False)
    return Notes(faults, untested, consistent(task, seconds=SECONDS).holds is False, None)


@lru_cache(maxsize=512)
def _of_right(task: str) -> Notes:
    return _alone(Task.model_validate_json(task))


@lru_cache(maxsize=512)
def _good_plan(task: str) -> Plan | None:
    try:
        return solve(Task.model_validate_json(task), seconds=SECONDS).plan
    except (UsageError, MissingExtraError):
        return None


def _refused(task: Task, plan: Plan | None) -> bool:
    return plan is not None and keeps_all(whole_judges(task), plan) is False


def _second(wrong: Task, right: Task, other: Task) -> set[str]:
    alignment = align(wrong.plan_format, other.plan_format)
    if alignment is None:
        return {"second, each"}
    found = set()
    if _objections(agree(wrong, other)) - _objections(_agree(right.model_dump_json(), other.model_dump_json())):
        found.add("second, each")
    plans = [plan for task in (wrong, other) for plan in _trials(task.model_dump_json())]
    if whole_difference(wrong, other, plans, alignment) is not None:
        found.add("second, whole")
    return found


@lru_cache(maxsize=512)
def _agree(one: str, two: str) -> Agreement:
    return agree(Task.model_validate_json(one), Task.model_validate_json(two))


def _objections(agreement: Agreement) -> frozenset[tuple[str, str]]:
    said = {(one.constraint, one.outcome) for one in agreement.comparisons if one.outcome != "agreed"}
    return frozenset(said | {(name, "missing") for name in agreement.missing})


@lru_cache(maxsize=512)
def _trials(task: str) -> tuple[Plan, ...]:
    """Near misses of the reading's own solutions, as a whole verdict is compared on."""
    read = Task.model_validate_json(task)
    return tuple(near_misses(read, some_solutions(read), Random(0)))
