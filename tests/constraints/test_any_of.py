import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Plan, Step

PARTIAL = Scope(partial=True)


def count(action, **fields):
    return {"type": "count", "select": {"action": action}, **(fields or {"min": 1})}


def check(*checks):
    return build_check({"type": "any_of", "checks": list(checks)})


def plan(*actions, **fields):
    return Plan(steps=tuple(Step(id=f"s{n}", action=action) for n, action in enumerate(actions)), **fields)


def test_passes_when_one_member_does():
    assert check(count("train"), count("bus")).evaluate(plan("bus"), Scope()).violations == ()


def test_reports_the_nearest_member():
    (found,) = check(count("train", min=3), count("bus", min=2)).evaluate(plan("bus"), Scope()).violations
    assert (found.expected, found.by) == (2, 1)
    two = {"type": "cover", "field": "action", "values": ["tram", "boat"]}
    (found,) = check(two, count("bus", min=9)).evaluate(plan("bus"), Scope()).violations
    assert found.expected == 9


def test_an_unmeasured_violation_is_farther_than_any_measured_one():
    early = {"type": "minimise", "objective": "cost", "best": -1}
    (found,) = check(early, count("bus", min=9)).evaluate(plan("bus"), Scope()).violations
    assert found.by == 8


def test_is_not_judged_when_none_passes_and_one_cannot_be_judged():
    text = {"type": "regex", "pattern": "bus"}
    assert check(text, count("bus")).evaluate(plan("train"), Scope()).violations is None
    assert check(text, count("bus")).evaluate(plan("bus"), Scope()).violations == ()


def test_on_a_beginning_it_fails_only_when_every_member_does_for_good():
    assert check(count("bus", max=0), count("train", max=0)).evaluate(plan("bus", "train"), PARTIAL).violations
    assert check(count("bus", max=0), count("train")).evaluate(plan("bus"), PARTIAL).violations is None


def test_takes_one_to_twenty_members_and_a_hundred_in_all():
    assert check(*[count("bus")] * 20)
    with pytest.raises(UsageError, match="field `checks`"):
        check(*[count("bus")] * 21)
    with pytest.raises(UsageError, match="field `checks`"):
        check()
    twenty = {"type": "any_of", "checks": [count("bus")] * 20}
    assert check(*[twenty] * 5)
    with pytest.raises(UsageError, match="more than 100 checks"):
        check(*[twenty] * 6)


def test_is_described_with_its_numbers():
    assert check(count("train"), count("bus", min=2)).describe() == (
        "at least one of these holds: (1) the number of steps (every `train` step) is at least 1; "
        "(2) the number of steps (every `bus` step) is at least 2"
    )
