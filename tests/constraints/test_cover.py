import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Plan, Step

PARTIAL = Scope(partial=True)


def check(*values, **fields):
    return build_check({"type": "cover", "field": "location", "values": list(values), **fields})


def test_passes_when_each_value_occurs(day):
    assert check("Hill", "Dock", once=True).evaluate(day, Scope()).violations == ()
    assert check("Ana", "Ben", field="actors").evaluate(day, Scope()).violations == ()


def test_each_missing_value_is_named(day):
    (found,) = check("Hill", "Sea", select={"actor": "Ana"}).evaluate(day, Scope()).violations
    assert found.message == "no step (every step with Ana) has location Sea"
    assert (found.expected, found.actual, found.by) == ("Sea", 0, 1)


def test_once_means_once(day):
    (found,) = check("Ana", field="actors", once=True).evaluate(day, Scope()).violations
    assert (found.steps, found.expected, found.actual, found.by) == (("s1", "s2"), 1, 2, 1)
    assert check("Ana", field="actors").evaluate(day, Scope()).violations == ()


def test_asserts_existence():
    assert check("Hill").evaluate(Plan(), Scope()).violations


def test_true_is_not_one(day):
    assert check(True, field="args.mood").evaluate(day, Scope()).violations


def test_on_a_beginning_only_a_value_too_often_is_final():
    twice = Plan(steps=(Step(id="a", location="Hill"), Step(id="b", location="Hill")))
    assert check("Hill", "Sea", once=True).evaluate(twice, PARTIAL).violations[0].steps == ("a", "b")
    assert check("Hill", "Sea").evaluate(twice, PARTIAL).violations is None
    assert check("Hill").evaluate(twice, PARTIAL).violations == ()


@pytest.mark.parametrize(
    ("fields", "message"), [({"field": "colour"}, "no field `colour`"), ({"values": []}, "values")]
)
def test_hostile_values_are_refused(fields, message):
    with pytest.raises(UsageError, match=message):
        check("Hill", **fields)


def test_is_described_with_its_values():
    assert check("Riga", "Porto", once=True).describe() == (
        "each of Riga, Porto occurs exactly once as location (every step)"
    )
