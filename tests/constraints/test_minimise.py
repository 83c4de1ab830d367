import pytest

from plangen.constraints import Optimum, Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Plan, Step


def check(objective="start", **fields):
    return build_check({"type": "minimise", "objective": objective, **fields})


def test_passes_at_the_given_best(day):
    assert check(best=590).evaluate(day, Scope()).violations == ()
    assert check("end", best=700).evaluate(day, Scope()).violations == ()


def test_a_worse_plan_is_told_so_without_the_optimum(day):
    (worse,) = check(best=555).evaluate(day, Scope()).violations
    assert worse.message == "s1 starts at tick 590, but an earlier feasible start exists"
    assert (worse.steps, worse.expected, worse.by) == (("s1",), None, None)
    assert "555" not in worse.model_dump_json()
    assert check("end", best=600).evaluate(day, Scope()).violations[0].steps == ("s2",)


def test_without_best_it_asks_the_scope(day):
    assert check().evaluate(day, Scope()).violations is None
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(590))).violations == ()
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(500))).violations


def test_an_inexact_optimum_can_accept_but_not_refuse(day):
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(590, exact=False))).violations == ()
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(500, exact=False))).violations is None


def test_is_not_judged_on_a_beginning_and_holds_vacuously(day):
    assert check(best=1).evaluate(day, Scope(partial=True)).violations is None
    assert check(best=1, select={"actor": "Zoe"}).evaluate(day, Scope()).violations == ()
    assert check().describe() == "the first start (every step) is as early as possible"


def test_cost_and_number_of_steps_are_objectives_too():
    plan = Plan(steps=(Step(id="a", cost=0.1), Step(id="b", cost=0.2)))
    assert check("cost", best=0.3).evaluate(plan, Scope()).violations == ()
    (dear,) = check("cost", best=0.1).evaluate(plan, Scope()).violations
    assert dear.message == "the sum of cost (every step) is 0.3, but a smaller feasible one exists"
    assert (dear.steps, dear.actual) == (("a", "b"), 0.3)
    (few,) = check("steps", sense="max", best=3).evaluate(plan, Scope()).violations
    assert few.message == "the number of steps (every step) is 2, but a larger feasible one exists"
    assert check("steps", sense="max", best=2).evaluate(plan, Scope()).violations == ()


def test_a_time_may_be_as_late_as_possible(day):
    (early,) = check(sense="max", best=600).evaluate(day, Scope()).violations
    assert early.message == "s1 starts at tick 590, but a later feasible start exists"
    assert check(sense="max", best=590).evaluate(day, Scope()).violations == ()


def test_no_step_is_no_excuse_for_number_and_cost():
    assert check("steps", sense="max", best=2).evaluate(Plan(), Scope()).violations


def test_an_expression_that_says_the_same_is_understood():
    known = build_check({"type": "minimise", "expr": "max(s.end for s in  steps)", "best": 55})
    assert known == check("end", best=55)
    assert build_check({"type": "minimise", "expr": "-len(steps)", "best": -3}) == check("steps", sense="max", best=3)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"expr": "steps[0].start"}, "`expr` is none of min"),
        ({"expr": "len(steps)", "objective": "steps"}, "give it alone"),
        ({"objective": "steps", "best": 2.5}, "should be a whole number"),
        ({"objective": "cost", "best": "3"}, "field `best"),
        ({"objective": "cost", "sense": "most"}, "field `sense`"),
        ({}, "the field `objective` is missing"),
    ],
)
def test_hostile_values_are_refused(fields, message):
    with pytest.raises(UsageError, match=message):
        build_check({"type": "minimise", **fields})


def test_is_described_with_objective_and_sense():
    assert check("steps", sense="max").describe() == "the number of steps (every step) is as large as possible"
    assert check("cost").describe() == "the sum of cost (every step) is as small as possible"
