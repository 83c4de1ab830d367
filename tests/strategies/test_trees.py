"""Strategies over steps: tree of thoughts and REBASE."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.strategies.rebase import rebase
from plangen.strategies.tree_of_thoughts import tree_of_thoughts

from .driver import FAILED, Script, Toy, candidate, context, drive


def steps(*scores, complete=()):
    return [candidate(f"s{place}", score, complete=place in complete) for place, score in enumerate(scores)]


def test_the_tree_goes_on_from_the_best_child():
    run = drive(tree_of_thoughts(context(hint="h")), Script(*steps(0.1, 0.7, 0.3, 0.2, 0.9, 0.1, complete=(4,))))
    root, second = run.drafts
    assert (root.mode, root.parents, root.n, root.hint) == ("step", (), 3, "h")
    assert ([parent.id for parent in second.parents], second.hint) == (["s1"], "")
    assert run.chosen.id == "s4"


def test_the_tree_ends_with_the_best_of_the_complete():
    run = drive(tree_of_thoughts(context()), Script(*steps(0.9, 0.2, 0.4, complete=(1, 2))))
    assert run.levels == [3]
    assert run.chosen.id == "s2"


def test_a_beam_keeps_several():
    run = drive(tree_of_thoughts(context(), beam=2, depth=2), Script(*steps(0.1, 0.7, 0.3, 0.5)))
    assert [draft.parents[0].id for draft in run.drafts[1:3]] == ["s1", "s2"]


def test_the_unjudged_fill_the_beam_last():
    run = drive(tree_of_thoughts(context(), beam=2, depth=2), Script(*steps(None, None, 0.0, 0.5)))
    assert [draft.parents[0].id for draft in run.drafts[1:3]] == ["s2", "s0"]


def test_a_vote_names_the_way_and_silence_leaves_it_to_the_score():
    script = steps(0.1, 0.7, 0.3, 0.5)
    voted = drive(tree_of_thoughts(context(), depth=2, value="vote"), Script(*script, vote=2))
    silent = drive(tree_of_thoughts(context(), depth=2, value="vote"), Script(*script, vote=None))
    assert voted.drafts[1].parents[0].id == "s2"
    assert silent.drafts[1].parents[0].id == "s1"


@pytest.mark.parametrize("strategy", [tree_of_thoughts, rebase])
def test_the_best_partial_plan_is_completed_when_depth_runs_out(strategy):
    run = drive(strategy(context(), depth=2), Script(0.5))
    assert [draft.mode for draft in run.drafts if draft.mode != "step"] == ["complete"]
    assert run.chosen.complete


@pytest.mark.parametrize("strategy", [tree_of_thoughts, rebase])
def test_nothing_comes_of_nothing(strategy):
    assert drive(strategy(context()), Script(FAILED)).chosen is None


def test_a_level_that_failed_falls_back_on_the_level_above():
    run = drive(tree_of_thoughts(context()), Script(*steps(0.1, 0.7, 0.3), FAILED, FAILED, FAILED, 0.6))
    assert (run.drafts[-1].mode, run.drafts[-1].parents[0].id) == ("complete", "s1")
    assert run.chosen.score == 0.6


def test_rebase_shares_its_width_out_by_reward():
    # Two of four drafts failed; at balance 1 the scores 1 and 0 share a width of 4 as 3 and 1.
    script = steps(1.0, 0.0)
    run = drive(rebase(context(), width=4, depth=2, balance=1.0), Script(*script, FAILED, FAILED, 0.5))
    assert [(draft.parents[0].id, draft.n) for draft in run.drafts[1:3]] == [("s0", 3), ("s1", 1)]


def test_the_width_falls_with_each_completed_plan():
    script = steps(0.5, 0.6, 0.7, 0.8, 0.5, 0.5, 0.5, complete=(3, 4))
    run = drive(rebase(context(), width=4, depth=4, balance=10), Script(*script))
    assert run.levels == [4, 3, 2, 2]
    assert run.chosen.id == "s3"


def test_rebase_ends_when_all_the_width_is_complete():
    run = drive(rebase(context(), width=2), Script(*steps(0.5, 0.6, complete=(0, 1))))
    assert run.levels == [2]


def test_plangens_variant_loses_width_with_each_expansion():
    # Equal scores: the root is one expansion, then 3 nodes are expanded, and of width 4 nothing is left.
    run = drive(rebase(context(), width=4, depth=9, balance=10, shrink="expand"), Script(0.5))
    assert run.levels == [4, 3, 1]
    assert [draft.mode for draft in run.drafts] == ["step"] * 4 + ["complete"]


def test_plangens_variant_ends_at_the_first_complete_plan():
    run = drive(rebase(context(), width=4, shrink="expand"), Script(*steps(0.5, 0.6, 0.7, 0.1, complete=(3,))))
    assert run.levels == [4]
    assert run.chosen.id == "s3"


def test_plangens_variant_seldom_writes_a_long_plan_to_its_end():
    def by_steps(shrink):
        runs = [drive(rebase(context(), width=10, shrink=shrink), Toy(seed, length=8)) for seed in range(30)]
        return sum(run.drafts[-1].mode == "step" for run in runs)

    assert by_steps("expand") == 0
    assert by_steps("complete") == 30


def test_the_vote_of_the_paper_is_a_choice():
    plans = [candidate(name, score, text=text) for name, score, text in [("a", 0.6, "x"), ("b", 0.5, "y")]]
    plans += [candidate("c", 0.4, text="y")]
    assert drive(rebase(context(), width=3), Script(*plans)).chosen.id == "a"
    assert drive(rebase(context(), width=3, pick="vote"), Script(*plans)).chosen.id == "b"


@given(
    seed=st.integers(0, 10_000),
    width=st.integers(1, 12),
    length=st.integers(1, 6),
    shrink=st.sampled_from(["complete", "expand"]),
)
def test_rebase_never_exceeds_its_width(seed, width, length, shrink):
    run = drive(rebase(context(), width=width, depth=8, shrink=shrink), Toy(seed, length=length))
    completed = 0
    for asked, made in zip(run.yields, run.results, strict=True):
        if not isinstance(asked, list):
            continue
        assert sum(op.n for op in asked) <= width - (completed if shrink == "complete" else 0)
        completed += sum(kid.complete for siblings in made for kid in siblings)
    assert completed <= width
    assert len([draft for draft in run.drafts if draft.mode == "step"]) <= width * 8
