"""What the solver refuses, and how it ends when it is cut off."""

from __future__ import annotations

from threading import Timer
from time import monotonic

import pytest

from plangen.errors import MissingExtraError, UsageError
from plangen.schema import PlanFormat, Slot, Task
from plangen.solvers import core, engine, repair, solutions, solvable, solve
from tests.solvers.small import constraint, task

SHAPE = PlanFormat(slots=(Slot(id="a", within=((0, 9),), duration=(2, 2)),))


def crowd(number: int, ticks: int) -> Task:
    """Steps that share a crew: the shortest plan is quickly guessed and hard to prove."""
    slots = tuple(
        Slot(id=f"s{n}", within=((0, ticks),), duration=(2 + n % 3, 2 + n % 3), resources={"crew": 2 + n % 4})
        for n in range(number)
    )
    crew = {"type": "capacity", "resource": "crew", "limit": 7}
    return task(PlanFormat(slots=slots), crew, {"type": "minimise", "objective": "end"})


def test_without_the_extra_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "installed", lambda: False)
    for ask in (solve, core, solutions, solvable):
        with pytest.raises(MissingExtraError, match=r"pip install '.\[solver\]'"):
            ask(task(SHAPE))


def test_without_a_plan_format_there_is_nothing_to_fill() -> None:
    with pytest.raises(UsageError, match="needs a plan format"):
        solve(Task(text="Plan."))
    with pytest.raises(UsageError, match="needs a plan format"):
        solve(Task(text="Plan.", plan_format=PlanFormat()))


def test_times_out_of_range_are_refused() -> None:
    far = SHAPE.slots[0].model_copy(update={"within": ((0, 10**10),)})
    with pytest.raises(UsageError, match="larger unit"):
        solve(task(PlanFormat(slots=(far,))))


def test_no_time_is_no_answer() -> None:
    found = solve(task(SHAPE), seconds=0)
    assert (found.status, found.plan) == ("unknown", None)
    assert core(task(SHAPE, {"type": "duration", "max": 1}), seconds=0) == ()


def test_a_format_that_holds_no_plan_is_the_conflict_itself() -> None:
    narrow = SHAPE.slots[0].model_copy(update={"within": ((0, 1),)})
    given = task(PlanFormat(slots=(narrow,)), {"type": "window", "latest": 9})
    assert solve(given).status == "infeasible"
    assert core(given) == ("format",)
    assert solutions(given) == ()
    assert repair(given, solve(task(SHAPE)).plan or pytest.fail("no plan")) is None


def test_a_task_that_holds_has_no_core() -> None:
    assert core(task(SHAPE, {"type": "window", "latest": 9})) == ()


def test_weights_and_amounts_of_any_size_are_borne() -> None:
    heavy = constraint("heavy", {"type": "window", "latest": 5}, kind="soft", weight=1e300)
    light = constraint("light", {"type": "window", "earliest": 7}, kind="soft", weight=1e-300)
    found = solve(Task(text="Plan.", plan_format=SHAPE, constraints=(heavy, light)))
    assert found.plan is not None
    assert (found.plan.steps[0].end or 9) <= 5
    rich = SHAPE.slots[0].model_copy(update={"resources": {"gold": 10**30}})
    full = {"type": "capacity", "resource": "gold", "limit": 5}
    assert solve(task(PlanFormat(slots=(rich,)), full)).unchecked == ("k0",)


def test_a_search_is_stopped_from_another_thread() -> None:
    stop, begun = engine.Stop(), monotonic()
    timer = Timer(0.3, stop.now)
    timer.start()
    found = solve(crowd(60, 400), seconds=30, stop=stop)
    timer.join()
    assert monotonic() - begun < 10
    assert found.status in ("feasible", "unknown")


def test_an_effort_cuts_off_alike_every_time() -> None:
    from plangen.constraints.minimise import Minimise
    from plangen.solvers import best

    answers = {best(crowd(60, 400), Minimise(objective="end"), effort=0.05) for _ in range(2)}
    assert [answer.value for answer in answers] == [None]
    assert "cut off" in answers.pop().reason
