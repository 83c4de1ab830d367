"""Strategies over whole drafts: best-of-n, self-consistency, IAD, the sound loop and the hybrid."""

import pytest

from plangen.schema import Finding, Violation
from plangen.strategies.best_of_n import best_of_n
from plangen.strategies.feedback import TRY_AGAIN, contrast, critique, errors
from plangen.strategies.hybrid import hybrid
from plangen.strategies.iterative_decoding import iterative_decoding
from plangen.strategies.self_consistency import self_consistency
from plangen.strategies.sound_loop import sound_loop

from .driver import FAILED, Script, candidate, context, drive, typed

BROKEN = (
    Finding(constraint="c1", status="pass", by="program", score=1),
    Finding(constraint="c2", status="fail", by="program", score=0, violations=(Violation(message="too late"),)),
    Finding(constraint="c3", status="fail", by="model", score=0, reason="no lunch"),
)


def test_best_of_n_drafts_once_and_takes_the_best():
    run = drive(best_of_n(context(hint="mind the rain"), n=3, temperature=0.9), Script(0.2, 0.8, 0.5))
    (draft,) = run.drafts
    assert (draft.mode, draft.n, draft.temperature, draft.hint) == ("plan", 3, 0.9, "mind the rain")
    assert run.chosen.score == 0.8


def test_self_consistency_judges_nothing():
    drafts = [candidate("a", plan=typed("x")), candidate("b", plan=typed("y")), candidate("c", plan=typed("y"))]
    run = drive(self_consistency(context(), n=3), Script(*drafts))
    assert [draft.check for draft in run.drafts] == [False]
    assert run.chosen.id == "b"


def test_iad_refines_against_the_best_and_the_worst_of_all_so_far():
    run = drive(iterative_decoding(context(hint="first"), rounds=4), Script(0.5, 0.3, 0.4, 0.1, 0.6, 0.2, 0.3, 0.3))
    first, *later = run.drafts
    assert (first.mode, first.n, first.hint) == ("plan", 2, "first")
    assert {draft.mode for draft in later} == {"refine"}
    assert [[parent.score for parent in draft.parents] for draft in later] == [[0.5, 0.3], [0.5, 0.1], [0.6, 0.1]]
    assert run.chosen.score == 0.6


def test_iad_ends_at_the_pass_mark():
    run = drive(iterative_decoding(context(threshold=0.9)), Script(0.5, 0.3, 0.95, 0.1))
    assert run.levels == [2, 2]
    assert run.chosen.score == 0.95


def test_iad_has_no_best_while_nothing_is_judged():
    run = drive(iterative_decoding(context(), rounds=3), Script(None))
    assert [draft.mode for draft in run.drafts] == ["plan"] * 3
    assert run.chosen.score is None


def test_iad_with_one_judged_draft_has_nothing_to_avoid():
    run = drive(iterative_decoding(context(), rounds=2), Script(0.5, FAILED, 0.6))
    assert [parent.score for parent in run.drafts[1].parents] == [0.5]


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        ("scalar", ["0.900", "0.100"], ["good", "bad"]),
        ("text", ["good", "bad"], ["0.900", "0.100"]),
        ("both", ["good", "bad", "0.900", "0.100"], []),
    ],
)
def test_contrast_says_what_is_asked_for(kind, said, unsaid):
    text = contrast(candidate("a", 0.9, feedback="good"), candidate("b", 0.1, feedback="bad"), kind=kind)
    assert all(word in text for word in said)
    assert not any(word in text for word in unsaid)
    assert "avoid the faults of plan 2" in text


def test_contrast_can_say_nothing():
    assert contrast(candidate("a", 0.9, feedback="good"), None, kind="none") == ""
    assert contrast(candidate("a"), candidate("b"), kind="text") == ""


def test_errors_have_three_levels():
    draft = candidate("a", 0.3, findings=BROKEN)
    assert errors(draft, level="none") == TRY_AGAIN
    assert errors(draft, level="first") == "c2: too late"
    assert errors(draft, level="all") == "c2: too late\nc3: no lunch"


def test_the_verifiers_own_words_come_first():
    assert critique(candidate("a", 0.3, feedback="shift it", findings=BROKEN)) == "shift it"
    assert critique(None) == critique(candidate("a")) == ""
    assert errors(candidate("a"), level="all") == TRY_AGAIN


def test_the_sound_loop_ends_at_the_first_certified_draft():
    right = candidate("right", 1.0, certified=True)
    wrong = candidate("wrong", 0.5, findings=BROKEN)
    run = drive(sound_loop(context(), level="first"), Script(wrong, wrong, right))
    assert [draft.mode for draft in run.drafts] == ["plan", "refine", "refine"]
    assert run.drafts[1].hint == "c2: too late"
    assert run.chosen is right


def test_the_sound_loop_abstains_from_what_a_model_praises():
    run = drive(sound_loop(context(), rounds=4), Script(1.0))
    assert run.chosen is None
    assert len(run.drafts) == 4


def test_the_sound_loop_drafts_again_after_a_failed_draft():
    run = drive(sound_loop(context(), rounds=4), Script(FAILED, 0.5, FAILED, 0.6))
    assert [draft.mode for draft in run.drafts] == ["plan", "plan", "refine", "refine"]
    assert run.drafts[2].parents == run.drafts[3].parents


def test_the_hybrid_revises_each_chain_with_its_own_feedback():
    first, second = candidate("a", 0.2, feedback="fa"), candidate("b", 0.9, feedback="fb")
    worse, better = candidate("c", 0.5, feedback="fc"), candidate("d", 0.3, feedback="fd")
    run = drive(hybrid(context(), parallel=2, sequential=3), Script(first, second, worse, better, FAILED, FAILED))
    assert [[parent.id for parent in draft.parents] for draft in run.drafts[1:]] == [["a"], ["b"], ["c"], ["d"]]
    assert [draft.hint for draft in run.drafts[1:]] == ["fa", "fb", "fc", "fd"]
    assert run.chosen is second


def test_a_chain_stays_where_its_revision_failed():
    run = drive(hybrid(context(), parallel=1, sequential=3), Script(0.5, FAILED, 0.4))
    assert [draft.parents[0].score for draft in run.drafts[1:]] == [0.5, 0.5]


def test_the_two_integers_of_the_hybrid_are_its_cost():
    run = drive(hybrid(context(), parallel=3, sequential=4), Script(0.5))
    assert run.levels == [3, 3, 3, 3]
