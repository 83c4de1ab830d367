"""MCP servers through whole runs: their tools are planned, called and shown; one that dies costs its own call only."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from plangen import Planner, build_graph
from plangen.models.scripted import ScriptedModel
from plangen.strategies import registry
from plangen.strategies.base import Act
from plangen.tools.mcp import HttpServer, McpClient, StdioServer
from tests.graphs.worlds import MEETING, reply

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

SERVERS = Path(__file__).parents[1] / "tools" / "mcp"
REAL = str(SERVERS / "real_server.py")
BARE = str(SERVERS / "bare_server.py")

# More tools than are offered at once: the words say which are likely.
TASK = MEETING.model_copy(update={"text": f"{MEETING.text} Mind the trip, and ask the flaky one."})


@pytest.fixture(scope="module")
def address():
    process = subprocess.Popen([sys.executable, REAL, "http"], stdout=subprocess.PIPE, text=True)
    yield f"http://127.0.0.1:{int(process.stdout.readline())}/mcp"
    process.kill()
    process.wait()
    process.stdout.close()


def written(folder, **servers):
    file = folder / "mcp.json"
    file.write_text(json.dumps({"mcpServers": servers}))
    return file


def stdio(script, *args):
    return {"command": sys.executable, "args": [script, *args]}


def planned(*calls):
    return json.dumps({"calls": [{"id": name, "tool": tool, "args": args} for name, tool, args in calls]})


def model(*calls):
    return ScriptedModel({"tools": planned(*calls), "plan": reply("Monday 16:00"), "repair": "no"})


def drafted(scripted):
    request = next(call for call in scripted.calls if call.purpose == "plan")
    return request.messages[-1].content


async def test_servers_over_pipes_and_over_http_bring_facts_into_the_plan(tmp_path, address):
    scripted = model(("a", "pipe__trip", {}), ("b", "web__trip", {}))
    servers = written(tmp_path, pipe=stdio(REAL, "stdio"), web={"type": "http", "url": address})
    result = await Planner(scripted, strategy="best_of_n:n=1", mcp=servers).plan_async(TASK)
    assert result.verified
    assert result.warnings == ()
    assert result.usage.calls == len(scripted.calls) + 2
    prompt = drafted(scripted)
    assert 'source="pipe__trip (a)"' in prompt
    assert 'source="web__trip (b)"' in prompt
    assert prompt.count('"minutes": 25') == 2


async def test_a_server_that_dies_in_a_call_costs_that_call_only(tmp_path, address):
    scripted = model(("d", "bare__flaky", {}), ("b", "web__trip", {}))
    servers = written(tmp_path, bare=stdio(BARE), web={"type": "http", "url": address})
    result = await Planner(scripted, strategy="best_of_n:n=1", mcp=servers).plan_async(TASK)
    assert result.verified
    (warning,) = [one for one in result.warnings if "gave nothing" in one]
    assert "the call `d` of `bare__flaky` gave nothing (failed)" in warning
    assert "the MCP server `bare`" in warning
    assert '"minutes": 25' in drafted(scripted)


async def test_a_server_that_does_not_start_costs_its_tools_only(tmp_path, address):
    scripted = model(("b", "web__trip", {}))
    servers = written(tmp_path, gone={"command": "/nonexistent/server"}, web={"type": "http", "url": address})
    result = await Planner(scripted, strategy="best_of_n:n=1", mcp=servers).plan_async(TASK)
    assert result.verified
    assert "the MCP server `gone` is not there" in result.warnings[0]
    assert '"minutes": 25' in drafted(scripted)


async def test_a_tool_that_is_not_read_only_waits_for_a_person_and_may_end_its_server(tmp_path):
    config = {"configurable": {"thread_id": "1"}}
    scripted = model(("d", "pipe__die", {}))
    servers = written(tmp_path, pipe=stdio(REAL, "stdio"))
    graph = build_graph(scripted, strategy="best_of_n:n=1", mcp=servers, checkpointer=InMemorySaver())
    state = await graph.ainvoke({"task": TASK.model_dump(mode="json")}, config)
    assert [one["tool"] for one in state["__interrupt__"][0].value["approve"]] == ["pipe__die"]
    assert _children() == []
    state = await graph.ainvoke(Command(resume=True), config)
    assert state["result"]["verified"]
    assert "gave nothing (failed)" in state["result"]["warnings"][0]


async def test_no_process_is_left_behind(tmp_path):
    servers = written(tmp_path, bare=stdio(BARE))
    await Planner(model(("c", "bare__version", {})), strategy="best_of_n:n=1", mcp=servers).plan_async(TASK)
    assert _children() == []


async def test_a_client_that_is_held_open_outside_stays_open():
    server = StdioServer(name="bare", command=sys.executable, args=(BARE,))
    async with McpClient([server], timeout_s=10) as client:
        await Planner(model(), strategy="best_of_n:n=1", mcp=client).plan_async(TASK)
        assert await client.call("bare__add", {"a": 1, "b": 2}) == 3


async def test_a_strategy_acts_through_one_session_of_the_run(monkeypatch):
    seen = []

    def acting(ctx):
        for _ in range(3):
            seen.append((yield [Act("bare__count")]))
        return None

    monkeypatch.setitem(registry._STRATEGIES, "acting", acting)
    server = StdioServer(name="bare", command=sys.executable, args=(BARE,))
    await Planner(model(), strategy="acting", mcp=[server]).plan_async(TASK)
    assert [(one.ok, one.text) for (one,) in seen] == [(True, "1"), (True, "2"), (True, "3")]
    assert _children() == []


def _children():
    """Process ids of servers over pipes that this process has started and not ended."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1]
                words = Path(f"/proc/{name}/cmdline").read_text().split("\0")
            except OSError:
                continue
            if parent == str(os.getpid()) and (BARE in words or (REAL in words and "stdio" in words)):
                found.append(int(name))
    return found


def test_a_server_of_either_kind_may_be_named_without_a_file(address):
    Planner(ScriptedModel("?"), mcp=[HttpServer(name="web", url=address)])
