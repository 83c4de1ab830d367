import pytest

from plangen.constraints import Scope, build_check
from plangen.reading import Clock
from plangen.schema import Plan, Step


def check(**fields):
    return build_check({"type": "no_overlap", **fields})


def plan(*times):
    return Plan(
        unit="minute", steps=tuple(Step(id=f"s{n}", start=start, end=end) for n, (start, end) in enumerate(times, 1))
    )


def test_touching_is_allowed_and_order_does_not_matter():
    assert check().evaluate(plan((600, 660), (540, 600)), Scope()).violations == ()


def test_an_overlap_is_located_and_measured():
    (violation,) = check().evaluate(plan((600, 660), (540, 610)), Scope(words=Clock())).violations
    assert violation.steps == ("s2", "s1")
    assert violation.by == 10
    assert violation.message == ("s1 (Monday 10:00–11:00) overlaps s2 (Monday 09:00–10:10), by 10 min")


def test_a_gap_is_asked_for():
    (violation,) = check(gap=15).evaluate(plan((540, 600), (610, 660)), Scope(words=Clock())).violations
    assert violation.by == 5
    assert "starts less than 15 min after" in violation.message


@pytest.mark.parametrize(("at", "broken"), [(539, False), (540, True), (599, True), (600, False)])
def test_a_step_without_length_stands_at_its_instant(at, broken):
    assert bool(check().evaluate(plan((540, 600), (at, at)), Scope()).violations) is broken


def test_a_step_without_times_breaks_it():
    steps = (Step(id="a", start=1, end=2), Step(id="b"))
    (violation,) = check().evaluate(Plan(steps=steps), Scope()).violations
    assert violation.steps == ("b",)


def test_only_the_selected_steps_count():
    steps = (Step(id="a", start=1, end=5, actors=("Ana",)), Step(id="b", start=2, end=3))
    assert check(select={"actor": "Ana"}).evaluate(Plan(steps=steps), Scope()).violations == ()


def test_agrees_with_counting_shared_ticks():
    for start in range(8):
        for end in range(start + 1, 9):
            found = check().evaluate(plan((3, 6), (start, end)), Scope()).violations
            assert bool(found) == bool(set(range(start, end)) & {3, 4, 5})


def test_is_described_with_its_numbers():
    assert check(gap=10).describe(Clock()) == ("no two steps (every step) overlap, with at least 10 min between them")
