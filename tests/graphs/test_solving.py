import asyncio

import pytest

from plangen import Limits, Planner
from plangen.errors import MissingExtraError, UsageError
from plangen.graphs import solving
from plangen.models.scripted import ScriptedModel
from plangen.schema import Constraint, Slot
from plangen.solvers import Solution, engine
from plangen.tracing.events import CallStarted
from tests.graphs.worlds import BUSY, MEETING, PROSE, reply


def planner(*replies, **options):
    model = ScriptedModel(list(replies) or [reply("Monday 09:00")])
    return model, Planner(model, **{"strategy": "solver", **options})


def unproved(plan):
    """A solver whose time is up: with `plan`, or with nothing."""
    return lambda *_, **__: Solution("feasible" if plan else "unknown", plan)


def test_a_solved_plan_is_verified_by_program_without_a_call():
    model, solving_planner = planner()
    result = solving_planner.plan(MEETING)
    assert (result.termination_reason, result.certificate.claim) == ("certified", "verified by program")
    assert result.verified
    assert result.plan.text.startswith("1. meeting: Monday 16:")
    assert [(item.mode, item.model, item.tokens) for item in result.candidates] == [("solve", "solver", 0)]
    assert result.usage.calls == len(model.calls) == 0


def test_no_plan_is_proved_and_the_conflict_is_told():
    model, solving_planner = planner()
    spare = Constraint(id="spare", text="No step is long", trust="agreed", check={"type": "duration", "max": 60})
    result = solving_planner.plan(BUSY.model_copy(update={"constraints": (spare, *BUSY.constraints)}))
    assert (result.status, result.termination_reason, result.plan) == ("completed", "unsat", None)
    assert (result.certificate.claim, result.certificate.violated, result.verified) == ("failed", ("ada",), False)
    assert [(item.id, item.status, item.judged_by) for item in result.constraints] == [
        ("spare", "not judged", None),
        ("ada", "violated", "solver"),
    ]
    assert result.candidates[0].status == "unsat"
    assert result.warnings == ("No plan can meet these together: Ada is busy on Monday from 9:00 to 16:00",)
    assert model.calls == []


def test_a_conflict_names_what_it_is_with():
    late = Constraint(
        id="late",
        text="The meeting ends by 16:00",
        trust="confirmed",
        check={"type": "window", "latest": 960},
    )
    _, solving_planner = planner()
    result = solving_planner.plan(MEETING.model_copy(update={"constraints": (*MEETING.constraints, late)}))
    assert result.certificate.violated == ("ada", "late")
    assert result.constraints[1].evidence == "cannot hold together with: Ada is busy on Monday from 9:00 to 16:00"


def test_without_a_plan_in_time_the_model_drafts(monkeypatch):
    monkeypatch.setattr(solving, "solve", unproved(None))
    model, solving_planner = planner(reply("Monday 09:00"), reply("Monday 16:30"))
    result = solving_planner.plan(MEETING)
    assert result.verified
    assert [call.purpose for call in model.calls] == ["plan", "refine"]
    assert [failure.code for failure in result.failures] == ["tool"]


def test_an_unproved_plan_is_refined_by_the_model(monkeypatch):
    task = MEETING.model_copy(
        update={
            "constraints": (
                *MEETING.constraints,
                Constraint(
                    id="early",
                    text="As early as possible",
                    trust="confirmed",
                    check={"type": "minimise", "objective": "start"},
                ),
            )
        }
    )
    late = solving.solve(task).plan
    step = late.steps[0].model_copy(update={"start": 990, "end": 1020})
    monkeypatch.setattr(solving, "solve", unproved(late.model_copy(update={"steps": (step,)})))
    model, solving_planner = planner(reply("Monday 16:00"))
    result = solving_planner.plan(task)
    assert result.verified
    assert [call.purpose for call in model.calls] == ["refine"]
    assert result.candidates[1].parents == ("c1",)


def test_the_users_checker_still_decides():
    model, solving_planner = planner(reply("Monday 16:30"), checker=lambda task, plan: plan.steps[0].start == 990)
    result = solving_planner.plan(
        MEETING.model_copy(
            update={"plan_format": MEETING.plan_format.model_copy(update={"slots": (_slot(((960, 1020),)),)})}
        )
    )
    assert result.verified
    assert result.plan.steps[0].start == 990
    assert len(model.calls) <= 1


def _slot(within):
    return Slot(id="meeting", actors=("Ada", "Bo"), within=within, duration=(30, 30), every=30)


def test_a_resumed_run_goes_on_with_the_same_answer(tmp_path, monkeypatch):
    first = planner(runs=tmp_path)[1].plan(MEETING, run_id="same")
    monkeypatch.setattr(solving, "solve", unproved(None))
    again = planner(runs=tmp_path)[1].plan(MEETING, run_id="same")
    assert again.plan == first.plan
    assert again.verified


def test_the_run_s_deadline_bounds_the_search(monkeypatch):
    seen = []
    monkeypatch.setattr(solving, "solve", lambda task, *, seconds, **_: seen.append(seconds) or Solution("unknown"))
    planner(strategy="solver:seconds=500,rounds=1", limits=Limits(seconds=60))[1].plan(MEETING)
    assert 0 < seen[0] <= 60


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"trust": "tested"}, "agreed or confirmed, not `ada`"),
        ({"check": None}, "cannot take the constraint `ada`"),
        ({"check": {"type": "avoid", "intervals": []}}, "cannot take the constraint `ada`"),
        ({"kind": "soft"}, "needs hard constraints"),
    ],
)
def test_it_is_refused_before_anything_is_spent(change, named):
    task = MEETING.model_copy(update={"constraints": (MEETING.constraints[0].model_copy(update=change),)})
    model, solving_planner = planner()
    with pytest.raises(UsageError, match=named):
        solving_planner.plan(task)
    assert model.calls == []


def test_it_is_refused_for_prose():
    model, solving_planner = planner(extract="never")
    with pytest.raises(UsageError, match="needs hard constraints"):
        solving_planner.plan(PROSE)
    with pytest.raises(UsageError, match="needs a plan format"):
        solving_planner.plan(MEETING.model_copy(update={"plan_format": None}))
    assert model.calls == []


@pytest.mark.parametrize("strategy", ["solver", "mixture:arms=best_of_n+solver"])
def test_without_the_extra_the_command_is_named(monkeypatch, strategy):
    monkeypatch.setattr(engine, "installed", lambda: False)
    with pytest.raises(MissingExtraError, match=r"pip install '.\[solver\]'"):
        planner(strategy=strategy)


def test_it_is_an_arm_of_the_mixture():
    model = ScriptedModel({"plan": reply("Monday 09:00"), "prior": '{"reasoning": "typed", "priors": {"solver": 1}}'})
    result = Planner(model, strategy="mixture:arms=solver,rounds=1").plan(MEETING)
    assert result.verified
    assert [item.mode for item in result.candidates] == ["plan", "solve"]
    assert {call.purpose for call in model.calls} <= {"plan", "prior", "repair"}


def test_a_proof_in_an_arm_ends_the_mixture():
    _, mixed = planner(strategy="mixture:arms=solver,rounds=5")
    result = mixed.plan(BUSY)
    assert (result.termination_reason, len(result.candidates)) == ("unsat", 2)


def test_a_stopped_run_stops_the_search(monkeypatch):
    asked = []

    def endless(task, *, seconds, seed, stop):
        while not stop.asked:
            pass
        asked.append(True)
        return Solution("unknown")

    monkeypatch.setattr(solving, "solve", endless)
    _, solving_planner = planner(strategy="solver:seconds=1000")

    async def run():
        work = asyncio.ensure_future(solving_planner.plan_async(MEETING, run_id="stopped"))
        await asyncio.sleep(0.3)
        solving_planner.stop("stopped")
        return await work

    result = asyncio.run(run())
    assert result.termination_reason == "interrupted"
    assert asked == [True]


def test_the_trace_tells_the_proof():
    async def gather():
        return [event async for event in planner()[1].stream(BUSY)]

    events = asyncio.run(gather())
    kinds = [event.type for event in events]
    assert kinds.index("candidate_drafted") < kinds.index("candidate_judged") < kinds.index("run_finished")
    assert not any(isinstance(event, CallStarted) for event in events)
