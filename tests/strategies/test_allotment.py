from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.strategies.allotment import allot

scores = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20)


@pytest.mark.parametrize(
    ("given_scores", "width", "balance", "shares"),
    [
        # e/(e+1) = 0.731: ceil(2.92) = 3, the rest 1.
        ([1.0, 0.0], 4, 1.0, [3, 1]),
        ([0.0, 1.0], 4, 1.0, [1, 3]),
        # exp(4.5), exp(2.5), exp(0.5) = 90.02, 12.18, 1.65: ceil(16 * 0.8668) = 14, ceil(2 * 0.8808) = 2, 0 left.
        ([0.9, 0.5, 0.1], 16, 0.2, [14, 2, 0]),
        ([0.5, 0.5, 0.5], 4, 0.2, [2, 1, 1]),
        ([0.5, 0.5], 4, 0.2, [2, 2]),
        ([0.5, 0.5, 0.5], 2, 0.2, [1, 1, 0]),
        ([0.3], 7, 0.2, [7]),
        ([], 7, 0.2, []),
        ([0.9, 0.1], 0, 0.2, [0, 0]),
    ],
)
def test_shares_by_hand(given_scores, width, balance, shares):
    assert allot(given_scores, width, balance=balance) == shares


def test_the_unjudged_get_nothing_beside_the_judged():
    assert allot([None, 0.0, None], 5, balance=0.2) == [0, 5, 0]


def test_the_unjudged_share_alike_among_themselves():
    assert allot([None, None], 5, balance=0.2) == [3, 2]


def test_a_small_balance_does_not_overflow():
    assert allot([1.0, 0.999, 0.0], 16, balance=1e-9) == [16, 0, 0]


@given(scores, st.integers(0, 50), st.floats(1e-6, 100))
def test_the_width_is_conserved(given_scores, width, balance):
    shares = allot(given_scores, width, balance=balance)
    assert sum(shares) == (width if given_scores else 0)
    assert all(share >= 0 for share in shares)


@given(scores, st.integers(0, 50), st.floats(1e-3, 10))
def test_more_reward_never_gets_less(given_scores, width, balance):
    shares = allot(given_scores, width, balance=balance)
    judged = sorted((score, share) for score, share in zip(given_scores, shares, strict=True) if score is not None)
    for (low, fewer), (high, more) in pairwise(judged):
        assert fewer <= more or low == high
