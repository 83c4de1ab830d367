from math import comb

import pytest
from benchmarks.intervals import count_range, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0), (5, 10, 0.23659, 0.76341), (7, 50, 0.06951, 0.26186)],
)
def test_wilsons_interval_by_known_values(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-4)


def test_no_trial_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_range_of_equal_chances_is_the_binomials():
    mass = [comb(20, k) * 0.3**k * 0.7 ** (20 - k) for k in range(21)]
    low, high = count_range([0.3] * 20)
    assert sum(mass[:low]) <= 0.025 < sum(mass[: low + 1])
    assert sum(mass[high + 1 :]) <= 0.025 < sum(mass[high:])


def test_certain_chances_leave_no_range():
    assert count_range([1.0, 1.0, 0.0]) == (2, 2)
    assert count_range([]) == (0, 0)


@pytest.mark.parametrize("trials", [1, 7, 200, 250])
def test_the_share_lies_in_its_interval(trials):
    for successes in range(trials + 1):
        low, high = wilson(successes, trials)
        assert 0 <= low <= successes / trials <= high <= 1
