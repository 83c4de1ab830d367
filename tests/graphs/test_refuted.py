from plangen import Planner
from plangen.graphs.refuted import Refuted
from plangen.models.scripted import ScriptedModel
from tests.graphs.worlds import MEETING, reply


def starts_offered(request):
    step = request.schema["properties"]["steps"]["prefixItems"][0]
    return step["properties"]["start"]["enum"]


def test_a_start_that_a_program_refuted_is_not_offered_again():
    """A model that always takes the first start it is offered walks through the day, instead of standing still."""
    model = ScriptedModel(lambda request: reply(starts_offered(request)[0]))
    result = Planner(model, strategy="sound_loop:rounds=16").plan(MEETING)
    assert result.certificate.claim == "verified by program"
    assert result.usage.calls == 15
    stuck = Planner(model, strategy="sound_loop:rounds=16", bar_refuted=False).plan(MEETING)
    assert stuck.termination_reason == "abstained"


def test_a_model_refutes_nothing():
    log = [{"kind": "candidate", "value": candidate("model")}]
    assert Refuted(MEETING.constraints, MEETING.plan_format).starts(log) == {}


def test_a_reading_that_nobody_confirmed_refutes_nothing():
    unsure = tuple(constraint.model_copy(update={"trust": "tested"}) for constraint in MEETING.constraints)
    log = [{"kind": "candidate", "value": candidate("program")}]
    assert Refuted(unsure, MEETING.plan_format).starts(log) == {}
    assert Refuted(MEETING.constraints, MEETING.plan_format).starts(log) == {"meeting": [540]}


def candidate(by):
    finding = {
        "constraint": "ada",
        "status": "fail",
        "by": by,
        "score": 0.0,
        "violations": [{"message": "busy", "steps": ["meeting"]}],
    }
    return {
        "id": "c1",
        "complete": True,
        "plan": {"unit": "minute", "steps": [{"id": "meeting", "start": 540, "end": 570}]},
        "verdict": {"status": "invalid", "score": 0.0, "findings": [finding]},
    }
