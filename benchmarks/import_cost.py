"""What starting costs: CPU seconds and heavy modules of `plangen --help`, `plangen --version` and `import plangen`.

    python -m benchmarks.import_cost --out docs/benchmarks/import_cost.md

Exits 1 when one of them loads a module that it must not, fails, or costs more CPU than its limit.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.tables import publish, table, within

FORBIDDEN = ("langgraph", "litellm", "torch", "transformers")
REPORTED = ("pydantic", "networkx", "langchain_core", "httpx", "yaml", "jinja2", "rich", "typer")
BARE = "python -c pass"
LIMITS = {"plangen --help": 0.3, "plangen --version": 0.3, "import plangen": 0.1}
"""The most CPU seconds that each may take beyond `python -c pass`."""

HEAD = ("command", "CPU s", "CPU s beyond `pass`", "wall s", "modules", "must not load", "also loads")
LEGEND = """\
CPU is user and system time of the child process as the kernel counts it; medians of {runs} runs, all commands in turn,
bytecode cached. Must not load: {forbidden} (limit: none of them).
Of {reported} it is only said which are loaded."""

_SPY = """
import json, sys
sys.argv = ["plangen", *sys.argv[2:]] if len(sys.argv) > 2 else sys.argv
file = {file!r}
try:
    {body}
finally:
    open(file, "w").write(json.dumps(sorted(sys.modules)))
"""


class Cost(NamedTuple):
    """Seconds of one child: of the processor, and on the wall."""

    cpu: float
    wall: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    commands = {BARE: [sys.executable, "-c", "pass"], **{name: _command(name) for name in LIMITS}}
    for command in commands.values():
        child_cost(command)
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            costs[name].append(child_cost(command))
    rows, broken = _rows(costs)
    said = LEGEND.format(runs=options.runs, forbidden=", ".join(FORBIDDEN), reported=", ".join(REPORTED))
    publish("Cost of starting", [table(HEAD, rows), said, *(f"**BROKEN**: {fault}" for fault in broken)], options.out)
    return 1 if broken else 0


def _command(name: str) -> list[str]:
    """The console script beside this Python, or an import in it."""
    program, *rest = name.split()
    if program == "import":
        return [sys.executable, "-c", name]
    return [str(Path(sys.executable).parent / program), *rest]


def child_cost(command: Sequence[str]) -> Cost:
    """What one run of a command costs; raises CalledProcessError when it fails."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(command))
    return Cost(usage.ru_utime + usage.ru_stime, wall)


def modules(name: str) -> set[str]:
    """The modules that are loaded when the command ends."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "modules.json"
        body = name if name.startswith("import") else "from plangen.cli.app import main; main()"
        code = _SPY.format(file=str(file), body=body)
        subprocess.run([sys.executable, "-c", code, *name.split()], check=True, stdout=subprocess.DEVNULL)
        return set(json.loads(file.read_text(encoding="utf-8")))


def _rows(costs: dict[str, list[Cost]]) -> tuple[list[list[str]], list[str]]:
    bare = median(cost.cpu for cost in costs[BARE])
    rows, broken = [], []
    for name, mine in costs.items():
        cpu, wall = median(cost.cpu for cost in mine), median(cost.wall for cost in mine)
        if name == BARE:
            rows.append([f"`{name}`", f"{cpu:.3f}", "", f"{wall:.3f}", "", "", ""])
            continue
        loaded = modules(name)
        bad = [module for module in FORBIDDEN if module in loaded]
        also = [module for module in REPORTED if module in loaded]
        beyond = within(cpu - bare, LIMITS[name])
        cells = [f"{cpu:.3f}", beyond, f"{wall:.3f}", str(len(loaded)), ", ".join(bad) or "none"]
        rows.append([f"`{name}`", *cells, ", ".join(also) or "none"])
        broken += [f"{name} loads {module}" for module in bad]
        broken += [f"{name} costs {cpu - bare:.2f} CPU seconds more than `pass`"] if cpu - bare > LIMITS[name] else []
    return rows, broken


if __name__ == "__main__":
    sys.exit(main())
