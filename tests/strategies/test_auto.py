"""The default strategy: the solver where the task is typed, drafts where it is not or where a check refuses."""

import pytest

from plangen.schema import Candidate, Constraint, PlanFormat, Slot, Task, Verdict
from plangen.solvers import engine
from plangen.strategies.base import Generate
from plangen.strategies.registry import resolve
from tests.strategies.driver import context

SLOT = Slot(id="talk", within=((540, 1020),), duration=(30, 30), every=30)
TYPED = Task(text="A talk after ten.", plan_format=PlanFormat(slots=(SLOT,)))
AFTER_TEN = Constraint(id="late", text="after ten", check={"type": "window", "earliest": 600})


def solved(status):
    """The solver's plan with a verdict."""
    return Candidate(id="c1", mode="solve", verdict=Verdict(status=status))


def started(task, constraints):
    """The strategy `auto` and its first operation."""
    search = resolve("auto").run(context(task=task, constraints=constraints))
    return search, next(search)


@pytest.fixture(autouse=True)
def _solver(monkeypatch):
    monkeypatch.setattr(engine, "installed", lambda: True)


def test_a_typed_task_is_solved():
    search, first = started(TYPED, (AFTER_TEN,))
    assert (first.mode, first.n) == ("solve", 1)
    plan = solved("valid")
    with pytest.raises(StopIteration) as end:
        search.send([plan])
    assert end.value.value == plan


def test_a_plan_that_a_check_refuses_is_left_for_drafts():
    search, _ = started(TYPED, (AFTER_TEN,))
    second = search.send([solved("invalid")])
    assert isinstance(second, Generate)
    assert (second.mode, second.n) == ("plan", 5)


def test_without_a_solution_a_model_drafts():
    search, _ = started(TYPED, (AFTER_TEN,))
    assert search.send([]).mode == "plan"


@pytest.mark.parametrize(
    ("task", "constraints"),
    [
        (Task(text="A talk after ten."), (AFTER_TEN,)),
        (TYPED, ()),
        (TYPED, (Constraint(id="calm", text="a calm day"),)),
        (TYPED, (AFTER_TEN.model_copy(update={"kind": "soft"}),)),
    ],
    ids=["no format", "no constraints", "nothing typed", "nothing hard"],
)
def test_what_is_not_typed_is_drafted(task, constraints):
    _, first = started(task, constraints)
    assert (first.mode, first.n) == ("plan", 5)


def test_without_the_extra_a_typed_task_is_drafted(monkeypatch):
    monkeypatch.setattr(engine, "installed", lambda: False)
    _, first = started(TYPED, (AFTER_TEN,))
    assert first.mode == "plan"
