import random

import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.reading import Clock
from plangen.schema import Plan, Step


def check(**fields):
    return build_check({"type": "capacity", "resource": "crew", "limit": 3, **fields})


def plan(*uses):
    return Plan(
        unit="minute",
        steps=tuple(Step(id=f"s{n}", start=s, end=e, resources={"crew": c}) for n, (s, e, c) in enumerate(uses)),
    )


def test_passes_at_the_limit_and_when_steps_touch():
    assert check().evaluate(plan((0, 10, 2), (5, 10, 1), (10, 20, 3)), Scope()).violations == ()


def test_each_stretch_above_it_is_located_and_measured():
    first, second = check().evaluate(plan((540, 560, 2), (550, 570, 3), (600, 610, 5)), Scope(words=Clock())).violations
    assert first.message == "s0, s1 use 5 crew in Monday 09:10–09:20, at most 3"
    assert (first.steps, first.expected, first.actual, first.by) == (("s0", "s1"), 3, 5, 2)
    assert (second.steps, second.by) == (("s2",), 2)


def test_a_step_without_length_uses_the_tick_at_its_instant():
    assert check().evaluate(plan((5, 5, 2), (5, 9, 2)), Scope()).violations
    assert check().evaluate(plan((9, 9, 2), (5, 9, 2)), Scope()).violations == ()


def test_no_step_can_give_back_a_resource():
    (found,) = check().evaluate(plan((0, 10, -2), (0, 10, 4)), Scope()).violations
    assert (found.steps, found.by) == (("s0",), 2)


def test_only_selected_steps_count_and_none_is_fine(day):
    assert check(select={"id": "s0"}).evaluate(plan((0, 9, 3), (0, 9, 3)), Scope()).violations == ()
    assert check().evaluate(Plan(), Scope()).violations == ()
    assert check().evaluate(Plan(), Scope(partial=True)).violations is None
    assert check(limit=0).evaluate(day, Scope()).violations == ()


def test_an_excess_on_a_beginning_is_final():
    assert check().evaluate(plan((0, 9, 4)), Scope(partial=True)).violations


def test_agrees_with_counting_every_tick():
    rng = random.Random(4)
    for _ in range(200):
        uses = [(s := rng.randrange(10), s + rng.randrange(1, 5), rng.randrange(4)) for _ in range(4)]
        most = [sum(c for s, e, c in uses if s <= tick < e) for tick in range(15)]
        found = check().evaluate(plan(*uses), Scope()).violations
        assert max((violation.by for violation in found), default=0) == max(0, max(most) - 3)


@pytest.mark.parametrize("fields", [{"limit": -1}, {"limit": 2.5}, {"limit": True}, {"resource": ""}])
def test_hostile_values_are_refused(fields):
    with pytest.raises(UsageError, match="check `capacity`: field"):
        check(**fields)


def test_is_described_with_its_numbers():
    assert check().describe() == "at no time do the steps (every step) use more than 3 crew together"
