"""The planner inside other graphs: as a subgraph, streamed, checkpointed and resumed by somebody else's saver."""

import json
import sqlite3
from typing import Any, TypedDict

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, StateGraph

from plangen import build_graph
from plangen.errors import ConfigurationError
from plangen.models.scripted import ScriptedModel
from tests.graphs.worlds import BUSY, MEETING, reply


class Parent(TypedDict, total=False):
    task: Any
    result: dict[str, Any]


def parent(model, saver, **options):
    builder = StateGraph(Parent)
    builder.add_node("plan", build_graph(model, **options))
    builder.add_edge(START, "plan")
    return builder.compile(checkpointer=saver)


def strict():
    return JsonPlusSerializer(allowed_msgpack_modules=None)


CONFIG: Any = {"configurable": {"thread_id": "1"}}


async def test_a_parent_sees_the_events_and_the_result():
    graph = parent(ScriptedModel([reply("Monday 16:00")]), None, strategy="best_of_n:n=1")
    types = []
    async for part in graph.astream(
        {"task": MEETING.model_dump(mode="json")}, stream_mode=["custom", "values"], subgraphs=True, version="v2"
    ):
        if part["type"] == "custom":
            types.append(part["data"]["type"])
        last = part
    assert types[0] == "run_started"
    assert types[-1] == "run_finished"
    assert last["data"]["result"]["certificate"]["claim"] == "verified by program"


async def test_a_failure_in_the_middle_is_resumed_by_the_parents_saver(recwarn):
    """The second wave fails once; what the first wave drafted is not drafted again, also without a journal."""
    failing = [True]

    def answer(request):
        if request.sample >= 5 and failing:
            failing.clear()
            raise ConfigurationError("the key is gone")
        return reply("Monday 09:00")

    model = ScriptedModel(answer)
    saver = InMemorySaver(serde=strict())
    options = {"strategy": "iterative_decoding:n=3,rounds=3", "bar_refuted": False}
    with pytest.raises(ConfigurationError):
        await parent(model, saver, **options).ainvoke({"task": BUSY.model_dump(mode="json")}, CONFIG)
    drafted = [call.sample for call in model.calls if call.purpose != "refine" or call.sample < 5]
    state = await parent(model, saver, **options).ainvoke(None, CONFIG)
    samples = [call.sample for call in model.calls]
    assert len(state["result"]["candidates"]) == 9
    assert all(samples.count(sample) == 1 for sample in drafted if sample < 3)
    assert not [warning for warning in recwarn if "Blocked" in str(warning.message)]


async def test_the_state_holds_plain_data_only():
    saver = InMemorySaver(serde=strict())
    graph = build_graph(ScriptedModel([reply("Monday 09:00")]), strategy="best_of_n:n=3", checkpointer=saver)
    await graph.ainvoke({"task": MEETING.model_dump(mode="json")}, CONFIG)
    async for snapshot in graph.aget_state_history(CONFIG):
        values = {name: value for name, value in snapshot.values.items() if name != "messages"}
        assert json.loads(json.dumps(values)) == values


async def test_two_runs_of_one_graph_do_not_meet():
    import asyncio

    graph = build_graph("sim:p=0.5", strategy="best_of_n:n=4", extract="never")
    states = await asyncio.gather(*(graph.ainvoke({"task": f"Plan number {number}"}) for number in range(6)))
    assert len({state["result"]["run_id"] for state in states}) == 6
    assert {state["result"]["usage"]["calls"] for state in states} == {8}


@pytest.mark.slow
async def test_checkpoints_grow_with_the_candidates_not_with_their_square(tmp_path):
    async def size(rounds):
        path = tmp_path / f"{rounds}.sqlite"
        async with AsyncSqliteSaver.from_conn_string(str(path)) as saver:
            graph = build_graph(
                ScriptedModel([reply("Monday 09:00")]),
                strategy=f"iterative_decoding:n=5,rounds={rounds}",
                bar_refuted=False,
                checkpointer=saver,
            )
            await graph.ainvoke({"task": BUSY.model_dump(mode="json")}, {**CONFIG, "recursion_limit": 1000})
        database = sqlite3.connect(path)
        (writes,) = database.execute("select sum(length(value)) from writes").fetchone()
        (checkpoints,) = database.execute("select sum(length(checkpoint)) from checkpoints").fetchone()
        database.close()
        return writes + checkpoints

    small, large = await size(8), await size(32)
    assert large < 4 * small * 1.3
