"""Feedback with the solver's part: asked for, told, kept, and missed aloud."""

import pytest

from plangen import Planner
from plangen.errors import UsageError
from plangen.models.scripted import ScriptedModel
from plangen.solvers import engine
from plangen.tracing.events import CandidateJudged
from tests.graphs.worlds import MEETING, PROSE, reply

STRATEGY = "sound_loop:rounds=3"
NEAREST = "The nearest plan that keeps all of them changes 1 of 1: meeting at Monday 16:00–16:30 instead of"
SOLVER = pytest.mark.skipif(not engine.installed(), reason="the extra `solver` is not installed")


def planned(feedback, *times, task=MEETING, **options):
    model = ScriptedModel([reply(f"Monday {time}") for time in times])
    result = Planner(model, strategy=STRATEGY, feedback=feedback, bar_refuted=False, **options).plan(task, run_id="r")
    return model, result


def prompts(model):
    return ["\n".join(message.content for message in request.messages) for request in model.calls]


def test_by_default_nobody_is_told_the_answer():
    model, result = planned("located", "15:00", "15:30", "16:30")
    assert result.verified
    assert not any("nearest plan" in prompt for prompt in prompts(model))


@SOLVER
def test_a_far_repair_ends_the_refining():
    model, result = planned("repair", "15:00", "16:30")
    assert result.verified
    first, second = model.calls
    assert (first.purpose, second.purpose) == ("plan", "plan")
    assert "Earlier plans broke these" in prompts(model)[1]


@SOLVER
async def test_the_nearest_repair_stands_in_the_feedback():
    planner = Planner(ScriptedModel(reply("Monday 15:00")), strategy="best_of_n:n=1", feedback="core+repair")
    seen = []
    await planner.plan_async(MEETING, listeners=(seen.append,))
    (event,) = [event for event in seen if isinstance(event, CandidateJudged)]
    assert NEAREST in event.verdict.feedback
    assert event.verdict.repair_share == 1.0


@SOLVER
def test_a_resumed_run_asks_the_solver_nothing_again(tmp_path, monkeypatch):
    first = planned("repair", "15:00", "15:30", "14:00", runs=tmp_path)[1]
    monkeypatch.setattr("plangen.graphs.advising.advise", None)
    model, again = planned("repair", "09:00", runs=tmp_path)
    assert model.calls == []
    assert [item.score for item in again.candidates] == [item.score for item in first.candidates]


def test_without_the_solver_the_run_says_once_what_is_left_out(monkeypatch):
    monkeypatch.setattr(engine, "installed", lambda: False)
    _, result = planned("core+repair", "15:00", "15:30", "14:00")
    (warning,) = [warning for warning in result.warnings if "feedback" in warning]
    assert warning.startswith("feedback=core+repair is left out: the solver")
    assert "pip install" in warning


def test_prose_is_not_shown_to_the_solver():
    result = Planner("sim:p=0,fa=0", strategy=STRATEGY, feedback="repair", extract="never").plan(PROSE)
    assert not any("feedback" in warning for warning in result.warnings)


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(UsageError, match="feedback cannot be `everything`"):
        Planner("sim:p=1", feedback="everything")
