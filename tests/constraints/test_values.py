import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Plan

PARTIAL = Scope(partial=True)


def domain(**fields):
    return build_check({"type": "domain", "keys": ["v0", "v1"], "values": [0, 1], **fields})


def differ(*pairs):
    return build_check({"type": "differ", "pairs": [list(pair) for pair in pairs or [("v0", "v1")]]})


def plan(**values):
    return Plan(values=values)


def test_passes_when_every_key_has_a_listed_value():
    assert domain().evaluate(plan(v0=0, v1=1, other="x"), Scope()).violations == ()
    assert differ().evaluate(plan(v0=0, v1=1), Scope()).violations == ()


def test_a_value_outside_and_a_missing_one_are_named():
    outside, missing = domain().evaluate(plan(v0=7), Scope()).violations
    assert (outside.message, outside.steps, outside.actual) == ("v0 is 7, which is none of 0, 1", ("v0",), "7")
    assert (missing.message, missing.by) == ("v1 has no value", 1)


def test_true_is_not_one():
    assert domain().evaluate(plan(v0=True, v1=1), Scope()).violations
    assert differ().evaluate(plan(v0=True, v1=1), Scope()).violations == ()


def test_equal_values_are_named():
    (found,) = differ(("v0", "v1"), ("v1", "v2")).evaluate(plan(v0="red", v1="red", v2="blue"), Scope()).violations
    assert (found.message, found.steps, found.by) == ("v0 and v1 are both red", ("v0", "v1"), 1)


def test_a_key_without_value_breaks_differ_once():
    (found,) = differ(("v0", "v1"), ("v1", "v2")).evaluate(plan(v0=1, v2=2), Scope()).violations
    assert found.steps == ("v1",)


def test_on_a_beginning_values_may_still_come():
    assert domain().evaluate(plan(), PARTIAL).violations is None
    assert domain().evaluate(plan(v0=7), PARTIAL).violations[0].steps == ("v0",)
    assert differ().evaluate(plan(v0=7), PARTIAL).violations is None
    assert differ().evaluate(plan(v0=7, v1=7), PARTIAL).violations


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"type": "domain", "keys": [], "values": [1]}, "field `keys`"),
        ({"type": "domain", "keys": ["a"], "values": []}, "field `values`"),
        ({"type": "differ", "pairs": []}, "field `pairs`"),
        ({"type": "differ", "pairs": [["a", "a"]]}, "cannot differ from itself"),
        ({"type": "differ", "pairs": [["a", "b", "c"]]}, "field `pairs.0`"),
        ({"type": "differ", "pairs": [["a", "b"]], "select": {}}, "unknown field `select`"),
    ],
)
def test_hostile_values_are_refused(check, message):
    with pytest.raises(UsageError, match=message):
        build_check(check)


def test_are_described_with_their_values():
    assert domain().describe() == "each of v0, v1 has one of the values 0, 1"
    assert differ().describe() == "these pairs have different values: v0 and v1"
