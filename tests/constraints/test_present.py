import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.reading import Clock
from plangen.schema import Plan, Step


def check(**fields):
    return build_check({"type": "present", "location": "Porto", "interval": [3, 5], **fields})


def plan(*stays, place="Porto"):
    return Plan(
        unit="day", steps=tuple(Step(id=f"s{n}", start=s, end=e, location=place) for n, (s, e) in enumerate(stays))
    )


def test_passes_when_one_step_contains_the_interval():
    assert check().evaluate(plan((0, 2), (3, 5)), Scope()).violations == ()


def test_the_nearest_step_is_located_and_measured():
    (found,) = check().evaluate(plan((0, 2), (4, 9)), Scope(words=Clock("day"))).violations
    assert found.message == "s1 (day 4–9, at Porto) misses 1 day of day 3–5"
    assert (found.steps, found.by) == (("s1",), 1)


def test_two_stays_that_touch_inside_it_do_not_contain_it():
    assert check().evaluate(plan((1, 4), (4, 8)), Scope()).violations


def test_asserts_existence():
    (found,) = check().evaluate(plan((3, 5), place="Riga"), Scope()).violations
    assert (found.message, found.steps, found.by) == ("no step at Porto contains ticks 3–5", (), 2)


def test_only_selected_steps_count():
    assert check(select={"id": "s0"}).evaluate(plan((0, 2), (3, 5)), Scope()).violations


def test_a_step_without_times_contains_nothing():
    (found,) = check().evaluate(plan((None, None)), Scope()).violations
    assert found.steps == ("s0",)


def test_on_a_beginning_nothing_is_final():
    assert check().evaluate(plan((4, 9)), Scope(partial=True)).violations is None
    assert check().evaluate(plan((3, 9)), Scope(partial=True)).violations == ()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"interval": [5, 3]}, "ends before it starts"),
        ({"interval": [1, 2, 3]}, "field `interval"),
        ({"interval": [1.5, 2]}, "field `interval"),
        ({"select": {"location": "Riga"}}, "names another location"),
    ],
)
def test_hostile_values_are_refused(fields, message):
    with pytest.raises(UsageError, match=message):
        check(**fields)


def test_is_described_with_its_numbers():
    assert check().describe(Clock("day")) == "one step at Porto contains the whole of day 3–5"
