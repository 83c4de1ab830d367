"""Accepting is one thing, the certificate another: what a lax judge praises is not verified by it."""

import pytest

from plangen import Planner
from plangen.errors import UsageError
from plangen.models.scripted import ScriptedModel
from plangen.models.simulated import is_right
from plangen.schema import Constraint
from plangen.verifiers.calibration import Calibration
from tests.graphs.worlds import MEETING, PROSE, reply

JUDGED = {"accept": "judged", "extract": "never"}
DEMAND = Constraint(id="museums", text="The day has two museums", trust="confirmed")


def results(fa, *, runs=20):
    task = PROSE.model_copy(update={"constraints": (DEMAND,)})
    options = {"strategy": "best_of_n:n=3", **JUDGED}
    return [Planner(f"sim:p=0.1,fr=0,fa={fa}", seed=seed, **options).plan(task) for seed in range(runs)]


def test_a_lax_judge_raises_what_is_accepted_and_not_what_is_certified():
    strict, lax = results(0), results(1)
    accepted, right = ([test(run) for run in (strict, lax)] for test in (count_accepted, count_right))
    assert accepted[0] < accepted[1] == 20
    assert right[1] <= right[0] < 20
    for result in (*strict, *lax):
        assert not result.certificate.claim.startswith("verified")
        assert result.certificate.exact_share == 0.0


def count_accepted(run):
    return sum(result.verified for result in run)


def count_right(run):
    return sum(is_right(result.plan.text) for result in run)


def test_a_lax_score_in_the_search_leaves_the_certificate_to_the_program():
    """The scalar judge gives every plan 100; the program refuses two of three all the same."""
    claims = []
    for time in ("09:00", "12:00", "16:30"):
        praise = '{"reasoning": "splendid", "score": 100}'
        model = ScriptedModel({"reward": praise, "default": reply(f"Monday {time}")})
        result = Planner(model, strategy="best_of_n:n=1", verifier="plangen", accept="judged").plan(MEETING)
        claims.append((result.certificate.claim, result.verified))
    assert claims == [("failed", False), ("failed", False), ("verified by program", True)]


@pytest.mark.parametrize("fault", [ZeroDivisionError("boom"), SystemExit(3)])
def test_a_check_that_crashes_is_the_checks_error_and_never_the_plans(fault):
    def checker(task, plan):
        raise fault

    model = ScriptedModel(reply("Monday 16:30"))
    result = Planner(model, strategy="best_of_n:n=1", checker=checker).plan(MEETING)
    (checked,) = [item for item in result.constraints if item.id == "checker"]
    assert (checked.status, checked.judged_by, checked.violations) == ("not judged", None, ())
    assert result.certificate.violated == ()
    assert result.certificate.undecided == ("checker",)
    assert (result.certificate.claim, result.verified) == ("judged only", False)
    assert result.certificate.exact_share == 0.5


def test_a_task_with_words_that_nothing_covers_is_not_verified():
    task = MEETING.model_copy(update={"uncovered": ("for half an hour",)})
    result = Planner(ScriptedModel(reply("Monday 16:30")), strategy="best_of_n:n=1").plan(task)
    assert (result.certificate.claim, result.verified) == ("judged only", False)
    assert result.certificate.uncovered == ("for half an hour",)
    assert result.termination_reason == "search_done"
    assert "judged only" in result.acceptance.reason


def judged(known, cost):
    model = "sim:p=1,fr=0"
    return Planner(model, strategy="best_of_n", **JUDGED, false_accept_cost=cost, calibration=known).plan(PROSE)


def test_a_judged_plan_is_accepted_by_its_record_alone():
    known = Calibration()
    assert judged(known, None).verified
    first = judged(known, 1.0)
    assert (first.verified, first.acceptance.chance, first.acceptance.needed) == (False, None, 0.5)
    name = Planner("sim:p=1,fr=0").settings.models["verification"].name
    for _ in range(8):
        known.record(name, "judged 0.975-1", right=True)
    assert judged(known, 4.0).acceptance.chance == pytest.approx(0.9)
    assert judged(known, 4.0).verified
    assert not judged(known, 9.0).verified


def test_what_a_program_verified_is_accepted_as_ever():
    model = ScriptedModel(reply("Monday 16:30"))
    result = Planner(model, strategy="best_of_n:n=1", false_accept_cost=99).plan(MEETING)
    assert (result.verified, result.acceptance.accepted) == (True, True)


def test_a_cost_below_0_is_refused_before_the_run():
    with pytest.raises(UsageError, match="cannot cost"):
        Planner("sim:p=1", false_accept_cost=-1)
