import pytest

from plangen.constraints import Scope
from plangen.constraints.expr import Expr
from plangen.schema import Constraint, Plan, Step, Task
from plangen.verifiers import check_constraints

PLAN = Plan(
    steps=(
        Step(id="a", action="stay", start=0, end=3, location="Riga", cost=30),
        Step(id="b", action="fly", start=3, end=4, location="Oslo", cost=45.5, resources={"crew": 2}),
        Step(id="c", action="stay", start=3, end=8, location="Riga", cost=60, args={"stars": 4}),
    ),
    values={"budget": 100, "colour": "red"},
    text="Two nights in Riga",
)


def violations(expr, plan=PLAN):
    return Expr(expr=expr).evaluate(plan, Scope()).violations


@pytest.mark.parametrize(
    "expr",
    [
        "sum(s.cost for s in steps) == 135.5",
        "len(set(s.location for s in steps)) == 2",
        "{s.location for s in steps} == {'Riga', 'Oslo'}",
        "[s.id for s in steps if s.action == 'stay'] == ['a', 'c']",
        "{s.id: s.end for s in steps}['c'] == 8",
        "sorted((s.cost for s in steps), reverse=True)[0] == 60",
        "min(s.start for s in steps) == 0 and max((s.end for s in steps), default=0) == 8",
        "min([], default=3) == 3",
        "any('Riga' in word for word in text.split(' '))",
        "text.lower().startswith(('two', 'three')) and text.upper().endswith('RIGA')",
        "text.count('i') == 3 and ' x '.strip() == 'x'",
        "plan.values['colour'] == 'red' and plan.unit == 'step' and plan.steps[-1].args['stars'] == 4",
        "all(a.start <= b.start for a, b in zip(steps, steps[1:]))",
        "[i for i, s in enumerate(steps)] == list(range(3)) and tuple([0]) == (0,)",
        "sum(0.1 for i in range(10)) == 1",
        "sum(s.cost > 40 for s in steps) == 2",
        "abs(-3) + round(2.55, 1) * 2 ** 3 // 1 % 7 - 1 / 2 > 0",
        "set([1, 2]) & set([2]) == set([2]) and {1} | {2} == {1, 2} and {1, 2} - {2} == {1}",
        "(1 if steps[0].args == {} else 0) == 1 and not steps[0].depends_on",
        "'a' + 'b' == 'ab' and [1] + [2] == [1, 2]",
        "steps[0].resources is not None and 'crew' not in steps[0].resources",
        "0 < 1 < 2",
        "all(x < y for x, (y, z) in [(1, (2, 3))])",
    ],
)
def test_true_expressions_pass(expr):
    assert violations(expr) == ()


def test_a_comparison_names_both_sides_and_the_difference():
    (found,) = violations("sum(s.cost for s in steps if s.action == 'stay') <= 0.5 * values['budget']")
    assert (found.expected, found.actual, found.by) == (50, 90, 40)
    left, right = "sum(s.cost for s in steps if s.action == 'stay')", "0.5 * values['budget']"
    assert found.message == f"`{left} <= {right}` is false: `{left}` is 90, `{right}` is 50, 40 apart"


def test_a_chain_of_comparisons_names_the_pair_that_fails():
    (found,) = violations("1 < len(steps) < 3")
    assert (found.message, found.by) == ("`len(steps) < 3` is false: `len(steps)` is 3, 0 apart", 0)


def test_sides_without_a_distance_are_shown():
    (found,) = violations("values['colour'] in ['blue']")
    assert (found.actual, found.expected, found.by) == ("'red'", "['blue']", None)


def test_all_names_the_steps_for_which_it_is_false():
    first, second = violations("all(s.end - s.start <= 2 for s in steps)")
    assert (first.steps, first.expected, first.actual, first.by) == (("a",), 2, 3, 1)
    assert (second.steps, second.by) == (("c",), 3)


def test_all_over_pairs_names_both_steps():
    (found,) = violations("all(a.end <= b.start for a, b in zip(steps, steps[1:]))")
    assert (found.steps, found.by) == (("b", "c"), 1)


def test_not_any_names_the_steps_for_which_it_is_true():
    (found,) = violations("not any(s.location == 'Oslo' for s in steps)")
    assert (found.steps, found.message) == (("b",), "b: `s.location == 'Oslo'` is true")


def test_the_part_of_an_and_that_is_false_is_looked_into():
    (found,) = violations("len(steps) == 3 and all(s.cost < 60 for s in steps)")
    assert found.steps == ("c",)


def test_anything_else_is_just_false():
    (found,) = violations("steps[0].id == 'z' or False")
    assert (found.message, found.steps) == ("`steps[0].id == 'z' or False` is false", ())


def test_at_most_twenty_violations():
    plan = Plan(steps=tuple(Step(id=f"s{index}") for index in range(50)))
    assert len(violations("all(s.action == 'x' for s in steps)", plan)) == 20


@pytest.mark.parametrize(
    ("expr", "error"),
    [
        ("1 / 0 == 1", ZeroDivisionError),
        ("len(steps)", TypeError),
        ("None", TypeError),
        ("values['none'] == 1", KeyError),
        ("steps[9].id == 'a'", IndexError),
        ("all(s.start < s.location for s in steps)", TypeError),
        ("steps[0].text == ''", TypeError),
        ("sum(s.id for s in steps) == 1", TypeError),
    ],
)
def test_an_expression_without_a_truth_raises(expr, error):
    with pytest.raises(error):
        violations(expr)


def test_a_fault_of_the_expression_is_an_error_of_its_constraint():
    task = Task(text="x", constraints=(Constraint(id="c", text="t", check={"type": "expr", "expr": "1 / 0 == 1"}),))
    (found,) = check_constraints(task, PLAN)
    assert (found.status, found.score) == ("error", None)
    assert "division by zero" in found.reason


def test_is_not_judged_on_a_beginning():
    assert Expr(expr="len(steps) > 9").evaluate(PLAN, Scope(partial=True)).violations is None


def test_is_described_by_its_source():
    assert Expr(expr="len(steps)\n <= 4").describe() == "`len(steps) <= 4` is true"
