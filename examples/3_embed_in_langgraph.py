"""Embed the planner as a subgraph: stream its events, stop for approval, resume from your own checkpointer."""

import asyncio
import os
import tempfile
from typing import Any, TypedDict

from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt

from plangen import build_graph


class Trip(TypedDict, total=False):
    task: str
    result: dict[str, Any]
    booked: bool


def approve(state: Trip) -> Trip:
    return {"booked": bool(interrupt(state["result"]["plan"]["text"]))}


planner = build_graph(os.environ.get("PLANGEN_MODEL", "local"), strategy="best_of_n:n=3")
builder = StateGraph(Trip).add_node("plan", planner).add_node("approve", approve)
builder.add_edge(START, "plan").add_edge("plan", "approve")
task: Trip = {"task": "Plan a day in Riga with two museums."}
config: Any = {"configurable": {"thread_id": "trip-1"}}


async def main(database: str) -> None:
    async with AsyncSqliteSaver.from_conn_string(database) as saver:
        graph = builder.compile(checkpointer=saver)
        async for part in graph.astream(task, config, stream_mode="custom", subgraphs=True, version="v2"):
            print(str(part["data"])[:160])
    async with AsyncSqliteSaver.from_conn_string(database) as saver:  # Later, perhaps in another process.
        state = await builder.compile(checkpointer=saver).ainvoke(Command(resume=True), config)
        print("booked:", state["booked"], "-", state["result"]["certificate"]["claim"])


asyncio.run(main(os.path.join(tempfile.mkdtemp(), "trips.sqlite")))
