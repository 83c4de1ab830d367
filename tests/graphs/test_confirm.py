"""The user's word on what was read: asked by an interrupt, before anything is planned."""

from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command

from plangen import Planner, build_graph
from plangen.errors import UsageError
from plangen.models.scripted import ScriptedModel
from tests.graphs.worlds import MEETING

TEXT = """\
Ines and Tom meet for one hour on Monday or Tuesday.
Nobody can meet before 09:00 or after 17:00.
Ines is away on Monday morning.
Tom is busy on Monday from 12:00 to 15:00.
"""
CONFIG: Any = {"configurable": {"thread_id": "1"}}
EARLIER = {"type": "avoid", "select": {"actor": "Ines"}, "intervals": ["Monday 00:00-10:00"]}


def silent():
    """A model that never says what kind of statement something is: all that is read is read by the program."""
    return ScriptedModel(lambda request: "I cannot say.")


def graph(model, when="always", saver=None, **options):
    return build_graph(model, strategy="solver", confirm=when, checkpointer=saver or InMemorySaver(), **options)


def question(state):
    (asked,) = state["__interrupt__"]
    return asked.value


async def test_the_constraints_are_shown_before_anything_is_planned():
    model = silent()
    asked = question(await graph(model).ainvoke({"task": TEXT}, CONFIG))
    assert [step.split(":")[0] for step in asked["steps"]] == ["meet"]
    shown = {one["id"]: one for one in asked["constraints"]}
    ines = shown["not_ines"]
    assert ines["rendering"] == "Every step with Ines overlaps none of Monday 00:00–12:00"
    assert (ines["quote"], ines["trust"], ines["kind"]) == ("Ines is away on Monday morning.", "tested", "hard")
    assert ines["check"]["intervals"] == [[0, 720]]
    assert "Ines is away on Monday morning." in asked["uncovered"]
    assert (asked["conflicts"], asked["error"]) == ([], "")
    assert {call.purpose for call in model.calls} == {"kind", "repair"}


async def test_a_corrected_and_confirmed_task_is_solved_and_certified():
    model = silent()
    planner = graph(model)
    await planner.ainvoke({"task": TEXT}, CONFIG)
    paid = len(model.calls)
    answer = {"confirm": "all", "edit": {"not_ines": EARLIER}, "settle": True}
    state = await planner.ainvoke(Command(resume=answer), CONFIG)
    assert state["result"]["certificate"]["claim"] == "verified by program"
    assert state["result"]["plan"]["steps"][0]["start"] == 600
    assert len(model.calls) == paid


async def test_what_was_read_is_paid_once_also_when_another_process_goes_on(tmp_path):
    saver, models = InMemorySaver(), [silent(), silent()]
    options = {"saver": saver, "runs": tmp_path}
    await graph(models[0], **options).ainvoke({"task": TEXT, "run_id": "r1"}, CONFIG)
    answer = Command(resume={"confirm": "all", "settle": True})
    state = await graph(models[1], **options).ainvoke(answer, CONFIG)
    assert state["result"]["verified"]
    assert models[0].calls
    assert not models[1].calls


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"confirm": ["not_inez"]}, "there is no constraint `not_inez` (did you mean `not_ines`?)"),
        ({"edit": {"not_ines": {"type": "avoid", "intervals": ["Monday noonish"]}}}, "`not_ines`: `intervals`"),
        ({"edit": {"not_ines": {"type": "avoid", "select": {"actor": "Eve"}, "intervals": []}}}, "not_ines"),
        ({"confirm": "all", "drop": ["gone"]}, "there is no constraint `gone`"),
        ({"drop": ["not_ines"], "confirm": ["not_ines"]}, "`not_ines` is both dropped and kept"),
        ({"approve": True}, "`approve`: Extra inputs are not permitted"),
        ("yes", "`the answer`: Input should be"),
    ],
)
async def test_a_faulty_answer_is_named_and_asked_for_again(answer, error):
    planner = graph(silent())
    await planner.ainvoke({"task": TEXT}, CONFIG)
    again = question(await planner.ainvoke(Command(resume=answer), CONFIG))
    assert error in again["error"]
    assert again["constraints"]
    state = await planner.ainvoke(Command(resume={"confirm": "all", "settle": True}), CONFIG)
    assert state["result"]["verified"]


async def test_without_the_users_word_the_solver_is_refused():
    planner = graph(silent())
    await planner.ainvoke({"task": TEXT}, CONFIG)
    with pytest.raises(UsageError, match="agreed or confirmed"):
        await planner.ainvoke(Command(resume={"settle": False}), CONFIG)


async def test_a_dropped_constraint_holds_no_longer():
    planner = graph(silent())
    await planner.ainvoke({"task": TEXT}, CONFIG)
    state = await planner.ainvoke(Command(resume={"confirm": "all", "drop": ["not_ines"], "settle": True}), CONFIG)
    assert "not_ines" not in [one["id"] for one in state["result"]["constraints"]]
    assert state["result"]["plan"]["steps"][0]["start"] == 540


@pytest.mark.parametrize(("when", "asks"), [("never", False), ("doubtful", False), ("always", True)])
async def test_a_task_that_the_user_confirmed_is_asked_about_only_always(when, asks):
    state = await graph(silent(), when).ainvoke({"task": MEETING.model_dump(mode="json")}, CONFIG)
    assert ("__interrupt__" in state) == asks


async def test_doubtful_asks_where_something_may_not_certify():
    state = await graph(silent(), "doubtful").ainvoke({"task": TEXT}, CONFIG)
    assert question(state)["uncovered"]


async def test_a_parents_checkpointer_keeps_the_question():
    planner = build_graph(silent(), strategy="solver", confirm="always")
    parent = StateGraph(planner.builder.state_schema).add_node("plan", planner).add_edge(START, "plan")
    compiled = parent.compile(checkpointer=InMemorySaver())
    assert question(await compiled.ainvoke({"task": TEXT}, CONFIG))["constraints"]
    state = await compiled.ainvoke(Command(resume={"confirm": "all", "settle": True}), CONFIG)
    assert state["result"]["verified"]


async def test_without_a_checkpointer_it_is_refused_before_the_first_call():
    model = silent()
    with pytest.raises(UsageError, match="confirm=always needs a checkpointer"):
        await Planner(model, strategy="solver", confirm="always").plan_async(TEXT)
    assert not model.calls


def test_an_unknown_setting_is_refused():
    with pytest.raises(UsageError, match="never, doubtful, always"):
        build_graph(silent(), confirm="maybe")


async def test_reading_alone_plans_nothing_and_keeps_no_run(tmp_path):
    model = silent()
    task = await Planner(model, runs=tmp_path).read_async(TEXT)
    assert task.plan_format is not None
    assert "not_tom" in [one.id for one in task.constraints]
    assert {call.purpose for call in model.calls} == {"kind", "repair"}
    assert not list(tmp_path.iterdir())
