"""Checkpoint bytes and CPU of a long search with the SQLite saver: linear in the candidates, not quadratic.

    python -m benchmarks.checkpoints --out docs/benchmarks/checkpoints.md

Exits 1 when ten times the waves cost more than the limit times ten in bytes or CPU.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from benchmarks.natural_plan.uniform import UniformModel
from benchmarks.parallel import world
from benchmarks.tables import publish, table, within
from plangen import build_graph

WIDTH = 10
"""Candidates a wave."""
LIMIT = 1.5
"""Growth of bytes and CPU ÷ growth of candidates; a quadratic cost would show the whole growth."""
WAVES = (10, 30, 100)
HEAD = ("candidates", "waves", "bytes", "bytes a candidate", "CPU s with saver", "CPU s without", "CPU ms a candidate")
LEGEND = """\
`iterative_decoding` with {width} drafts a round that a program refutes, in process, on `AsyncSqliteSaver`. Bytes are
those of the database file after its log is merged into it. CPU is that of the process; median of {runs} runs."""


class Cost(NamedTuple):
    """Bytes on the disk and CPU seconds of one search."""

    bytes: int
    cpu: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    asyncio.run(search(1, saved=True))
    rows, kept = [], {}
    for waves in WAVES:
        saved = [asyncio.run(search(waves, saved=True)) for _ in range(options.runs)]
        bare = median(asyncio.run(search(waves, saved=False)).cpu for _ in range(options.runs))
        cost = Cost(saved[0].bytes, median(item.cpu for item in saved))
        kept[waves] = cost
        count = waves * WIDTH
        cells = [f"{cost.bytes:,}", f"{cost.bytes / count:,.0f}", f"{cost.cpu:.2f}", f"{bare:.2f}"]
        rows.append([f"{count:,}", str(waves), *cells, f"{1000 * cost.cpu / count:.2f}"])
    least, most = kept[WAVES[0]], kept[WAVES[-1]]
    times = WAVES[-1] / WAVES[0]
    growth = {"bytes": most.bytes / least.bytes / times, "CPU": most.cpu / least.cpu / times}
    said = [
        f"{name} of {times:.0f} times the candidates ÷ {times:.0f}: {within(value, LIMIT)}"
        for name, value in growth.items()
    ]
    broken = any(value > LIMIT for value in growth.values())
    legend = LEGEND.format(width=WIDTH, runs=options.runs)
    publish(
        "Checkpoints of a long search",
        [table(HEAD, rows), "\n".join(f"- {line}" for line in said), legend],
        options.out,
    )
    return 1 if broken else 0


async def search(waves: int, *, saved: bool) -> Cost:
    """One search of so many waves, with a saver on the disk or without one."""
    strategy = f"iterative_decoding:n={WIDTH},rounds={waves}"
    task = {"task": world("checked").model_dump(mode="json")}
    config: Any = {"recursion_limit": 10_000, "configurable": {"thread_id": "one"}}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "checkpoints.sqlite"
        started = time.process_time()
        if saved:
            async with AsyncSqliteSaver.from_conn_string(str(file)) as saver:
                state = await build_graph(UniformModel(), strategy=strategy, checkpointer=saver).ainvoke(task, config)
        else:
            state = await build_graph(UniformModel(), strategy=strategy).ainvoke(task, config)
        cpu = time.process_time() - started
        drafted = len(state["result"]["candidates"])
        if drafted != waves * WIDTH:
            raise RuntimeError(f"{drafted} candidates instead of {waves * WIDTH}")
        return Cost(file.stat().st_size if saved else 0, cpu)


if __name__ == "__main__":
    sys.exit(main())
