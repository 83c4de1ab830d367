import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.reading import Clock
from plangen.schema import Plan

PARTIAL = Scope(partial=True)


def check(**fields):
    return build_check({"type": "bounds", **fields})


def test_passes_at_both_ends(day):
    assert check(start=590, end=700).evaluate(day, Scope()).violations == ()


def test_each_end_is_located_and_measured(day):
    first, last = check(start=600, end=690).evaluate(day, Scope(words=Clock())).violations
    assert first.message == ("s1, the first step, starts 10 min too early (Monday 09:50, exactly Monday 10:00)")
    assert (first.steps, first.expected, first.actual, first.by) == (("s1",), 600, 590, 10)
    assert (last.steps, last.by) == (("s2",), 10)
    assert "too late" in check(start=580).evaluate(day, Scope()).violations[0].message


def test_holds_vacuously(day):
    assert check(start=1, select={"actor": "Zoe"}).evaluate(day, Scope()).violations == ()
    assert check(start=1).evaluate(Plan(), Scope()).violations == ()


def test_on_a_beginning_only_what_lies_outside_is_final(day):
    assert check(start=500, end=800).evaluate(day, PARTIAL).violations == ()
    assert len(check(start=600, end=690).evaluate(day, PARTIAL).violations) == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [({}, "needs `start` or `end`"), ({"start": 2, "end": 1}, "lies after"), ({"start": 1.5}, "start")],
)
def test_hostile_values_are_refused(fields, message):
    with pytest.raises(UsageError, match=message):
        check(**fields)


def test_is_described_with_its_numbers():
    assert check(start=1, end=14).describe(Clock("day")) == (
        "the first of the steps (every step) starts at day 1 and the last ends at day 14"
    )
