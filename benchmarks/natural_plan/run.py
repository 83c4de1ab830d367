"""Plans NATURAL PLAN's calendar tasks by every method at an equal token budget, a line of JSON a task and method.

    python -m benchmarks.natural_plan.run --model local --tokens 10000 --data DIR --out runs.jsonl
    python -m benchmarks.natural_plan.report runs.jsonl --out docs/benchmarks/natural_plan.md

Tasks are taken size by size in turn and finished by all methods before the next one, so that a run that is broken off
(`--minutes`, Ctrl-C, kill) has drawn evenly; `--resume` goes on with it. `--model uniform` is chance itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.natural_plan.instances import Instance, load
from benchmarks.natural_plan.methods import BARRED, DEFAULT, OTHERS, specification
from benchmarks.natural_plan.uniform import UniformModel
from plangen import Limits, Planner
from plangen.errors import PlangenError
from plangen.models.registry import as_model
from plangen.schema import Result
from plangen.tracing import Event

FIXED = ("model", "tokens", "seed", "max_tokens")
"""What every line of one file has in common."""

Key = tuple[str, str, bool]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is not in the file yet; 0 when the file is whole, 3 when it is not."""
    options = _options(arguments)
    instances = load(options.data, per_size=options.tasks)
    done = _begin(options)
    todo = list(_todo(instances, options, done))
    print(f"{len(todo)} of {len(instances) * len(options.methods)} runs to do", file=sys.stderr)
    try:
        return asyncio.run(_run(todo, options))
    except KeyboardInterrupt:
        print("stopped; go on with --resume", file=sys.stderr)
        return 3


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--model", default="local", help="any model of plangen, or `uniform`")
    parser.add_argument("--tasks", type=int, default=None, help="tasks of each size; all unless given")
    parser.add_argument("--tokens", type=int, default=10_000, help="budget of a task, prompt and completion tokens")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds calendar_scheduling.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="the JSONL file")
    parser.add_argument("--methods", type=_methods, default=DEFAULT, help=f"of {', '.join((*DEFAULT, *OTHERS))}")
    parser.add_argument("--no-bar", action="store_true", help="offer starts again that a program has refuted")
    parser.add_argument("--resume", action="store_true", help="go on with the file")
    parser.add_argument("--minutes", type=float, default=None, help="begin no task after so long")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-tokens", type=int, default=64, help="of one draft; the answer has about 25")
    parser.add_argument("--concurrency", type=int, default=8, help="calls in flight")
    return parser.parse_args(arguments)


def _methods(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    unknown = set(names) - {*DEFAULT, *OTHERS}
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


def _begin(options: argparse.Namespace) -> set[Key]:
    """The runs that the file holds; a file that was begun otherwise, or that nobody asked to go on with, ends it."""
    if not options.out.exists():
        options.out.parent.mkdir(parents=True, exist_ok=True)
        return set()
    if not options.resume:
        sys.exit(f"{options.out} exists; add to it with --resume, or name another file")
    _cut_half_line(options.out)
    records = read(options.out)
    for record in records:
        other = [name for name in FIXED if record[name] != getattr(options, name)]
        if other:
            sys.exit(f"{options.out} was begun with another {', '.join(other)}")
    return {(record["task"], record["method"], record["bar"]) for record in records}


def read(file: Path) -> list[dict[str, Any]]:
    """The lines of a results file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _cut_half_line(file: Path) -> None:
    """A killed process can leave half a last line."""
    data = file.read_bytes()
    file.write_bytes(data[: data.rfind(b"\n") + 1])


def _todo(
    instances: Sequence[Instance], options: argparse.Namespace, done: set[Key]
) -> Iterator[tuple[Instance, str, bool]]:
    for found in instances:
        for method in options.methods:
            # Without a second wave there is nothing to bar: one run answers for both.
            bar = not (options.no_bar and method in BARRED)
            if (found.task.id, method, bar) not in done:
                yield found, method, bar


async def _run(todo: Sequence[tuple[Instance, str, bool]], options: argparse.Namespace) -> int:
    model: Any = UniformModel() if options.model == "uniform" else as_model(options.model)
    if hasattr(model, "load"):
        # Loaded outside the measure; before that it cannot count tokens exactly either.
        await model.load()
    begun, task = time.monotonic(), ""
    with options.out.open("a", encoding="utf-8") as file:
        for number, (found, method, bar) in enumerate(todo, 1):
            late = options.minutes is not None and time.monotonic() - begun > options.minutes * 60
            if late and found.task.id != task:
                print(f"time is up; {len(todo) - number + 1} runs are left, go on with --resume", file=sys.stderr)
                return 3
            task = found.task.id
            record = await _plan(model, found, method, bar, options)
            file.write(json.dumps(record) + "\n")
            file.flush()
            print(f"{number}/{len(todo)} {task} {method}: {record['claim']}", file=sys.stderr)
    return 0


async def _plan(model: Any, found: Instance, method: str, bar: bool, options: argparse.Namespace) -> dict[str, Any]:
    strategy = specification(method, options.tokens)
    planner = Planner(
        model,
        strategy=strategy,
        limits=Limits(tokens=options.tokens),
        seed=options.seed,
        extract="never",
        stop_on_certified=True,
        bar_refuted=bar,
        max_tokens=options.max_tokens,
        concurrency=options.concurrency,
    )
    events: list[Event] = []
    record = {
        **{name: getattr(options, name) for name in FIXED},
        "task": found.task.id,
        "people": found.size[0],
        "days": found.size[1],
        "legal": len(found.legal),
        "good": len(found.good),
        "method": method,
        "strategy": strategy,
        "bar": bar,
    }
    try:
        result = await planner.plan_async(found.task, listeners=(events.append,))
    except PlangenError as error:
        return {**record, "claim": "error", "error": error.code, "message": error.message, **_spent(events)}
    return {**record, **_outcome(found, result), **_spent(events)}


def _outcome(found: Instance, result: Result) -> dict[str, Any]:
    plan = result.plan
    return {
        "claim": result.certificate.claim,
        "reason": result.termination_reason,
        "official": plan is not None and found.official(plan),
        "independent": found.independent(plan) if plan is not None and plan.steps else None,
        "charged": result.usage.calls,
        "tokens_spent": result.usage.prompt_tokens + result.usage.completion_tokens,
        "wall_s": result.timings.wall_s,
        "failures": len(result.failures),
    }


def _spent(events: Sequence[Event]) -> dict[str, Any]:
    """What the trace says: calls, calls for drafts, and the starts that were drafted, in order."""
    started = [event for event in events if event.type == "call_started"]  # type: ignore[attr-defined]
    drafted = [event.candidate.plan for event in events if event.type == "candidate_drafted"]  # type: ignore[attr-defined]
    return {
        "calls": len(started),
        "drafts": sum(event.role == "generation" and event.purpose != "repair" for event in started),  # type: ignore[attr-defined]
        "starts": [plan.steps[0].start for plan in drafted if plan is not None and plan.steps],
    }


if __name__ == "__main__":
    sys.exit(main())
