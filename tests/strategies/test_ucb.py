from math import log, sqrt

import pytest

from plangen.strategies import ArmStats
from plangen.strategies.ucb import Arm, Weights, published, pulled, repaired, with_priors

FLAT = Weights(prior=0, diversity=0, recovery=0)


def arm(pulls=0, total=0.0, *, unjudged=0, prior=0.0, recovery=0.0):
    return Arm(ArmStats(pulls, total, recovery), unjudged, prior)


def best(values):
    return max(values, key=values.__getitem__)


def test_algorithm_1_by_hand():
    arms = {"a": arm(1, 1.0, prior=0.5), "b": arm(prior=0.8, recovery=0.5)}
    values = published(arms, Weights(prior=2, diversity=0.1, recovery=0.3))
    # a: R=100, C=2, Rmax=100; b: R=0, C=1; T=1, so lambda = 2/2.
    assert values["a"] == pytest.approx(100 / 200 + sqrt(log(2)) + 0.5 + 0.1 / 3)
    assert values["b"] == pytest.approx(0 + sqrt(2 * log(2)) + 0.8 + 0.1 / 2 + 0.15)


def test_the_repaired_rule_by_hand():
    arms = {"a": arm(1, 0.8, prior=0.5), "b": arm(prior=0.8, recovery=0.5)}
    values = repaired(arms, Weights())
    assert values["a"] == pytest.approx(0.8 + 0.5 * sqrt(log(2)) + 0.25 + 0.05)
    assert values["b"] == pytest.approx(0.8 + 0.5 * sqrt(2 * log(2)) + 0.4 + 0.1 + 0.15)


def test_algorithm_1_devalues_an_arm_that_is_always_perfect():
    shares = []
    for pulls in (1, 2, 3):
        values = published({"perfect": arm(pulls, pulls), "other": arm()}, FLAT)
        shares.append(values["perfect"] - sqrt(2 * log(pulls + 1) / (pulls + 1)))
    assert shares == pytest.approx([1 / 2, 1 / 3, 1 / 4])


def test_the_repaired_rule_does_not():
    values = repaired({"perfect": arm(9, 9.0), "other": arm(9, 5.0)}, FLAT)
    assert values["perfect"] - 0.5 * sqrt(2 * log(19) / 10) == pytest.approx(1.0)


def test_algorithm_1_turns_round_when_all_rewards_are_negative():
    arms = {"poor": arm(1, 0.4), "awful": arm(1, 0.0)}
    assert best(published(arms, FLAT)) == "awful"
    assert best(repaired(arms, FLAT)) == "poor"


def test_algorithm_1_divides_by_one_when_nothing_was_earned():
    assert published({"a": arm(), "b": arm()}, FLAT) == {"a": 0.0, "b": 0.0}
    assert published({"a": arm(1, 0.5), "b": arm(1, 0.0)}, FLAT)["b"] == pytest.approx(-50 + sqrt(log(3)))


def test_the_prior_of_the_figure_decides_the_first_rounds_of_algorithm_1():
    weights = Weights(prior=10, diversity=0)
    arms = {"liked": arm(prior=0.9), "good": arm(prior=0.3), "other": arm(prior=0.3)}
    for pulls in range(3):
        assert best(published(arms | {"liked": arm(pulls, 0.5 * pulls, prior=0.9)}, weights)) == "liked"


def test_exploration_is_capped():
    # Unpulled next to e^20 pulls: sqrt(2 ln T) would be about 6.3.
    arms = {"worn": arm(485_165_195, 0.0), "fresh": arm()}
    assert repaired(arms, Weights(diversity=0))["fresh"] == pytest.approx(0.5 * 5)
    assert published(arms, FLAT)["fresh"] == pytest.approx(5)


def test_an_arm_without_a_judged_pull_stands_at_the_mean():
    values = repaired({"a": arm(2, 1.8), "b": arm(2, 0.2), "c": arm()}, Weights(exploration=0, diversity=0))
    assert values == pytest.approx({"a": 0.9, "b": 0.1, "c": 0.5})


def test_a_pull_that_nobody_judged_lowers_exploration_and_not_the_mean():
    values = repaired({"a": arm(1, 0.6), "b": arm(1, 0.6, unjudged=3)}, Weights(exploration=0, diversity=0))
    assert values["a"] == values["b"] == pytest.approx(0.6)
    explored = repaired({"a": arm(1, 0.6), "b": arm(1, 0.6, unjudged=3)}, FLAT)
    assert explored["a"] > explored["b"]


def test_recovery_halves_and_rises_on_failed_before_improved_now():
    stats = pulled(ArmStats(), 0.4, improved=True, failed=True)
    assert stats == ArmStats(pulls=1, total=0.4, recovery=0.0, failed_before=True)
    stats = pulled(stats, 0.6, improved=True, failed=True)
    assert (stats.recovery, stats.total) == (0.5, 1.0)
    assert pulled(stats, 0.5, improved=False, failed=True).recovery == 0.25


def test_an_arm_without_a_prior_stands_at_the_mean_of_the_others():
    arms = with_priors({"a": arm(), "b": arm(), "c": arm()}, {"a": 0.2, "b": 0.6})
    assert [arms[name].prior for name in "abc"] == pytest.approx([0.2, 0.6, 0.4])
    assert with_priors({"a": arm(prior=0.7)}, {})["a"].prior == 0.0
