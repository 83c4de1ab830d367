import pytest

from plangen.constraints import Scope, build_check
from plangen.constraints.members import selectors
from plangen.errors import UsageError
from plangen.schema import Plan, Step

BEN = {"type": "count", "select": {"actor": "Ben"}, "min": 1}
CHEAP = {"type": "total", "field": "cost", "max": 90}
PARTIAL = Scope(partial=True)


def check(when=BEN, then=CHEAP):
    return build_check({"type": "implies", "when": when, "then": then})


def plan(*steps):
    return Plan(steps=tuple(Step(id=f"s{n}", actors=who, cost=cost) for n, (who, cost) in enumerate(steps)))


def test_reports_the_consequence_only_where_the_condition_holds():
    assert check().evaluate(plan((("Ben",), 50)), Scope()).violations == ()
    assert check().evaluate(plan((("Ana",), 150)), Scope()).violations == ()
    (found,) = check().evaluate(plan((("Ben",), 50), (("Ana",), 60)), Scope()).violations
    assert (found.steps, found.by) == (("s0", "s1"), 20)


def test_a_condition_that_selects_nothing_is_false():
    early = {"type": "window", "select": {"actor": "Ben"}, "latest": 720}
    dear = Plan(steps=(Step(id="a", start=0, end=1, cost=100),))
    assert check(early).evaluate(dear, Scope()).violations == ()
    ben = Plan(steps=(Step(id="a", start=0, end=1, cost=100, actors=("Ben",)),))
    assert check(early).evaluate(ben, Scope()).violations


def test_absence_can_be_a_condition():
    nobody = {"type": "count", "select": {"actor": "Ben"}, "max": 0}
    assert check(nobody).evaluate(plan((("Ana",), 100)), Scope()).violations
    assert check(nobody).evaluate(plan((("Ben",), 100)), Scope()).violations == ()


def test_one_of_several_conditions_must_hold_not_only_vacuously():
    window = {"type": "window", "select": {"actor": "Zoe"}, "latest": 9}
    either = {"type": "any_of", "checks": [window, BEN]}
    assert check(either).evaluate(plan((("Ana",), 100)), Scope()).violations == ()
    assert check(either).evaluate(plan((("Ben",), 100)), Scope()).violations


def test_a_condition_that_cannot_be_judged_leaves_it_open():
    text = {"type": "regex", "pattern": "Ben"}
    assert check(text).evaluate(plan((("Ana",), 100)), Scope()).violations is None
    assert check(text).evaluate(plan((("Ana",), 10)), Scope()).violations == ()


def test_on_a_beginning_the_condition_must_be_settled():
    assert check().evaluate(plan((("Ben",), 100)), PARTIAL).violations
    assert check().evaluate(plan((("Ana",), 100)), PARTIAL).violations is None
    at_most = {**BEN, "max": 2}
    assert check(at_most).evaluate(plan((("Ben",), 100)), PARTIAL).violations is None
    present = {"type": "present", "location": "Hill", "interval": [1, 2]}
    cover = {"type": "cover", "field": "location", "values": ["Hill"]}
    dear = Plan(steps=(Step(id="a", start=0, end=5, location="Hill", cost=100),))
    assert check(present).evaluate(dear, PARTIAL).violations
    assert check(cover).evaluate(dear, PARTIAL).violations
    assert check({**cover, "once": True}).evaluate(dear, PARTIAL).violations is None
    assert check({"type": "any_of", "checks": [BEN, cover]}).evaluate(dear, PARTIAL).violations


def nested(depth):
    found = BEN
    for _ in range(depth):
        found = {"type": "implies", "when": BEN, "then": found}
    return found


def test_checks_nest_four_deep():
    assert build_check(nested(4)).describe().count("if ") == 4
    with pytest.raises(UsageError, match="nested more than 4 deep"):
        build_check(nested(5))
    with pytest.raises(UsageError, match="nested more than 4 deep"):
        build_check(nested(300))


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ({"type": "windoww"}, "unknown check `windoww`"),
        ({"type": "count"}, "needs `min` or `max`"),
        ({"type": "expr", "expr": "len(steps) > 1"}, "cannot stand inside"),
        ({"type": "sql", "query": "select 1"}, "cannot stand inside"),
        ("always", "should be a check"),
        (None, "should be a check"),
    ],
)
def test_hostile_members_are_refused(when, message):
    with pytest.raises(UsageError, match=message):
        check(when)


def test_its_selectors_are_those_of_its_members():
    order = {"type": "precedence", "first": {"id": "a"}, "then": {"id": "b"}}
    assert [select.id or select.actor for select in selectors(check(BEN, order))] == ["Ben", "a", "b"]
    (place,) = selectors(build_check({"type": "present", "location": "Hill", "interval": [1, 2]}))
    assert place.location == "Hill"


def test_is_described_with_its_numbers():
    assert check().describe() == (
        "if the number of steps (every step with Ben) is at least 1, then the sum of cost (every step) is at most 90"
    )
