from plangen.constraints import Scope, build_check
from plangen.schema import Plan, Step


def check(field, *values, **fields):
    return build_check({"type": "allowed", "field": field, "values": list(values), **fields})


def test_passes_when_the_value_or_each_item_is_listed(day):
    assert check("location", "Dock", "Hill").evaluate(day, Scope()).violations == ()
    assert check("actors", "Ana", "Ben").evaluate(day, Scope()).violations == ()
    assert check("args.mood", 1, select={"id": "s1"}).evaluate(day, Scope()).violations == ()


def test_names_the_wrong_value(day):
    (wrong,) = check("actors", "Ana").evaluate(day, Scope()).violations
    assert wrong.message == "s2 has actors Ben, which is none of Ana"
    assert (wrong.steps, wrong.actual, wrong.by) == (("s2",), "Ben", 1)


def test_negated_none_may_occur(day):
    assert check("location", "Sea", negate=True).evaluate(day, Scope()).violations == ()
    (wrong,) = check("location", "Hill", negate=True).evaluate(day, Scope()).violations
    assert wrong.steps == ("s2",)


def test_a_missing_value_breaks_it_unless_negated():
    plan = Plan(steps=(Step(id="s"),))
    assert check("location", "Hill").evaluate(plan, Scope()).violations[0].message == "s has no location"
    assert check("location", "Hill", negate=True).evaluate(plan, Scope()).violations == ()


def test_true_is_not_one(day):
    assert check("args.mood", True, select={"id": "s1"}).evaluate(day, Scope()).violations


def test_is_described_with_its_values():
    assert check("location", "Hill", "Dock").describe() == "every step has location Hill or Dock"
