import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.reading import Clock
from plangen.schema import Plan, Step

PARTIAL = Scope(partial=True)


def check(field="cost", **fields):
    return build_check({"type": "total", "field": field, **fields})


def plan(*costs):
    return Plan(steps=tuple(Step(id=f"s{n}", cost=cost, start=0, end=50) for n, cost in enumerate(costs)))


def test_passes_on_both_edges_and_sums_written_decimals_exactly():
    assert check(min=250, max=250).evaluate(plan(100, 150), Scope()).violations == ()
    assert check(max=0.3).evaluate(plan(0.1, 0.2), Scope()).violations == ()


def test_says_by_how_much_it_is_too_much_or_too_little():
    (much,) = check(max=250).evaluate(plan(100, 0, 180.5), Scope()).violations
    assert much.message == "cost sums to 280.5, 30.5 too much (every step, at most 250)"
    assert (much.steps, much.expected, much.actual, much.by) == (("s0", "s2"), 250, 280.5, 30.5)
    (little,) = check(min=0.3).evaluate(plan(0.1), Scope()).violations
    assert little.by == 0.2


def test_sums_durations_resources_and_args():
    steps = (
        Step(id="a", start=0, end=90, resources={"fuel": 3}, args={"km": 5}),
        Step(id="b", start=0, end=60, args={"km": 2}),
    )
    (found,) = check("duration", max=120).evaluate(Plan(steps=steps), Scope(words=Clock())).violations
    assert found.message == "duration sums to 2 h 30 min, 30 min too much (every step, at most 2 h)"
    assert check("resources.fuel", max=2).evaluate(Plan(steps=steps), Scope()).violations[0].by == 1
    assert check("args.km", min=7, max=7).evaluate(Plan(steps=steps), Scope()).violations == ()


def test_a_step_without_a_number_breaks_it():
    steps = (Step(id="a", args={"km": "5"}), Step(id="b", args={"km": True}), Step(id="c"))
    found = check("args.km", max=9).evaluate(Plan(steps=steps), Scope()).violations
    assert [violation.steps for violation in found] == [("a",), ("b",), ("c",)]
    assert check("duration", max=9).evaluate(Plan(steps=steps), Scope()).violations


def test_no_step_can_buy_its_way_into_a_budget():
    (found,) = check(max=250).evaluate(plan(300, -100), Scope()).violations
    assert (found.steps, found.by) == (("s1",), 100)


def test_nothing_selected_sums_to_nothing(day):
    nobody = {"select": {"actor": "Zoe"}}
    assert check(max=5, **nobody).evaluate(day, Scope()).violations == ()
    assert check(min=5, **nobody).evaluate(day, Scope()).violations[0].by == 5


def test_on_a_beginning_only_too_much_is_final():
    assert check(max=250).evaluate(plan(300), PARTIAL).violations
    assert check(min=250).evaluate(plan(100), PARTIAL).violations is None
    credit = Plan(steps=(Step(id="a", args={"points": 9}),))
    assert check("args.points", max=5).evaluate(credit, PARTIAL).violations is None


@pytest.mark.parametrize(
    ("field", "fields", "message"),
    [
        ("cost", {}, "needs `min` or `max`"),
        ("cost", {"min": 3, "max": 2}, "`min` is greater"),
        ("cost", {"max": float("nan")}, "field `max"),
        ("cost", {"max": float("inf")}, "field `max"),
        ("cost", {"max": "250"}, "field `max"),
        ("cost", {"max": True}, "field `max"),
        ("price", {"max": 1}, "`price` cannot be summed"),
        ("args.", {"max": 1}, "cannot be summed"),
    ],
)
def test_hostile_values_are_refused(field, fields, message):
    with pytest.raises(UsageError, match=message):
        check(field, **fields)


def test_is_described_with_its_numbers():
    assert check(max=250).describe() == "the sum of cost (every step) is at most 250"
    assert check("duration", min=60, max=90).describe(Clock()) == (
        "the sum of duration (every step) is 1 h to 1 h 30 min"
    )
