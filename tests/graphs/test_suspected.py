"""A constraint that no plan keeps is suspected itself."""

from plangen import Planner
from plangen.graphs.suspected import suspected
from plangen.models.scripted import ScriptedModel
from plangen.schema import Candidate, Constraint, Finding, Plan, Verdict
from tests.graphs.worlds import MEETING, reply

ADA = Constraint(id="ada", text="Ada is free", trust="confirmed")
BO = Constraint(id="bo", text="Bo is free", trust="unreviewed")


def candidate(number, *failed, kept=(), by="program"):
    findings = tuple(Finding(constraint=name, status="fail", by=by) for name in failed)
    findings += tuple(Finding(constraint=name, status="pass", by=by) for name in kept)
    verdict = Verdict(status="unknown", findings=findings)
    return Candidate(id=f"c{number}", text=f"plan {number}", plan=Plan(text=f"plan {number}"), verdict=verdict)


def test_what_every_plan_fails_is_suspected():
    plans = [candidate(n, "ada", kept=("bo",)) for n in range(3)]
    (warning,) = suspected((ADA, BO), plans)
    assert warning.startswith("all 3 plans fail `ada` (Ada is free)")


def test_one_plan_that_keeps_it_or_was_not_judged_clears_it():
    plans = [candidate(n, "ada", "bo") for n in range(3)]
    assert len(suspected((ADA, BO), plans)) == 2
    assert len(suspected((ADA, BO), [*plans, candidate(3, "bo", kept=("ada",))])) == 1
    assert suspected((ADA, BO), [*plans, candidate(3)]) == []


def test_three_different_plans_are_needed():
    assert suspected((ADA,), [candidate(1, "ada"), candidate(2, "ada")]) == []
    assert suspected((ADA,), [candidate(1, "ada")] * 5) == []


def test_wishes_and_the_plan_format_are_not_suspected():
    wish = ADA.model_copy(update={"kind": "soft"})
    assert suspected((wish,), [candidate(n, "ada", "format") for n in range(3)]) == []


def test_the_users_checker_may_be_the_one_that_is_wrong():
    (warning,) = suspected((), [candidate(n, "checker") for n in range(3)])
    assert "your own checker" in warning


def planned(*times):
    model = ScriptedModel([reply(f"Monday {time}") for time in times])
    return Planner(model, strategy="best_of_n:n=3", stop_on_certified=False).plan(MEETING)


def test_a_run_says_so():
    result = planned("09:00", "10:00", "11:00")
    assert not result.verified
    assert [warning for warning in result.warnings if "suspect the constraint" in warning]


def test_a_run_that_found_a_plan_suspects_nothing():
    result = planned("09:00", "10:00", "16:30")
    assert result.verified
    assert result.warnings == ()
