import pytest

from plangen.errors import UsageError
from plangen.schema import Candidate, Constraint, PlanFormat, Slot, Task, Verdict
from plangen.strategies import Generate
from plangen.strategies.registry import used
from plangen.strategies.solver import solver

from .driver import FAILED, Script, candidate, context, drive

LATEST = Constraint(id="k", text="It ends by 5", trust="agreed", check={"type": "window", "latest": 5})
TASK = Task(
    text="Plan it.",
    constraints=(LATEST,),
    plan_format=PlanFormat(slots=(Slot(id="a", within=((0, 9),), duration=(2, 2)),)),
)
UNSAT = Candidate(id="c1", mode="solve", complete=False, verdict=Verdict(status="unsat", feedback="no way"))


def run(*drafts, **params):
    return drive(solver(context(task=TASK, constraints=TASK.constraints), **params), Script(*drafts))


def test_a_certified_plan_is_all_it_takes():
    found = run(candidate("a", 1.0, certified=True), seconds=3.0)
    assert found.operations == [Generate(mode="solve", seconds=3.0)]
    assert found.chosen.id == "a"


def test_a_proof_that_there_is_no_plan_ends_it():
    found = run(UNSAT)
    assert (len(found.operations), found.chosen) == (1, UNSAT)


def test_an_unproved_plan_is_refined_by_its_errors_and_kept_if_nothing_better_comes():
    found = run(candidate("a", 0.9, feedback="too late"), candidate("b", 0.5, feedback="worse"), rounds=2)
    assert [op.mode for op in found.drafts] == ["solve", "refine", "refine"]
    assert (found.drafts[1].parents[0].id, found.drafts[1].hint) == ("a", "too late")
    assert found.chosen.id == "a"


def test_without_a_plan_the_model_drafts_from_nothing():
    found = run(FAILED, candidate("b", 1.0, certified=True))
    assert [op.mode for op in found.drafts] == ["solve", "plan"]
    assert found.chosen.id == "b"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trust": "tested"}, "`k`"),
        ({"check": None}, "cannot take the constraint `k`"),
        ({"kind": "soft"}, "needs hard constraints"),
    ],
)
def test_it_says_which_constraint_stands_against_it(change, said):
    doubtful = (LATEST.model_copy(update=change),)
    with pytest.raises(UsageError, match=said):
        next(solver(context(task=TASK, constraints=doubtful)))


def test_a_soft_constraint_may_be_anything():
    wish = Constraint(id="calm", text="It feels calm", kind="soft")
    ctx = context(task=TASK, constraints=(LATEST, wish))
    assert next(solver(ctx)).mode == "solve"


def test_the_names_that_a_specification_uses():
    assert used("mixture:arms=best_of_n:n=2+solver:seconds=1") == {"mixture", "best_of_n", "solver"}
