import pytest

from plangen.constraints import Scope, build_check
from plangen.constraints.mini_plans import mini_plans
from plangen.constraints.registry import DECLARATIVE
from tests.constraints.examples import EXAMPLES, VARIANTS


@pytest.mark.parametrize("data", EXAMPLES + VARIANTS, ids=lambda data: data["type"])
def test_the_check_accepts_the_first_and_refuses_the_second(data):
    check = build_check(data)
    good, bad = mini_plans(check)
    assert check.evaluate(good, Scope()).violations == ()
    assert check.evaluate(bad, Scope()).violations


def test_every_declarative_family_has_an_example():
    assert {data["type"] for data in EXAMPLES} == DECLARATIVE


def test_the_passing_plan_speaks_to_the_check():
    good, _ = mini_plans(build_check({"type": "window", "select": {"actor": "Ana"}, "earliest": 600, "latest": 720}))
    (step,) = good.steps
    assert (step.actors, step.start, step.end) == (("Ana",), 600, 720)


def test_a_check_that_nothing_can_meet_has_no_passing_plan():
    contradiction = {"type": "allowed", "select": {"location": "Hill"}, "field": "location", "values": ["Dock"]}
    good, bad = mini_plans(build_check(contradiction))
    assert good is None
    assert bad.steps[0].location == "Hill"


def test_a_check_that_nothing_can_break_has_no_failing_plan():
    assert mini_plans(build_check({"type": "count", "min": 0}))[1] is None


def test_an_objective_without_best_has_neither():
    assert mini_plans(build_check({"type": "minimise", "objective": "cost"})) == (None, None)
