"""What holds for every strategy, in random worlds with failing drafts and missing judgements."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.strategies import Generate, resolve, strategies

from .driver import FAILED, Script, Toy, context, drive, replay

SMALL = {"rebase": "rebase:width=4,depth=4", "mixture": "mixture:rounds=3", "sound_loop": "sound_loop:rounds=4"}
ALL = [SMALL.get(name, name) for name in strategies() if name != "solver"]
"""`solver` refuses this world, whose task has no constraints; see `test_solver.py`."""
worlds = st.tuples(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.3, 1.0]))


def world(dials):
    seed, fail, mute = dials
    return Toy(seed, fail=fail, mute=mute)


@pytest.mark.parametrize("specification", ALL)
@given(worlds)
@settings(max_examples=25, deadline=None)
def test_the_same_results_give_the_same_operations(specification, dials):
    strategy = resolve(specification).run
    run = drive(strategy(context()), world(dials))
    assert replay(strategy(context()), run) == run


@pytest.mark.parametrize("specification", ALL)
@given(worlds)
@settings(max_examples=25, deadline=None)
def test_the_choice_is_a_complete_candidate_that_was_made(specification, dials):
    run = drive(resolve(specification).run(context()), world(dials))
    assert run.chosen is None or any(run.chosen is made and made.complete for made in run.made)


@pytest.mark.parametrize("specification", [name for name in ALL if not name.startswith("self_")])
@given(worlds)
@settings(max_examples=25, deadline=None)
def test_an_unjudged_candidate_is_never_chosen_over_a_judged_one(specification, dials):
    run = drive(resolve(specification).run(context()), world(dials))
    if run.chosen is not None and run.chosen.score is None:
        assert not [made for made in run.made if made.complete and made.score is not None]


@pytest.mark.parametrize("specification", [name for name in ALL if not name.startswith("sound_loop")])
def test_unjudged_drafts_still_give_a_plan(specification):
    run = drive(resolve(specification).run(context()), Script(None))
    assert run.chosen is not None
    assert run.chosen.score is None


@pytest.mark.parametrize("specification", ALL)
def test_when_every_draft_fails_there_is_no_plan(specification):
    assert drive(resolve(specification).run(context()), Script(FAILED)).chosen is None


@pytest.mark.parametrize("specification", ALL)
def test_the_first_draft_heeds_the_hint(specification):
    run = drive(resolve(specification).run(context(hint="no rain")), Script(0.5))
    assert run.drafts[0].hint == "no rain"


@pytest.mark.parametrize("specification", ALL)
@given(worlds)
@settings(max_examples=10, deadline=None)
def test_parents_are_candidates_that_were_sent_before(specification, dials):
    run = drive(resolve(specification).run(context()), world(dials))
    made = {id(candidate) for candidate in run.made}
    parents = [parent for op in run.operations if isinstance(op, Generate) for parent in op.parents]
    assert all(id(parent) in made for parent in parents)


@pytest.mark.parametrize("specification", ALL)
def test_a_search_can_be_closed_at_any_yield(specification):
    total = len(drive(resolve(specification).run(context()), Script(0.5)).yields)
    for stop in range(1, total + 1):
        search, answer = resolve(specification).run(context()), Script(0.5)
        asked = next(search)
        for _ in range(stop - 1):
            asked = search.send([answer(op) for op in asked] if isinstance(asked, list) else answer(asked))
        search.close()
