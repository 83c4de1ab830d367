"""Plans of parallel tool calls: makespan against the critical path, level by level beside it, and a plan that streams.

    python -m benchmarks.tool_dag --out docs/benchmarks/tool_dag.md

Exits 1 when the median makespan is above the limit, or a plan does not end as it should.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from benchmarks.tables import publish, table, within
from plangen.journal import Journal
from plangen.tools import Call, ToolDoor, account, as_tool, read_lines, run_plan, stream_lines, toolbox
from plangen.tools.plan import parents

CALLS = 24
LIMIT = 1.02
SLACK = 0.005
"""Seconds that a plan may take beyond `LIMIT` times its critical path."""
CHAIN = 30
HEAD = ("dispatch", "median", "95th percentile", "worst", "within limit")
PUBLISHED = """\
1. search("Ronaldo number of kids")
2. math("$1 rounded", ["$1"])
Thought: I can answer the question now.
3. search("Messi number of kids") 4. math("sum of $1 and $3, not of $15", [$1, $3])
5. join()<END_OF_PLAN>
"""
LEGEND = """\
{plans} random plans of {calls} calls, each call waiting for up to 3 others; times log-normal, median 20 ms, sigma 0.8.
Wall time ÷ critical path; the critical path is the dearest chain of calls run by itself, as bare timers one after the
other, right before. `within limit`: wall time of at most {limit} times the critical path and {slack:.0f} ms.
`on completion` is `run_plan` with its check of the plan, its door, budget and trace; `level by level` is bare timers
without any of these. Both run the same plan, in alternating order, in the same process."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random plan with the seconds of each call."""

    calls: tuple[Call, ...]
    seconds: Mapping[str, float]

    @property
    def critical(self) -> tuple[float, ...]:
        """The seconds of the calls of the dearest chain."""
        chains: dict[str, tuple[float, ...]] = {}
        for call in self.calls:
            before = max((chains[parent] for parent in parents(call, chains)), key=sum, default=())
            chains[call.id] = (*before, self.seconds[call.id])
        return max(chains.values(), key=sum)


async def work(name: str, needs: list[Any], seconds: float) -> str:
    """Wait, as a call over a network would."""
    await asyncio.sleep(seconds)
    return name


async def search(query: str) -> int:
    """Look up a number."""
    return len(query)


async def math(problem: str, context: list[int]) -> str:
    """Do sums."""
    return f"{problem} = {sum(context)}"


async def free(x: int) -> int:
    """Do nothing."""
    return x


TOOLS = toolbox([work, search, math, free])


def draw(random: Random) -> Drawn:
    """One plan; each call refers to calls before it."""
    seconds = {f"c{number}": 0.02 * random.lognormvariate(0, 0.8) for number in range(CALLS)}
    calls = []
    for number in range(CALLS):
        others = random.sample(range(number), min(number, random.choice((0, 1, 1, 2, 3))))
        needs = [f"${{c{other}}}" for other in others]
        args = {"name": f"c{number}", "needs": needs, "seconds": seconds[f"c{number}"]}
        calls.append(Call(id=f"c{number}", tool="work", args=args))
    return Drawn(tuple(calls), seconds)


async def by_completion(plan: Drawn) -> None:
    """Ours, with the check of the plan, the door, its budget and its trace."""
    run = await run_plan(plan.calls, TOOLS, ToolDoor())
    if not run.ok:
        raise RuntimeError("a plan did not end well")


async def by_levels(plan: Drawn) -> None:
    """Each level waits for the whole level before it; bare coroutines, without check, door or trace."""
    level: dict[str, int] = {}
    for call in plan.calls:
        level[call.id] = 1 + max((level[parent] for parent in parents(call, level)), default=0)
    for depth in range(1, max(level.values()) + 1):
        await asyncio.gather(*(asyncio.sleep(plan.seconds[name]) for name in level if level[name] == depth))


async def alone(plan: Drawn) -> None:
    """The dearest chain by itself, as bare timers one after the other: what no dispatch can be faster than here."""
    for seconds in plan.critical:
        await asyncio.sleep(seconds)


async def timed(work: Coroutine[Any, Any, Any]) -> float:
    """Seconds of some work."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def compare(plans: Sequence[Drawn]) -> dict[str, list[tuple[float, float]]]:
    """Wall time of each plan under each dispatch, and of its critical path alone."""
    kinds: dict[str, Callable[[Drawn], Coroutine[Any, Any, None]]] = {
        "on completion": by_completion,
        "level by level": by_levels,
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for number, plan in enumerate(plans):
        path = await timed(alone(plan))
        for name in list(kinds)[:: 1 if number % 2 else -1]:
            found[name].append((await timed(kinds[name](plan)), path))
    return found


async def chain(journal: Journal | None) -> float:
    """Seconds of a chain of calls that do nothing; the median of 9."""
    calls = [Call(id="c0", tool="free", args={"x": 0})]
    calls += [Call(id=f"c{n}", tool="free", args={"x": f"${{c{n - 1}}}"}) for n in range(1, CHAIN)]
    taken = []
    for number in range(9):
        taken.append(await timed(run_plan(calls, TOOLS, ToolDoor(journal=journal), place=str(number))))
    return median(taken)


async def streamed() -> tuple[float, float]:
    """Seconds of a plan whose calls come every 60 ms and take 100 ms: run as it comes, and run when it is whole."""
    lines = [f'{number}. work("c{number}", [], 0.1)\n' for number in range(1, 8)] + ["8. join()"]

    async def pieces() -> AsyncIterator[str]:
        for line in lines:
            await asyncio.sleep(0.06)
            yield line

    async def whole() -> None:
        text = "".join([piece async for piece in pieces()])
        await run_plan(read_lines(text, SPECS), TOOLS, ToolDoor())

    return await timed(run_plan(stream_lines(pieces(), SPECS), TOOLS, ToolDoor())), await timed(whole())


SPECS = {name: as_tool(item) for name, item in TOOLS.items()}


async def published() -> str:
    """LLMCompiler's format, parsed and run; what its last call gave."""
    run = await run_plan(read_lines(PUBLISHED, SPECS), TOOLS, ToolDoor())
    value = run.results["4"].value
    if not run.ok or value != "sum of 22 and 20, not of $15 = 42":
        raise RuntimeError(f"the published plan gave {value!r}")
    accounts = account(run)
    return f"{accounts.calls} calls; the last: `{value}`"


async def measure(plans: int, seed: int) -> tuple[list[str], bool]:
    """The parts of the page, and whether the limit is kept."""
    random = Random(seed)
    drawn = [draw(random) for _ in range(plans)]
    await by_completion(drawn[0])
    rows, kept = [], {}
    for name, pairs in (await compare(drawn)).items():
        ratios = [wall / path for wall, path in pairs]
        inside = sum(wall <= LIMIT * path + SLACK for wall, path in pairs)
        kept[name] = median((wall - SLACK) / path for wall, path in pairs)
        high = quantiles(ratios, n=20)[-1]
        rows.append(
            [name, *(f"{value:.3f}" for value in (median(ratios), high, max(ratios))), f"{inside}/{len(pairs)}"]
        )
    journal = Journal()
    bare, recorded = await chain(None), await chain(journal)
    journal.close()
    live, whole = await streamed()
    figure = within(kept["on completion"], LIMIT, digits=3)
    nothing = f"{1000 * bare:.1f} ms; with a journal in memory {1000 * recorded:.1f} ms"
    said = [
        f"median of (wall time − {1000 * SLACK:.0f} ms) ÷ critical path: {figure}",
        f"a chain of {CHAIN} calls that do nothing: {nothing}",
        f"7 calls of 100 ms, one written every 60 ms: {1000 * live:.0f} ms run as they come, "
        f"{1000 * whole:.0f} ms when the plan is whole",
        f"a plan in LLMCompiler's published format: {await published()}",
    ]
    legend = LEGEND.format(plans=plans, calls=CALLS, limit=LIMIT, slack=1000 * SLACK)
    return [table(HEAD, rows), "\n".join(f"- {line}" for line in said), legend], kept["on completion"] <= LIMIT


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when the limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--plans", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    parts, good = asyncio.run(measure(options.plans, options.seed))
    publish("Plans of parallel tool calls", parts, options.out)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
