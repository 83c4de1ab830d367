"""Optima, nearest plans and wishes against all plans of small tasks."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from plangen.constraints.minimise import Minimise
from plangen.schema import Plan, PlanFormat, Slot, Task
from plangen.solvers import best, repair, solve
from plangen.verifiers import optimum as by_enumeration
from tests.solvers.small import FAMILIES, constraint, feasible, plans, random_shape, task

MEASURES = [(objective, sense) for objective in ("start", "end", "cost", "steps") for sense in ("min", "max")]


@pytest.mark.parametrize(("objective", "sense"), MEASURES)
def test_optimum_is_that_of_all_feasible_plans(objective: Any, sense: Any) -> None:
    random, values = Random(f"{objective} {sense}"), set()
    for _ in range(12):
        shape = random_shape(random, slots=2, values=random.randint(0, 1))
        rules = [FAMILIES[name](random) for name in ("window", "no_overlap", "total")]
        given = task(shape, *random.sample(rules, 2))
        check = Minimise(objective=objective, sense=sense)
        known = [value for plan in feasible(given) if (value := check.value(plan)) is not None]
        wanted = (min(known) if sense == "min" else max(known)) if known else None
        assert best(given, check).value == wanted
        assert _enumerated(given, check) == wanted
        values.add(wanted)
        aim = constraint("aim", check.model_dump())
        answer = solve(given.model_copy(update={"constraints": (*given.constraints, aim)}))
        if wanted is not None and answer.plan is not None:
            assert (answer.objective, check.value(answer.plan)) == (wanted, wanted)
    assert len(values) > 2


def _enumerated(given: Task, check: Minimise) -> float | None:
    from plangen.constraints import build_check

    checks = [build_check(item.check or {}) for item in given.constraints]
    assert given.plan_format is not None
    return by_enumeration.optimum(check, given.plan_format, checks, exact=True).value


def test_repair_is_the_nearest_feasible_plan() -> None:
    random, moved = Random(3), 0
    for _ in range(90):
        shape = random_shape(random, slots=2, values=1)
        rules = [FAMILIES[name](random) for name in random.sample(("window", "no_overlap", "count", "capacity"), 2)]
        given = task(shape, *rules)
        broken = random.choice(plans(shape))
        wanted = feasible(given)
        found = repair(given, broken)
        assert (found is None) == (not wanted)
        if found is not None:
            assert found in wanted
            least = min(_distance(shape, broken, plan) for plan in wanted)
            assert _distance(shape, broken, found) == least
            moved += least > 0
    assert moved > 5


def _distance(shape: PlanFormat, old: Plan, new: Plan) -> int:
    ticks = [tick for slot in shape.slots for interval in slot.within for tick in interval]
    before, after = ({step.id: step for step in plan.steps} for plan in (old, new))
    changed, shifted = sum(old.values[key] != new.values[key] for key in shape.values), 0
    for slot in shape.slots:
        was, now = before.get(slot.id), after.get(slot.id)
        changed += (was and (was.start, was.end)) != (now and (now.start, now.end))
        if was and now:
            shifted += abs((now.start or 0) - (was.start or 0)) + abs((now.end or 0) - (was.end or 0))
    return 10 * max(1, max(ticks) - min(ticks)) * changed + shifted


def test_a_wish_is_kept_where_it_can_be_and_the_heavier_one_wins() -> None:
    shape = PlanFormat(slots=(Slot(id="a", within=((0, 9),), duration=(2, 2)),))
    late = constraint("late", {"type": "window", "earliest": 6}, kind="soft", weight=2.0)
    early = constraint("early", {"type": "window", "latest": 4}, kind="soft", weight=1.5)
    hard = constraint("hard", {"type": "window", "latest": 8})
    found = solve(Task(text="Plan.", plan_format=shape, constraints=(early, late, hard)))
    assert found.plan is not None
    assert (found.status, found.plan.steps[0].start, found.objective) == ("optimal", 6, None)


def test_what_cannot_be_said_is_named() -> None:
    shape = PlanFormat(slots=(Slot(id="a", within=((0, 9),), duration=(2, 2), cost=1e-9),))
    listed = (
        constraint("prose", None),
        constraint("text", {"type": "regex", "pattern": "x"}),
        constraint("wrong", {"type": "window"}),
        constraint("fine", {"type": "total", "field": "cost", "max": 1}),
        constraint("key", {"type": "domain", "keys": ["room"], "values": [1]}),
        constraint("known", {"type": "window", "latest": 5}),
    )
    found = solve(Task(text="Plan.", plan_format=shape, constraints=listed))
    assert found.status == "optimal"
    assert found.unchecked == ("prose", "text", "wrong", "fine", "key")
    assert best(Task(text="Plan.", plan_format=shape, constraints=listed), Minimise(objective="end")).exact is False


def test_the_same_task_gives_the_same_plan() -> None:
    random = Random(11)
    shape = random_shape(random, slots=3, values=2)
    given = task(shape, FAMILIES["no_overlap"](random))
    assert solve(given).plan == solve(given).plan
