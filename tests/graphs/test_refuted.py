from plangen import Planner
from plangen.graphs.refuted import Refuted
from plangen.models.scripted import ScriptedModel
from tests.graphs.worlds import MEETING, reply


def starts_offered(request):
    step = request.schema["properties"]["steps"]["properties"]["meeting"]
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


def test_an_objective_refutes_no_step_while_another_could_mend_it():
    """The earliest step starts too late; it may stay where it is if the other one starts earlier."""
    slot = MEETING.plan_format.slots[0]
    two = MEETING.plan_format.model_copy(update={"slots": (slot, slot.model_copy(update={"id": "other"}))})
    early = MEETING.constraints[0].model_copy(update={"check": {"type": "minimise", "objective": "start"}})
    drafted = candidate("program")
    drafted["plan"]["steps"].append({"id": "other", "start": 600, "end": 630})
    log = [{"kind": "candidate", "value": drafted}]
    assert Refuted((early,), two).starts(log) == {}
    assert Refuted(MEETING.constraints, two).starts(log) == {"meeting": [540]}


def test_the_only_step_refutes_nothing_while_an_optional_one_could_join_it():
    slot = MEETING.plan_format.slots[0]
    more = slot.model_copy(update={"id": "other", "optional": True})
    two = MEETING.plan_format.model_copy(update={"slots": (slot, more)})
    many = MEETING.constraints[0].model_copy(update={"check": {"type": "count", "min": 2}})
    log = [{"kind": "candidate", "value": candidate("program")}]
    assert Refuted((many,), two).starts(log) == {}


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
