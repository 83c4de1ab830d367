"""Wall time ÷ critical path of every strategy, against a loopback server whose every reply takes as long.

    python -m benchmarks.parallel --out docs/benchmarks/parallel.md

Exits 1 when a limit is broken: the ratio, calls that the server saw = charged = traced, or the cancelled wave.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
from tests.fault_server import FaultServer

from benchmarks.critical_path import critical_path
from benchmarks.natural_plan.uniform import UniformModel
from benchmarks.tables import publish, table, within
from plangen import Limits, Planner
from plangen.models.api import ApiModel
from plangen.schema import Constraint, PlanFormat, Result, Slot, Task
from plangen.tracing import Event

ROOT = Path(__file__).parents[1]
REPLY = f"{ROOT / 'benchmarks' / 'served.py'}:answer"
CANDIDATES = 16
LIMIT = 1.10
"""Of best_of_n with 16 candidates: in process, and over HTTP where a reply takes as long as a short one of an LLM."""
HTTP_LIMIT = 1.25
"""Over HTTP at the short latency, where the client's own 4 to 6 ms of CPU a call show."""
USUAL = 2.0
"""Seconds that a reply of a hundred tokens takes."""
HANGUP_LIMIT = 1.0
"""Seconds after the run until the server has seen every hang-up."""

World = Literal["judged", "checked", "free"]
BEST = f"best_of_n:n={CANDIDATES}"
STRATEGIES: tuple[tuple[str, World], ...] = (
    (BEST, "checked"),
    (BEST, "judged"),
    (f"self_consistency:n={CANDIDATES}", "judged"),
    ("tree_of_thoughts:breadth=4,beam=2", "judged"),
    ("tree_of_thoughts:value=vote", "judged"),
    (f"rebase:width={CANDIDATES}", "judged"),
    ("iterative_decoding:n=4", "judged"),
    ("sound_loop:rounds=4", "judged"),
    ("hybrid:parallel=4,sequential=3", "judged"),
    ("mixture:rounds=2", "judged"),
)
HEAD = ("run", "reply s", "calls: server = charged = traced", "chain", "wall s", "wall ÷ critical path")
LEGEND = """\
Every reply takes as long as the second column says and comes whole; the wall time is the best of {runs} runs, because
the machine is shared. The critical path is the chain of calls that have to follow each other, times the latency, read
from the trace: waves add up, and in a wave the longest branch counts (`benchmarks/critical_path.py`). `checked`: a
program judges, a branch is one call. `judged`: three steps and a judge, a branch is two calls. One plan is made before
the measure, so that litellm is loaded.

**In process** the calls are waits without a network: what the engine itself costs. **No planner** is a bare httpx
client that posts as many requests at once: what HTTP and the loopback server, which shares the processors, cost by
themselves."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One run: its wall seconds, its chain of dependent calls, and its calls by three counts."""

    seconds: float
    chain: int
    seen: int
    charged: int
    traced: int

    def agree(self, *, served: bool = True) -> bool:
        """Whether server (if there was one), budget and trace counted the same."""
        return self.charged == self.traced and self.seen == (self.traced if served else 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    # The server loads `benchmarks.served` in a process of its own.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    rows, broken = asyncio.run(_measure_all(options.latency, options.runs))
    cancelled, late = asyncio.run(_cancelled(options.latency, options.runs))
    parts = [table(HEAD, rows), cancelled, LEGEND.format(runs=options.runs)]
    parts += [f"**BROKEN**: {fault}" for fault in (*broken, *late)]
    publish("Parallelism: wall time ÷ critical path", parts, options.out)
    return 1 if broken or late else 0


async def _measure_all(latency: float, runs: int) -> tuple[list[list[str]], list[str]]:
    own = [await _best(Planner(UniformModel(latency), strategy=BEST), "checked", latency, runs, LIMIT)]
    short = await _served(STRATEGIES, latency, runs, HTTP_LIMIT)
    usual = await _served(STRATEGIES[:2], USUAL, runs, LIMIT)
    rows = [row for row, _ in (*own, *short, *usual)]
    return rows, [fault for _, faults in (*own, *short, *usual) for fault in faults]


def world(kind: World) -> Task:
    """Half an hour each for three people on one day; `free` is always right, `checked` never."""
    check: dict[str, Any] = {"type": "avoid", "intervals": [[540, 1020] if kind == "checked" else [0, 540]]}
    program = Constraint(
        id="busy", text="Ada is busy.", quote="Ada is busy", span=(0, 11), trust="confirmed", check=check
    )
    wish = Constraint(id="calm", text="The day feels calm.", quote="calm", span=(25, 29))
    names = ("breakfast", "talk", "walk") if kind == "judged" else ("talk",)
    slots = tuple(Slot(id=name, within=((540, 1020),), duration=(30, 30), every=30) for name in names)
    constraints = (wish,) if kind == "judged" else (program,)
    return Task(text="Ada is busy. Plan her a calm day.", constraints=constraints, plan_format=PlanFormat(slots=slots))


async def measured(planner: Planner, task: Task, arrived: Callable[[], int]) -> tuple[Measure, Result]:
    """One run, timed from outside."""
    events: list[Event] = []
    before, started = arrived(), time.perf_counter()
    result = await planner.plan_async(task, listeners=(events.append,))
    seconds = time.perf_counter() - started
    traced = sum(event.type == "call_started" for event in events)  # type: ignore[attr-defined]
    return Measure(seconds, critical_path(events), arrived() - before, result.usage.calls, traced), result


Row = tuple[list[str], list[str]]
"""A row of the table, and what it breaks."""


async def _served(strategies: Sequence[tuple[str, World]], latency: float, runs: int, limit: float) -> list[Row]:
    with FaultServer(latency=latency, fsync=False, piece=4096, reply=REPLY) as server:
        model = ApiModel("openai/test", api_base=server.url, api_key=server.key)
        await Planner(model, strategy="best_of_n:n=1").plan_async(world("judged"))
        bare = min([await _bare(server) for _ in range(runs)])
        ratio = f"{bare / latency:.2f} (no limit)"
        rows: list[Row] = [([f"no planner, {CANDIDATES} calls", f"{latency}", "", "1", f"{bare:.2f}", ratio], [])]
        for strategy, kind in strategies:
            planner = Planner(model, strategy=strategy, limits=Limits(seconds=300))
            rows.append(await _best(planner, kind, latency, runs, limit, server))
    return rows


async def _best(
    planner: Planner, kind: World, latency: float, runs: int, limit: float, server: FaultServer | None = None
) -> Row:
    def arrived() -> int:
        return len(server.arrivals()) if server else 0

    measures = [(await measured(planner, world(kind), arrived))[0] for _ in range(runs)]
    best = min(measures, key=lambda measure: measure.seconds / measure.chain)
    ratio = best.seconds / (best.chain * latency)
    strategy = planner.settings.strategy
    seen = f"{best.seen} = " if server else ""
    where = kind if server else f"{kind}, in process"
    row = [f"`{strategy}`, {where}", f"{latency}", f"{seen}{best.charged} = {best.traced}", str(best.chain)]
    broken = [f"{strategy}, {where}: {ratio:.2f} times the critical path"] if ratio > limit else []
    broken += [f"{strategy}: {measure}" for measure in measures if not measure.agree(served=server is not None)]
    return [*row, f"{best.seconds:.2f}", within(ratio, limit)], broken


async def _bare(server: FaultServer) -> float:
    """Seconds that as many requests at once take without planner and litellm."""
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object", "properties": {}}}}
    body = {"model": "test", "messages": [{"role": "user", "content": "plan " * 200}], "response_format": schema}
    headers = {"authorization": f"Bearer {server.key}"}
    async with httpx.AsyncClient(timeout=60) as client:
        started = time.perf_counter()
        posts = (client.post(f"{server.url}/chat/completions", json=body, headers=headers) for _ in range(CANDIDATES))
        for reply in await asyncio.gather(*posts):
            reply.raise_for_status().json()
        return time.perf_counter() - started


async def _cancelled(latency: float, runs: int) -> tuple[str, list[str]]:
    """One candidate of 16 is certified at once, the others would take an hour."""
    best, hung, agree = float("inf"), CANDIDATES, True
    for _ in range(runs):
        script, then = ["ok", "ok"], "stall-before-headers"
        with FaultServer(script=script, then=then, latency=latency, fsync=False, reply=REPLY) as server:
            model = ApiModel("openai/test", api_base=server.url, api_key=server.key)
            await Planner(model, strategy="best_of_n:n=1").plan_async(world("free"))
            planner = Planner(model, strategy=BEST, limits=Limits(seconds=60))
            measure, result = await measured(planner, world("free"), lambda: len(server.arrivals()))
            await asyncio.sleep(HANGUP_LIMIT)
            best, hung = min(best, measure.seconds), min(hung, len(server.hangups()))
            agree &= measure.agree() and measure.seen == CANDIDATES and result.termination_reason == "certified"
    ratio, wanted = best / latency, CANDIDATES - 1
    said = (
        f"**Cancelled wave**: of {CANDIDATES} candidates one is certified after {latency} s, the others would take an "
        f"hour. Wall time ÷ latency {within(ratio, HTTP_LIMIT)}; hang-ups that the server saw within "
        f"{HANGUP_LIMIT:.0f} s: {hung} (limit {wanted}); all {CANDIDATES} calls seen = charged = traced: "
        f"{'yes' if agree else 'NO'}."
    )
    return said, [] if ratio <= HTTP_LIMIT and hung == wanted and agree else ["the cancelled wave"]


if __name__ == "__main__":
    sys.exit(main())
