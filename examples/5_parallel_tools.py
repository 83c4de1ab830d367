"""Gather what a trip needs with tools that run at once, and draw when each of them ran."""

import asyncio
from dataclasses import replace
from typing import Any

from plangen.tools import ToolDoor, as_tool, gantt, read_lines, run_plan, spans_of_trace
from plangen.tracing import Event, Trace


async def trains(origin: str, to: str) -> list[dict[str, Any]]:
    """Find trains between two cities, the cheapest first."""
    await asyncio.sleep(0.3)
    return [{"train": f"{origin}-{to} 08:15", "euros": 19}, {"train": f"{origin}-{to} 10:40", "euros": 35}]


def hotels(city: str, nights: int) -> dict[str, Any]:
    """Find a hotel room."""
    return {"hotel": f"Old Town, {city}", "euros": 64 * nights}


async def add(amounts: list[float]) -> float:
    """Add amounts of money."""
    return sum(amounts)


PLAN = """
1. trains("Riga", "Vilnius")
2. trains("Vilnius", "Riga")
3. hotels("Vilnius", nights=2)
4. add(["${1[0].euros}", "${2[0].euros}", "${3.euros}"])
5. join()
"""
tools = {tool.name: tool for tool in (replace(as_tool(trains), idempotent=True), as_tool(hotels), as_tool(add))}
events: list[Event] = []
door = ToolDoor(trace=Trace("trip", listeners=(events.append,)))
run = asyncio.run(run_plan(read_lines(PLAN, tools), tools, door))

for result in run.results.values():
    print(f"{result.id}. {result.call.tool}: {result.text}")
print(gantt(spans_of_trace(events), title="A trip to Vilnius"))
