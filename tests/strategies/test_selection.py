from hypothesis import given
from hypothesis import strategies as st

from plangen.strategies.selection import extremes, ranked, top

from .driver import candidate

scores = st.one_of(st.none(), st.floats(0, 1))
candidates = st.lists(
    st.builds(candidate, st.text("abc", min_size=1), scores, complete=st.booleans()),
    max_size=8,
)


def test_the_highest_score_wins_and_ties_go_to_the_earliest():
    assert top([candidate("a", 0.2), candidate("b", 0.7), candidate("c", 0.7)]).id == "b"


def test_no_score_is_below_a_score_of_nothing():
    assert top([candidate("a", None), candidate("b", 0.0)]).id == "b"


def test_an_unjudged_candidate_is_taken_when_nothing_is_judged():
    assert top([candidate("a"), candidate("b")]).id == "a"


def test_an_incomplete_candidate_is_never_the_choice():
    assert top([candidate("a", 0.9, complete=False), candidate("b")]).id == "b"
    assert top([candidate("a", 0.9, complete=False)]) is None
    assert top([]) is None


def test_a_certified_candidate_beats_a_higher_opinion():
    assert top([candidate("opinion", 1.0), candidate("program", 0.9, certified=True)]).id == "program"


def test_extremes_leave_the_unjudged_out():
    best, worst = extremes([candidate("a"), candidate("b", 0.4), candidate("c", 0.1), candidate("d", 0.9)])
    assert (best.id, worst.id) == ("d", "c")


def test_extremes_of_few():
    assert extremes([]) == (None, None)
    assert extremes([candidate("a")]) == (None, None)
    only = candidate("a", 0.3)
    assert extremes([only, candidate("b")]) == (only, None)


def test_extremes_of_equals_are_the_first_and_the_last():
    best, worst = extremes([candidate("a", 0.5), candidate("b", 0.5), candidate("c", 0.5)])
    assert (best.id, worst.id) == ("a", "c")


@given(candidates)
def test_no_score_never_beats_a_score(drafts):
    chosen = top(drafts)
    if chosen is not None and chosen.score is None:
        assert all(draft.score is None for draft in drafts if draft.complete)


@given(candidates)
def test_ranking_keeps_every_candidate_and_falls(drafts):
    order = ranked(drafts)
    assert sorted(map(id, order)) == sorted(map(id, drafts))
    judged = [draft.score for draft in order if draft.score is not None]
    assert judged == sorted(judged, reverse=True)
    assert [draft.score for draft in order[: len(judged)]] == judged
