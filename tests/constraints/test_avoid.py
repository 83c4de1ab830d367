import pytest

from plangen.constraints import Scope, build_check
from plangen.reading import Clock
from plangen.schema import Plan, Step


def check(*intervals, **fields):
    return build_check({"type": "avoid", "intervals": [list(interval) for interval in intervals], **fields})


def test_touching_is_allowed(day):
    assert check((540, 590), (640, 650), (700, 800)).evaluate(day, Scope()).violations == ()


def test_every_overlap_is_located_and_measured(day):
    (first, second) = check((630, 660), select={"actor": "Ana"}).evaluate(day, Scope(words=Clock())).violations
    assert first.message == "s1 (Monday 09:50–10:40) overlaps Monday 10:30–11:00 by 10 min"
    assert (first.by, second.by) == (10, 10)


@pytest.mark.parametrize(("at", "broken"), [(599, False), (600, True), (659, True), (660, False)])
def test_a_step_without_length_stands_at_its_instant(at, broken):
    plan = Plan(steps=(Step(id="s", start=at, end=at),))
    assert bool(check((600, 660)).evaluate(plan, Scope()).violations) is broken


def test_agrees_with_counting_shared_ticks():
    for start in range(12):
        for end in range(start + 1, 13):
            plan = Plan(steps=(Step(id="s", start=start, end=end),))
            found = check((3, 6), (8, 9)).evaluate(plan, Scope()).violations
            shared = set(range(start, end)) & {3, 4, 5, 8}
            assert sum(violation.by for violation in found) == len(shared)


def test_is_described_with_its_numbers():
    assert check((540, 570)).describe(Clock()) == "every step overlaps none of Monday 09:00–09:30"
