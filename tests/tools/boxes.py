"""Tools that tests call, and the shortest ways to call them."""

import asyncio
from dataclasses import replace

from plangen.tools import ToolDoor, as_tool, run_plan
from plangen.tools.plan import Call
from plangen.tools.virtual_time import VirtualLoop


def tool(function, **changes):
    return replace(as_tool(function), **changes)


def box(*tools):
    return {spec.name: spec for spec in (as_tool(item) for item in tools)}


def call(name, tool_name, *, after=(), on_error="skip", retries=0, timeout_s=None, **args):
    return Call(
        id=name, tool=tool_name, args=args, after=after, on_error=on_error, retries=retries, timeout_s=timeout_s
    )


async def echo(value: object) -> object:
    """Give back what was given."""
    return value


async def wait(seconds: float, value: object = None) -> object:
    """Give back a value after some seconds."""
    await asyncio.sleep(seconds)
    return value


async def fail(message: str = "broken") -> str:
    """Fail at once."""
    raise ValueError(message)


PLAIN = box(echo, wait, fail)


def run(calls, tools=None, door=None, **options):
    """Run a plan in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:

        async def main():
            return await run_plan(calls, PLAIN if tools is None else tools, door or ToolDoor(), **options)

        return runner.run(main())


def statuses(outcome):
    return {name: item.status for name, item in outcome.results.items()}
