"""The tool node in other people's LangGraph graphs."""

import asyncio
import time
from typing import Annotated, Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import InjectedToolCallId
from langchain_core.tools import tool as langchain_tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import InjectedState, ToolRuntime
from langgraph.types import Command, interrupt

from plangen.budget import Budget, Limits
from plangen.tools import ToolDoor
from plangen.tools.node import ToolNode
from tests.tools.boxes import echo, fail, tool, wait


def asks(*calls):
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": number} for number, name, args in calls])


def graph(*tools, saver=None, **options):
    builder = StateGraph(MessagesState).add_node("tools", ToolNode(tools, **options)).add_edge(START, "tools")
    return builder.compile(checkpointer=saver)


async def answers(compiled, *calls, **given):
    state = await compiled.ainvoke({"messages": [HumanMessage("go"), asks(*calls)], **given})
    return [message for message in state["messages"] if isinstance(message, ToolMessage)]


async def test_each_call_gets_its_own_message_in_order():
    done = await answers(
        graph(echo, fail, wait),
        ("1", "wait", {"seconds": 0.05, "value": {"x": [1]}}),
        ("2", "fail", {"message": "no"}),
        ("3", "ecko", {"value": 1}),
        ("4", "echo", {"valu": 1}),
        ("5", "echo", {"value": "text"}),
    )
    assert [(item.tool_call_id, item.name, item.status) for item in done] == [
        ("1", "wait", "success"),
        ("2", "fail", "error"),
        ("3", "ecko", "error"),
        ("4", "echo", "error"),
        ("5", "echo", "success"),
    ]
    assert done[0].content == '{"x": [1]}'
    assert done[0].artifact == {"x": [1]}
    assert done[1].content == "Error (failed): ValueError: no"
    assert "did you mean `echo`?" in done[2].content
    assert "did you mean `value`?" in done[3].content
    assert done[4].content == "text"


async def test_the_cap_on_calls_under_way_is_kept():
    now, peak = [0], [0]

    async def work(x: int) -> int:
        now[0] += 1
        peak[0] = max(peak[0], now[0])
        await asyncio.sleep(0.02)
        now[0] -= 1
        return x

    await answers(graph(work, concurrency=4), *((str(n), "work", {"x": n}) for n in range(20)))
    assert peak[0] == 4


async def test_a_late_tool_is_one_message_and_a_long_result_is_cut():
    def stuck(x: int) -> int:
        time.sleep(1)
        return x

    async def long(x: int) -> str:
        return "ä" * 1_000_000

    late, cut = await answers(
        graph(tool(stuck, timeout_s=0.1), tool(long, result_cap_bytes=2000)),
        ("1", "stuck", {"x": 1}),
        ("2", "long", {"x": 1}),
    )
    assert late.content == "Error (timeout): no answer within 0.1 s; it may still be at work"
    assert len(cut.content.encode()) <= 2000
    assert "2,000,000 bytes in all" in cut.content


async def test_what_the_graph_injects_is_there():
    class State(MessagesState):
        user: str

    @langchain_tool
    def who(
        greeting: str,
        user: Annotated[str, InjectedState("user")],
        number: Annotated[str, InjectedToolCallId],
        runtime: ToolRuntime,
    ) -> str:
        """Greet."""
        return f"{greeting} {user} {number} {runtime.tool_call_id} {len(runtime.state['messages'])}"

    async def plain(greeting: str, state: Annotated[dict, InjectedState]) -> str:
        return f"{greeting} {state['user']}"

    builder = StateGraph(State).add_node("tools", ToolNode([who, plain])).add_edge(START, "tools")
    done = await answers(
        builder.compile(), ("7", "who", {"greeting": "hi"}), ("8", "plain", {"greeting": "ho"}), user="Ada"
    )
    assert [item.content for item in done] == ["hi Ada 7 7 2", "ho Ada"]


async def test_a_tool_may_return_a_command():
    class State(MessagesState):
        city: str

    async def move(city: str, number: Annotated[str, InjectedToolCallId]) -> Any:
        return Command(update={"city": city, "messages": [ToolMessage("moved", tool_call_id=number)]})

    builder = StateGraph(State).add_node("tools", ToolNode([move, echo])).add_edge(START, "tools")
    message = asks(("1", "move", {"city": "Oslo"}), ("2", "echo", {"value": 1}))
    state = await builder.compile().ainvoke({"messages": [message]})
    assert state["city"] == "Oslo"
    assert {item.content for item in state["messages"][1:]} == {"moved", "1"}


async def test_calls_that_are_answered_are_not_made_again():
    message = asks(("1", "echo", {"value": 1}), ("2", "echo", {"value": 2}))
    state = await ToolNode([echo])([message, ToolMessage("done", tool_call_id="1")])
    assert [item.tool_call_id for item in state] == ["2"]


async def test_arguments_that_were_no_json_are_answered():
    broken = {"name": "echo", "args": "{", "id": "1", "error": "unexpected end", "type": "invalid_tool_call"}
    (message,) = await ToolNode([echo])([AIMessage("", invalid_tool_calls=[broken])])
    assert message.content == "Error (failed): the arguments are no JSON: unexpected end"


CONFIG = {"configurable": {"thread_id": "1"}}


def approving():
    made = []

    async def look(x: int) -> int:
        made.append(f"look {x}")
        return x

    async def book(x: int) -> int:
        made.append(f"book {x}")
        return x

    calls = [("1", "look", {"x": 1}), ("2", "book", {"x": 2}), ("3", "look", {"x": 3}), ("4", "book", {"x": 4})]
    return graph(look, tool(book, needs_approval=True), saver=InMemorySaver()), made, {"messages": [asks(*calls)]}


@pytest.mark.parametrize(
    ("reply", "booked", "said"),
    [
        (True, ["book 2", "book 4"], ["1", "2", "3", "4"]),
        (False, [], ["1", "Error (denied): denied", "3", "Error (denied): denied"]),
        (
            {"2": {"allow": True, "args": {"x": 22}}, "4": {"allow": False, "reason": "too dear"}},
            ["book 22"],
            ["1", "22", "3", "Error (denied): too dear"],
        ),
    ],
)
async def test_approval_stops_the_graph_and_the_other_calls_are_made_once(reply, booked, said):
    compiled, made, state = approving()
    stopped = await compiled.ainvoke(state, CONFIG)
    asked = stopped["__interrupt__"][0].value["approve"]
    assert [(item["id"], item["tool"], item["args"]) for item in asked] == [
        ("2", "book", {"x": 2}),
        ("4", "book", {"x": 4}),
    ]
    assert sorted(made) == ["look 1", "look 3"]
    state = await compiled.ainvoke(Command(resume=reply), CONFIG)
    assert sorted(made) == [*booked, "look 1", "look 3"]
    assert [item.content for item in state["messages"] if isinstance(item, ToolMessage)] == said


async def test_an_interrupt_of_a_tools_own_is_no_failure():
    async def ask(x: int) -> str:
        return f"{x} {interrupt('really?')}"

    compiled = graph(ask, saver=InMemorySaver())
    stopped = await compiled.ainvoke({"messages": [asks(("1", "ask", {"x": 1}))]}, CONFIG)
    assert stopped["__interrupt__"][0].value == "really?"
    state = await compiled.ainvoke(Command(resume="yes"), CONFIG)
    assert state["messages"][-1].content == "1 yes"


async def test_a_door_of_the_users_own_charges_the_calls():
    budget = Budget(Limits(calls=5))
    compiled = graph(echo, door=lambda approve: ToolDoor(budget=budget, approve=approve))
    await answers(compiled, ("1", "echo", {"value": 1}), ("2", "echo", {"value": 1}))
    assert budget.spent.calls == 2
