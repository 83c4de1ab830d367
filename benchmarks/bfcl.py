"""The parallel categories of the Berkeley Function Calling Leaderboard, for the validator and the executor of calls.

    python -m benchmarks.bfcl --out docs/benchmarks/bfcl.md

The data is read out of the wheel bfcl-eval 2026.3.23, which pip downloads into a temporary folder and nobody installs
or imports. Every gold list of calls is checked against the schemas beside it, run, written as numbered lines and read
back; every fault put into it on purpose must be found. Exits 1 when one is not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tables import publish, table
from plangen.tools import Call, LineReader, ToolDoor, ToolSpec, find_problems, read_calls, run_plan

WHEEL = "bfcl-eval==2026.3.23"
CATEGORIES = ("parallel", "parallel_multiple", "live_parallel", "live_parallel_multiple")
HEAD = (
    "category",
    "tasks",
    "calls",
    "accepted",
    "run",
    "read back from lines",
    "refused by the check",
    "mutants found",
)
LEGEND = """\
`accepted`: the check finds no problem in the gold calls. `run`: every call got the arguments of the gold. `read back`:
the same calls, written as numbered lines and fed by single characters, are the same. `mutants`: a tool misspelt, a
required argument left out, an argument that the tool does not have, an id given twice, a reference to no call, a call
that refers to itself, two calls that refer to each other."""

_TYPES = {"dict": "object", "float": "number", "tuple": "array", "any": None}


@dataclass(frozen=True, slots=True)
class Instance:
    """One task: its tools, and the calls that are right."""

    id: str
    question: str
    tools: Mapping[str, ToolSpec]
    calls: tuple[Call, ...]


def download(folder: Path) -> Path | None:
    """The wheel, or `None` when it cannot be had."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run([*command, "--retries", "1", "--dest", str(folder), WHEEL], capture_output=True, timeout=300)
    return next(iter(folder.glob("bfcl_eval-*.whl")), None) if done.returncode == 0 else None


def instances(wheel: Path, category: str) -> Iterator[Instance]:
    """The tasks of one category, in the order of the file."""
    name = f"BFCL_v4_{category}.json"
    with zipfile.ZipFile(wheel) as archive:
        rows = _rows(archive.read(f"bfcl_eval/data/{name}"))
        gold = {row["id"]: row["ground_truth"] for row in _rows(archive.read(f"bfcl_eval/data/possible_answer/{name}"))}
    for row in rows:
        tools = {item["name"]: tool_of(item) for item in row["function"]}
        given = [next(iter(item.items())) for item in gold[row["id"]]]
        data = [
            {"id": f"c{number}", "tool": tool, "args": first_of(args)} for number, (tool, args) in enumerate(given, 1)
        ]
        yield Instance(row["id"], row["question"][0][0]["content"], tools, read_calls(data))


def _rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().splitlines() if line.strip()]


def tool_of(function: Mapping[str, Any]) -> ToolSpec:
    """A tool that gives its arguments back."""

    async def run(args: dict[str, Any]) -> dict[str, Any]:
        return args

    schema = {**json_schema(function["parameters"]), "additionalProperties": False}
    return ToolSpec(name=function["name"], description=function["description"], schema=schema, run=run)


def json_schema(said: Any) -> Any:
    """BFCL names types as Python does."""
    if isinstance(said, list):
        return [json_schema(item) for item in said]
    if not isinstance(said, dict):
        return said
    made = {name: json_schema(item) for name, item in said.items() if name not in ("type", "properties", "default")}
    if isinstance(kind := said.get("type"), str) and _TYPES.get(kind, kind) is not None:
        made["type"] = _TYPES.get(kind, kind)
    if isinstance(properties := said.get("properties"), dict):
        made["properties"] = {name: json_schema(item) for name, item in properties.items()}
    return {name: item for name, item in made.items() if name not in ("optional", "format")}


def first_of(args: Mapping[str, Any]) -> dict[str, Any]:
    """One right call: the first possible value of each argument; an empty text says that it may be left out."""
    chosen = {name: next((value for value in values if value != ""), None) for name, values in args.items()}
    return {name: _value(value) for name, value in chosen.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return first_of({name: item if isinstance(item, list) else [item] for name, item in value.items()})
    return [_value(item) for item in value] if isinstance(value, list) else value


def lines(calls: Sequence[Call]) -> str:
    """The calls as numbered lines."""
    written = [
        f"{number}. {call.tool}({', '.join(f'{name}={value!r}' for name, value in call.args.items())})"
        for number, call in enumerate(calls, start=1)
    ]
    return "\n".join([*written, f"{len(calls) + 1}. join()"])


def read_back(instance: Instance) -> bool:
    """Whether the written calls are read as they are, one character at a time."""
    reader = LineReader(instance.tools)
    calls = [call for char in lines(instance.calls) for call in reader.feed(char)] + reader.close()
    wanted = [(call.tool, call.args) for call in instance.calls]
    return not reader.problems and [(call.tool, call.args) for call in calls] == wanted


async def runs(instance: Instance) -> bool:
    """Whether every call reaches its tool with the arguments of the gold."""
    outcome = await run_plan(instance.calls, instance.tools, ToolDoor())
    return outcome.ok and all(item.value == item.call.args for item in outcome.results.values())


def mutants(instance: Instance) -> Iterator[tuple[str, list[Call]]]:
    """Plans with one fault, and the kind that the check must find."""
    first, *rest = instance.calls
    spec = instance.tools[first.tool]
    yield "unknown_tool", [first.model_copy(update={"tool": first.tool + "_x"}), *rest]
    for name in spec.schema.get("required", ())[:1]:
        args = {key: value for key, value in first.args.items() if key != name}
        yield "arguments", [first.model_copy(update={"args": args}), *rest]
    yield "arguments", [first.model_copy(update={"args": {**first.args, "no such": 1}}), *rest]
    yield "duplicate", [first, first, *rest]
    yield "dangling", [first.model_copy(update={"after": ("nowhere",)}), *rest]
    yield "self", [first.model_copy(update={"after": (first.id,)}), *rest]
    if rest:
        pair = (first.model_copy(update={"after": (rest[0].id,)}), rest[0].model_copy(update={"after": (first.id,)}))
        yield "cycle", [*pair, *rest[1:]]


def refused(instance: Instance) -> list[str]:
    """What the check has against the gold."""
    return [f"{instance.id}: {problem}" for problem in find_problems(instance.calls, instance.tools)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a gold list is not run or read back, or a mutant is not found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        wheel = download(Path(folder))
        if wheel is None:
            print(f"{WHEEL} cannot be had")
            return 1
        found = {category: list(instances(wheel, category)) for category in CATEGORIES}
    rows, said, broken = [], [], False
    for category, tasks in found.items():
        faults = {task.id: refused(task) for task in tasks}
        sound = [task for task in tasks if not faults[task.id]]
        ran = sum(asyncio.run(_all(sound)))
        back = sum(read_back(task) for task in tasks)
        mutated = [
            any(problem.kind == kind for problem in find_problems(calls, task.tools))
            for task in tasks
            for kind, calls in mutants(task)
        ]
        said += [line for lines_of in faults.values() for line in lines_of]
        broken |= ran < len(sound) or back < len(tasks) or not all(mutated)
        calls = sum(len(task.calls) for task in tasks)
        refusals = str(len(tasks) - len(sound))
        rows.append([category, len(tasks), calls, len(sound), ran, back, refusals, f"{sum(mutated)} of {len(mutated)}"])
    listed = "Gold calls that do not fit the schema beside them:\n\n" + "\n".join(f"- {line}" for line in said)
    publish("BFCL: gold lists of parallel calls", [table(HEAD, rows), LEGEND, listed], options.out)
    return 1 if broken else 0


async def _all(tasks: Sequence[Instance]) -> list[bool]:
    return [await runs(task) for task in tasks]


if __name__ == "__main__":
    raise SystemExit(main())
