"""The tasks that the formaliser is developed on, by programs alone.

What is read entirely must be read right: a plan of the solver that breaks the annotation would have been certified.
The number of tasks that are read entirely is a floor against regressions and no measure of the formaliser: these
tasks are known to its authors.
"""

import re
from pathlib import Path

import pytest

from plangen.schema import Plan, Slot, Step, Task
from plangen.solvers import solve
from plangen.tasks.files import load_task
from plangen.verifiers.program import check_constraints

from .typed import formal

pytest.importorskip("ortools")

TASKS = sorted((Path(__file__).parent / "corpus" / "develop").glob("*.yaml"))
FLOOR = 9


def words(slot: Slot) -> set[str]:
    said = " ".join((slot.id, slot.action, slot.location or "", *slot.actors)).lower()
    return {word[:5] for word in re.findall(r"[^\W_]{2,}", said)}


def matched(mine: Slot, theirs: Slot) -> float:
    one, other = words(mine), words(theirs)
    return len(one & other) / len(one | other)


def renamed(plan: Plan, found: Task, gold: Task) -> Plan:
    """The plan in the words of the annotation: each step as the slot that its own is most like."""
    pairs = sorted(
        (
            (matched(a, b), i, j)
            for i, a in enumerate(found.plan_format.slots)
            for j, b in enumerate(gold.plan_format.slots)
        ),
        key=lambda pair: -pair[0],
    )
    to: dict[str, Slot] = {}
    for likeness, i, j in pairs:
        mine, theirs = found.plan_format.slots[i], gold.plan_format.slots[j]
        if likeness > 0 and mine.id not in to and theirs not in to.values():
            to[mine.id] = theirs
    steps = [
        Step(
            id=to[step.id].id,
            action=to[step.id].action,
            location=to[step.id].location,
            actors=to[step.id].actors,
            resources=to[step.id].resources,
            cost=to[step.id].cost,
            start=step.start,
            end=step.end,
        )
        for step in plan.steps
        if step.id in to
    ]
    return Plan(unit=gold.plan_format.unit, origin=gold.plan_format.origin, steps=tuple(steps))


def broken(gold: Task) -> list[str] | None:
    """Demands of the annotation that the formaliser's plan breaks; `None` when the text is not read entirely."""
    found = formal(gold.text)
    if found is None or found.unread or not found.plan_format.slots:
        return None
    task = Task(text=gold.text, plan_format=found.plan_format, constraints=found.constraints)
    plan = solve(task, seconds=5).plan
    if plan is None:
        return None
    hard = {one.id for one in gold.constraints if one.hard} | {"format"}
    checked = check_constraints(gold, renamed(plan, task, gold))
    return [one.constraint for one in checked if one.constraint in hard and one.status != "pass"]


def test_what_is_read_entirely_is_read_right():
    found = {path.stem: broken(load_task(path)) for path in TASKS}
    assert {name: demands for name, demands in found.items() if demands} == {}
    assert sum(demands == [] for demands in found.values()) >= FLOOR
