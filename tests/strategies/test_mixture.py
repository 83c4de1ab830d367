import pytest

from plangen.errors import UsageError
from plangen.strategies import ArmStats, Generate, Judge
from plangen.strategies.mixture import mixture

from .driver import FAILED, Script, candidate, context, drive

ARMS = ("best_of_n:n=1", "best_of_n:n=2")


def pulls(run):
    return [note.data["arm"] for note in run.notes]


def test_each_round_asks_for_priors_runs_an_arm_and_notes_the_pull():
    script = Script(candidate("a", 0.2, feedback="too late"), 0.4, 0.6, priors={ARMS[0]: 0.9, ARMS[1]: 0.1})
    run = drive(mixture(context(hint="first"), arms=ARMS, rounds=1), script)
    first, prior, arm, note = run.operations
    assert isinstance(first, Generate)
    assert first.hint == "first"
    assert isinstance(prior, Judge)
    assert (prior.question, prior.options, prior.candidates[0].id, prior.hint) == ("prior", ARMS, "a", "too late")
    assert (arm.n, arm.hint) == (1, "too late")
    assert (note.kind, note.data) == ("arm", {"arm": ARMS[0], "reward": 0.4, "improved": True, "failed": True})


def test_nothing_is_pulled_once_the_pass_mark_is_reached():
    assert drive(mixture(context()), Script(0.98)).levels == [1]


def test_the_best_plan_so_far_is_kept():
    run = drive(mixture(context(), arms=ARMS[:1], rounds=3), Script(0.5, 0.8, 0.3, 0.1))
    assert run.chosen.score == 0.8
    assert [op.candidates[0].score for op in run.operations if isinstance(op, Judge)] == [0.5, 0.8, 0.8]


def test_rounds_are_capped():
    assert len(drive(mixture(context(), rounds=2), Script(0.5)).notes) == 2


def test_the_repaired_rule_leaves_an_arm_that_earns_less():
    priors = {ARMS[0]: 0.6, ARMS[1]: 0.5}
    run = drive(mixture(context(), arms=ARMS, rounds=3), Script(0.5, 0.0, 0.9, 0.9, 0.9, priors=priors))
    assert pulls(run)[:2] == [ARMS[0], ARMS[1]]


def test_the_letter_of_the_paper_can_be_chosen():
    priors = {ARMS[0]: 0.9, ARMS[1]: 0.3}
    run = drive(mixture(context(), arms=ARMS, faithful=True, prior=10, rounds=3), Script(0.6, priors=priors))
    assert pulls(run) == [ARMS[0]] * 3


def test_an_unjudged_pull_has_no_reward_and_is_not_chosen():
    run = drive(mixture(context(), arms=ARMS, rounds=2), Script(0.1, None))
    assert [note.data["reward"] for note in run.notes] == [None, None]
    assert pulls(run) == list(ARMS)
    assert run.chosen.score == 0.1


def test_failed_drafts_leave_nothing_to_return():
    run = drive(mixture(context(), arms=ARMS, rounds=2), Script(FAILED))
    assert run.chosen is None
    assert [note.data["reward"] for note in run.notes] == [None, None]


@pytest.mark.parametrize(("scope", "arm"), [("instance", ARMS[0]), ("run", ARMS[1]), ("store", ARMS[1])])
def test_history_counts_only_beyond_the_instance(scope, arm):
    history = {ARMS[0]: ArmStats(pulls=20, total=1.0), ARMS[1]: ArmStats(pulls=20, total=19.0)}
    run = drive(mixture(context(history=history), arms=ARMS, scope=scope, rounds=1), Script(0.5))
    assert pulls(run) == [arm]
    assert history[ARMS[1]].pulls == 20


def test_equal_arms_are_tried_in_their_order():
    assert pulls(drive(mixture(context(), arms=ARMS, rounds=2), Script(0.5))) == list(ARMS)


def test_a_mixture_can_be_an_arm():
    run = drive(mixture(context(), arms=("mixture:rounds=1,arms=best_of_n",), rounds=1), Script(0.5))
    assert pulls(run) == ["best_of_n", "mixture:rounds=1,arms=best_of_n"]


def test_without_a_lookup_there_are_no_arms():
    with pytest.raises(UsageError, match="lookup"):
        drive(mixture(context(lookup=None)), Script(0.5))
