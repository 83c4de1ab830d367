"""What the executors cost: start, first call, call with state kept, host call; and what escapes from them.

    python -m benchmarks.sandbox [--attacks FOLDER] [--out docs/benchmarks/sandbox.md]

`FOLDER` holds an attack suite with `harness.py` (66 attacks and 6 controls); without it only the costs are measured.
Exits 1 when an attack escapes from one of our executors, a control fails, or the bare subprocess contains all.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.tables import publish, table
from plangen.tools.code import Executor, Outcome, Session, available

NAMES = ("monty", "native", "bwrap", "auto")
ROUNDS = 15
CALLS = 200
LEGEND = f"""\
Medians of {ROUNDS} one-shot runs of `1 + 1`, of 5 sessions, and of {CALLS} later runs. The first run of all loads the
executor; `native` starts a process for every session, `monty` keeps its worker. An attack counts as escaped when its
effect is seen from outside, as refused when the executor turned the code down."""
ROOT = Path(__file__).parents[2]


def number(value: int) -> int:
    """The host function that is timed."""
    return value


async def cost(name: str) -> list[object] | None:
    """Milliseconds, medians: one-shot run, first run of a session, later run, host call; `None` where it is missing."""
    found = available(name)
    if isinstance(found, str):
        return None
    try:
        first_ever = await _timed(lambda: found.run("1 + 1"))
        once = median([await _timed(lambda: found.run("1 + 1")) for _ in range(ROUNDS)])
        opened, kept, host = await _sessions(found)
    finally:
        found.close()
    return [name, *(f"{1000 * seconds:.2f}" for seconds in (first_ever, once, opened, kept, host))]


async def _sessions(found: Executor) -> tuple[float, float, float]:
    opened, kept, host = [], [], []
    for _ in range(5):
        async with found.session(functions={"number": number}) as session:
            opened.append(await _timed(lambda s=session: s.run("x = 0")))
            kept.append(await _repeated(session, "x += 1"))
            host.append(await _repeated(session, "number(1)"))
    return median(opened), median(kept), median(host)


async def _repeated(session: Session, code: str) -> float:
    began = time.perf_counter()
    for _ in range(CALLS // 5):
        done = await session.run(code)
        if done.status != "ok":
            raise RuntimeError(done.message)
    return (time.perf_counter() - began) / (CALLS // 5)


async def _timed(work: Callable[[], Awaitable[Outcome]]) -> float:
    began = time.perf_counter()
    done = await work()
    if done.status != "ok":
        raise RuntimeError(done.message)
    return time.perf_counter() - began


def attacks(folder: Path, adapter: str) -> tuple[Counter[str], Counter[str], str]:
    """Verdicts on the attacks, verdicts on the controls, and whom they ran as."""
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "verdicts.json"
        command = [sys.executable, str(folder / "harness.py"), "--adapter", adapter, "--json", str(out)]
        subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        found = json.loads(out.read_text())
    results = found["results"]
    tried = Counter(item["verdict"] for item in results if item["category"] != "controls")
    controls = Counter(item["verdict"] for item in results if item["category"] == "controls")
    return tried, controls, found["who"]


def attacked(folder: Path) -> tuple[str, bool]:
    """The table of verdicts, and whether it is as it must be."""
    rows, good, who = [], True, ""
    for name in (*(name for name in NAMES if not isinstance(available(name), str)), "bare subprocess"):
        ours = name in NAMES
        adapter = f"benchmarks.sandbox.adapters:{name}" if ours else "adapters:bare_subprocess"
        tried, controls, who = attacks(folder, adapter)
        right = controls["contained"] == controls.total()
        good = good and right and tried["broken"] == 0 and (tried["escaped"] == 0) is ours
        rows.append([name, tried["escaped"], tried.total(), tried["refused"], f"{controls['contained']}"])
    return f"{who}\n\n" + table(["executor", "escaped", "attacks", "refused", "controls right"], rows), good


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--attacks", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    costs = [row for name in NAMES if (row := asyncio.run(cost(name))) is not None]
    head = ["executor", "first run of all, ms", "one-shot run, ms", "first run of a session, ms", "later run, ms"]
    parts = [LEGEND, table([*head, "with a host call, ms"], costs)]
    good = True
    if options.attacks is not None:
        shown, good = attacked(options.attacks)
        parts.append(shown)
    publish("What sandboxed code costs, and what it can do", parts, options.out)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
