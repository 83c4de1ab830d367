import pytest

from plangen.schema import Constraint
from plangen.trust import self_test


def check(**fields):
    return Constraint(id="c", text="-", check=fields)


def test_a_check_that_tells_plans_apart_passes(meeting, visits):
    for task in (meeting, visits):
        assert all(self_test(one, task.plan_format) for one in task.constraints)


def test_a_selector_that_nothing_matches_fails(meeting):
    assert self_test(check(type="window", select={"actor": "Bem"}, earliest=2100), meeting.plan_format) is False


def test_what_no_plan_can_meet_fails(meeting):
    impossible = check(type="count", select={"actor": "Ana"}, max=0)
    always = check(type="count", select={"actor": "Ana"}, min=0)
    assert self_test(impossible, meeting.plan_format) is True
    assert self_test(always, meeting.plan_format) is False


@pytest.mark.parametrize("objective", ["start", "end"])
def test_an_objective_tells_the_best_plan_from_others(meeting, objective):
    assert self_test(check(type="minimise", objective=objective), meeting.plan_format) is True


def test_a_check_that_cannot_be_built_fails(meeting):
    assert self_test(check(type="window"), meeting.plan_format) is False


def test_without_check_or_format_it_is_not_decided(meeting):
    assert self_test(Constraint(id="c", text="nice"), meeting.plan_format) is None
    assert self_test(check(type="window", earliest=1), None) is None
