import json

import pytest

from plangen.agents import Seat
from plangen.agents.formaliser import formalise, read_task
from plangen.budget import Budget, Limits
from plangen.errors import ModelError
from plangen.formalising.kinds import KINDS
from plangen.journal import Journal
from plangen.models.door import Door
from plangen.models.local import Store, find
from plangen.models.registry import as_model
from plangen.models.scripted import ScriptedModel
from plangen.schema import Task
from plangen.tracing import Trace

TEXT = "Plan a meeting with Ada on Monday for 30 minutes. Ada is busy until 10:00."
KINDS_OF_TEXT = {"Plan a meeting": "request", "Ada is busy": "blocked"}


def seat_of(model):
    return Seat("constraint", model, Door(budget=Budget(Limits(calls=60)), journal=Journal(), trace=Trace("run")))


def answering(kinds, otherwise="context"):
    """A model that sorts sentences as told; the sentence stands last in the prompt."""

    def answer(request):
        sentence = request.messages[-1].content.rsplit("Sentence:", 1)[1].strip()
        kind = next((kind for begin, kind in kinds.items() if sentence.startswith(begin)), otherwise)
        return json.dumps({"kind": kind})

    return seat_of(ScriptedModel(answer))


def asked(seat):
    return {call.messages[-1].content.rsplit("Sentence:", 1)[1].strip(): call for call in seat.model.calls}


async def test_each_statement_in_doubt_is_asked_once_with_what_it_can_be():
    seat = answering(KINDS_OF_TEXT)
    await formalise(seat, TEXT)
    calls = asked(seat)
    assert len(seat.model.calls) == len(calls) == 2
    allowed = calls["Ada is busy until 10:00."].schema["properties"]["kind"]["enum"]
    assert "blocked" in allowed
    assert "length" not in allowed
    assert set(allowed) < set(KINDS)


async def test_what_programs_agree_on_is_not_asked():
    seat = answering({})
    item = "The castle is open from 10:00 to 13:00"
    found = await formalise(seat, f"Opening hours:\n- {item}\n- The museum is open from 9:00 to 12:00")
    (reading,) = [one for said, one in zip(found.statements, found.readings, strict=True) if said.text == item]
    assert (reading.kind, reading.settled) == ("open", True)
    assert not any(item in sentence for sentence in asked(seat))


async def test_a_model_that_agrees_settles_and_its_constraints_are_trusted():
    pytest.importorskip("ortools")
    task, warnings = await read_task(answering(KINDS_OF_TEXT), Task(text=TEXT))
    assert {one.trust for one in task.constraints} == {"agreed"}
    assert (task.uncovered, warnings) == ((), ())
    assert task.plan_format.slots[0].actors == ("Ada",)


async def test_a_model_that_disagrees_leaves_words_uncovered_and_constraints_untrusted():
    pytest.importorskip("ortools")
    task, _ = await read_task(answering({**KINDS_OF_TEXT, "Ada is busy": "open"}), Task(text=TEXT))
    (busy,) = [one for one in task.constraints if one.quote == "Ada is busy until 10:00."]
    assert busy.check["intervals"] == [[0, 600]]
    assert busy.trust != "agreed"
    assert task.uncovered == ("Ada is busy until 10:00.",)


@pytest.mark.parametrize("reply", [ModelError("no answer"), "nonsense", '{"kind": "poetry"}', '{"kind": "length"}'])
async def test_a_model_that_fails_costs_only_trust(reply):
    pytest.importorskip("ortools")
    task, _ = await read_task(seat_of(ScriptedModel(reply)), Task(text=TEXT))
    assert "agreed" not in {one.trust for one in task.constraints if one.quote == "Ada is busy until 10:00."}
    assert "Ada is busy until 10:00." in task.uncovered
    assert [one.check["intervals"] for one in task.constraints if one.check["type"] == "avoid"] == [[[0, 600]]]


@pytest.mark.parametrize("text", ["Write a poem about the sea.", "Ada likes tea and Bo likes coffee.", "Hello!"])
async def test_prose_that_holds_nothing_to_type_is_no_task(text):
    assert await read_task(answering({}), Task(text=text)) is None


async def test_the_same_replies_give_the_same_reading():
    assert await formalise(answering(KINDS_OF_TEXT), TEXT) == await formalise(answering(KINDS_OF_TEXT), TEXT)


async def test_a_sentence_is_asked_with_exemplars_before_it():
    seat = answering(KINDS_OF_TEXT)
    await formalise(seat, TEXT)
    question = asked(seat)["Ada is busy until 10:00."].messages[-1]
    assert question.content.count("Sentence:") > 8


@pytest.mark.local
async def test_the_embedded_encoder_reads_beside_the_programs():
    pytest.importorskip("xllamacpp")
    if not Store().path(find("qwen2.5-coder-0.5b")).is_file():
        pytest.skip("the weights of the embedded model are not on this machine")
    said = "Plan a meeting with Ada on Monday for 30 minutes."
    (reading,) = (await formalise(seat_of(as_model("local:qwen2.5-coder-0.5b")), said)).readings
    assert (reading.kind, reading.settled) == ("request", True)
    assert dict(reading.votes) == {"cues": "request", "nearest": "request"}
