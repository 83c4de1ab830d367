"""When a chain of refinements is given up for a new sample."""

from plangen.schema import Candidate, Finding, Verdict, Violation
from plangen.strategies.feedback import TRY_AGAIN, afresh
from plangen.strategies.iterative_decoding import iterative_decoding
from plangen.strategies.progress import stuck
from plangen.strategies.sound_loop import sound_loop

from .driver import FAILED, Script, candidate, context, drive


def broken(name, score=0.5, *, by=10.0, repair_share=None):
    violation = Violation(message="s1 starts too early", steps=("s1",), by=by)
    finding = Finding(constraint="when", status="fail", by="program", score=0, violations=(violation,))
    verdict = Verdict(status="invalid", score=score, findings=(finding,), repair_share=repair_share)
    return Candidate(id=name, text=name, verdict=verdict)


def test_two_rounds_without_progress_are_enough():
    chain = [broken("a"), broken("b")]
    assert not stuck(chain, patience=2)
    assert stuck([*chain, broken("c")], patience=2)
    assert not stuck([*chain, broken("c")], patience=3)


def test_a_higher_score_or_a_smaller_violation_is_progress():
    assert not stuck([broken("a"), broken("b"), broken("c", 0.6)], patience=2)
    assert not stuck([broken("a"), broken("b"), broken("c", by=5)], patience=2)
    assert stuck([broken("a", by=5), broken("b"), broken("c")], patience=2)


def test_drafts_that_nobody_could_judge_say_nothing():
    assert not stuck([candidate("a"), candidate("b"), candidate("c"), candidate("d")], patience=2)
    assert not stuck([], patience=2)


def test_a_repair_of_more_than_half_the_plan_is_no_refinement():
    assert stuck([broken("a", repair_share=0.6)], patience=9)
    assert not stuck([broken("a", repair_share=0.5)], patience=9)


def test_the_sound_loop_begins_anew_with_what_was_broken():
    run = drive(sound_loop(context(hint="mind the rain"), rounds=7), Script(broken("a")))
    assert [draft.mode for draft in run.drafts] == ["plan", "refine", "refine"] * 2 + ["plan"]
    assert run.drafts[3].hint == "\n".join(
        ["mind the rain", "Earlier plans broke these. Meet them first, then the rest:", "when: s1 starts too early"]
    )
    assert run.drafts[3].parents == ()


def test_the_sound_loop_refines_to_the_end_as_in_the_papers():
    run = drive(sound_loop(context(), rounds=7, patience=7), Script(broken("a")))
    assert [draft.mode for draft in run.drafts] == ["plan"] + ["refine"] * 6


def test_the_sound_loop_does_not_patch_what_a_repair_would_mostly_replace():
    run = drive(sound_loop(context(), rounds=3), Script(broken("a", repair_share=0.8), FAILED, broken("b")))
    assert [draft.mode for draft in run.drafts] == ["plan", "plan", "plan"]


def test_iad_begins_anew_when_the_best_stays_the_best():
    run = drive(iterative_decoding(context(), rounds=5), Script(broken("a")))
    assert [draft.mode for draft in run.drafts] == ["plan", "refine", "refine", "plan", "refine"]
    assert "when: s1 starts too early" in run.drafts[3].hint
    paper = drive(iterative_decoding(context(), rounds=5, patience=5), Script(broken("a")))
    assert [draft.mode for draft in paper.drafts] == ["plan"] + ["refine"] * 4


def test_iad_without_feedback_begins_anew_without_a_word():
    run = drive(iterative_decoding(context(), rounds=4, feedback="none"), Script(broken("a")))
    assert (run.drafts[3].mode, run.drafts[3].hint) == ("plan", "")


def test_a_new_sample_is_told_no_more_than_the_level_allows():
    assert afresh(broken("a"), level="none") == TRY_AGAIN
    many = tuple(Finding(constraint=f"c{n}", status="fail", by="program", reason="no") for n in range(9))
    draft = candidate("a", 0.1, findings=many)
    assert afresh(draft, level="first").count("\n") == 1
    assert afresh(draft).count("\n") == 6
