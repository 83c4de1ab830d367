"""From NATURAL PLAN's plain words to plans: formalise and solve, formalise and search, or ask the model directly.

    python -m benchmarks.formalising.solve --model local --data DIR/natural_plan --out solve.jsonl
    python -m benchmarks.formalising.solve --report solve.jsonl --page docs/benchmarks/end_to_end.md

A line of JSON a task and arm. Kinds and sizes are taken in turn and each task is finished by all arms before the next,
so that a run that is broken off (`--minutes`, Ctrl-C, kill) has drawn evenly; `--resume` goes on with it. The report
exits 1 when a plan was verified by program that is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from benchmarks.formalising import lines
from benchmarks.formalising.arms import ARMS, SOLVED, run
from benchmarks.formalising.silent import PROGRAM, loaded
from benchmarks.formalising.solve_report import report
from benchmarks.formalising.sources import NATURAL_PLAN, Subject, natural_plan
from plangen import Limits

FIXED = ("model", "seed", "max_tokens")
"""What every line of one file has in common."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is not in the file yet, 3 when some is left; or print the report, 1 on a false certificate."""
    options = _options(arguments)
    if options.report:
        return report([record for file in options.report for record in lines.read(file)], options.page)
    if options.arms is None:
        # Without a model nobody drafts.
        options.arms = (SOLVED,) if options.model == PROGRAM else tuple(ARMS)
    if options.out is None or options.data is None:
        sys.exit("name the file with --out, and NATURAL PLAN's folder with --data")
    done = {(record["task"], record["arm"]) for record in lines.begun(options, FIXED)}
    subjects = in_turn([one for one in natural_plan(options.data, per_size=options.tasks) if one.data in options.kinds])
    todo = [(one, arm) for one in subjects for arm in options.arms if (one.name, arm) not in done]
    print(f"{len(todo)} of {len(subjects) * len(options.arms)} runs to do", file=sys.stderr)
    try:
        return asyncio.run(_run(todo, options))
    except KeyboardInterrupt:
        print("stopped; go on with --resume", file=sys.stderr)
        return 3


def in_turn(subjects: Sequence[Subject]) -> list[Subject]:
    """The kinds in turn, each in its own order."""
    columns = [[one for one in subjects if one.data == kind] for kind in NATURAL_PLAN]
    return [one for layer in zip_longest(*columns) for one in layer if one is not None]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--model", default="local", help="any model of plangen, or `program` (none: it reads alone)")
    parser.add_argument("--data", type=Path, help="NATURAL PLAN's folder")
    parser.add_argument("--kinds", type=_SomeOf(NATURAL_PLAN), default=NATURAL_PLAN, help=", ".join(NATURAL_PLAN))
    parser.add_argument("--arms", type=_SomeOf(tuple(ARMS)), help=f"of {', '.join(ARMS)}; all unless given")
    parser.add_argument("--tasks", type=int, help="tasks of each size; all unless given")
    parser.add_argument("--out", type=Path, help="the JSONL file")
    parser.add_argument("--resume", action="store_true", help="go on with the file")
    parser.add_argument("--minutes", type=float, help="begin no task after so long")
    parser.add_argument("--seconds", type=float, help="limit of one run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-tokens", type=int, default=1024, help="of one draft")
    parser.add_argument("--report", type=Path, nargs="+", help="print the report of these files instead")
    parser.add_argument("--page", type=Path, help="where the report is written as well")
    return parser.parse_args(arguments)


class _SomeOf:
    """The names in a list with commas, each of which must be known."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known

    def __call__(self, text: str) -> tuple[str, ...]:
        names = tuple(part.strip() for part in text.split(","))
        if unknown := set(names) - set(self._known):
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(self._known)}")
        return names


async def _run(todo: Sequence[tuple[Subject, str]], options: argparse.Namespace) -> int:
    model = await loaded(options.model)
    begun, task = time.monotonic(), ""
    limits = Limits(seconds=options.seconds)
    for number, (subject, arm) in enumerate(todo, 1):
        late = options.minutes is not None and time.monotonic() - begun > options.minutes * 60
        if late and subject.name != task:
            print(f"time is up; {len(todo) - number + 1} runs are left, go on with --resume", file=sys.stderr)
            return 3
        task = subject.name
        found = await run(model, subject, arm, seed=options.seed, max_tokens=options.max_tokens, limits=limits)
        head = {**{name: getattr(options, name) for name in FIXED}, "data": subject.data, "task": task}
        lines.append(options.out, {**head, "size": subject.size, "arm": arm, **found})
        print(f"{number}/{len(todo)} {task} {arm}: {found['claim']}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
