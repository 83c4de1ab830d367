"""How well plain words are read: every demand of the formaliser beside the right reading, a line of JSON a task.

    python -m benchmarks.formalising.read --model local --data DIR/natural_plan --corpus develop --out read.jsonl
    python -m benchmarks.formalising.read --report read.jsonl --page docs/benchmarks/formalising.md

`--model program` reads without any model. A run that is broken off (`--minutes`, Ctrl-C, kill) goes on with `--resume`.
`--formalisations FILE` keeps the typed tasks for `python -m benchmarks.faults --second FILE`. The report exits 1 when a
plan was certified that is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.formalising import lines
from benchmarks.formalising.compared import Compared, Said, compared
from benchmarks.formalising.judged import judged, solved
from benchmarks.formalising.read_report import report
from benchmarks.formalising.readings import Reading, read
from benchmarks.formalising.silent import loaded
from benchmarks.formalising.sources import HALVES, Subject, corpus, natural_plan
from plangen.formalising.readings import Kinded
from plangen.schema import Task

FIXED = ("model", "seed")
"""What every line of one file has in common."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Read what is not in the file yet, 3 when some is left; or print the report, 1 on a false certificate."""
    options = _options(arguments)
    if options.report:
        return report([record for file in options.report for record in lines.read(file)], options.page)
    if options.out is None:
        sys.exit("name the file with --out")
    if options.formalisations is not None:
        lines.opened(options.formalisations, resume=options.resume)
    done = {(record["data"], record["task"]) for record in lines.begun(options, FIXED)}
    subjects = [] if options.data is None else natural_plan(options.data, per_size=options.tasks)
    subjects += corpus(HALVES[options.corpus], per_size=options.tasks)
    todo = [subject for subject in subjects if (subject.data, named(subject)) not in done]
    print(f"{len(todo)} of {len(subjects)} tasks to read", file=sys.stderr)
    try:
        return asyncio.run(_run(todo, options))
    except KeyboardInterrupt:
        print("stopped; go on with --resume", file=sys.stderr)
        return 3


def named(subject: Subject) -> str:
    """The name that a results file gives the task: for a held-out one nothing that tells which it is."""
    return sha256(subject.name.encode()).hexdigest()[:12] if subject.hidden else subject.name


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--model", default="local", help="any model of plangen, or `program`")
    parser.add_argument("--data", type=Path, help="NATURAL PLAN's folder; without it only our corpus is read")
    parser.add_argument("--corpus", choices=HALVES, default="none", help="which of our corpus")
    parser.add_argument("--tasks", type=int, help="tasks of each size or domain; all unless given")
    parser.add_argument("--out", type=Path, help="the JSONL file")
    parser.add_argument("--formalisations", type=Path, help="a JSONL file of the typed tasks")
    parser.add_argument("--resume", action="store_true", help="go on with the files")
    parser.add_argument("--minutes", type=float, help="begin no task after so long")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--report", type=Path, nargs="+", help="print the report of these files instead")
    parser.add_argument("--page", type=Path, help="where the report is written as well")
    return parser.parse_args(arguments)


async def _run(todo: Sequence[Subject], options: argparse.Namespace) -> int:
    model = await loaded(options.model)
    begun = time.monotonic()
    for number, subject in enumerate(todo, 1):
        if options.minutes is not None and time.monotonic() - begun > options.minutes * 60:
            print(f"time is up; {len(todo) - number + 1} tasks are left, go on with --resume", file=sys.stderr)
            return 3
        reading = await read(model, Task(id=subject.name, text=subject.text), seed=options.seed)
        if reading.task is not None and options.formalisations is not None:
            lines.append(options.formalisations, comparable_text(subject, reading.task).model_dump(mode="json"))
        record = measured(subject, reading, seed=options.seed)
        lines.append(options.out, {"model": options.model, "seed": options.seed, **record})
        said = "" if subject.hidden else f"{subject.name}: {record['claim']}"
        print(f"{number}/{len(todo)} {said}", file=sys.stderr)
    return 0


def comparable_text(subject: Subject, reading: Task) -> Task:
    """The reading under the words that the right one has, so that a program finds the two by their text.

    NATURAL PLAN's prompts begin and end with words that its tasks do not have: spans move, quotes stay.
    """
    text = subject.right.text
    before = reading.text.find(text)
    if before <= 0 and reading.text == text:
        return reading
    if before < 0:
        raise ValueError(f"{subject.name}: the words of the task do not stand in those that were read")
    moved = tuple(
        one.model_copy(update={"span": (one.span[0] - before, one.span[1] - before)})
        for one in reading.constraints
        if one.span is not None and before <= one.span[0] and one.span[1] <= before + len(text)
    )
    return reading.model_copy(update={"text": text, "constraints": moved})


def measured(subject: Subject, reading: Reading, *, seed: int) -> dict[str, Any]:
    """All that is said of one task; of a held-out one numbers only."""
    found = compared(reading.task, subject.right)
    status, plan, claim = ("none", None, "not judged") if reading.task is None else solved(reading.task, seed=seed)
    shape = None if reading.task is None else reading.task.plan_format
    return {
        "data": subject.data,
        "task": named(subject),
        "size": subject.size,
        "notations": list(subject.notations),
        **_statements(reading),
        **_demands(found, hidden=subject.hidden),
        "solver": status,
        "claim": claim,
        "plan": None if plan is None else judged(subject, plan, shape).record(),
        "calls": reading.spent.calls,
        "prompt_tokens": reading.spent.prompt_tokens,
        "completion_tokens": reading.spent.completion_tokens,
        "seconds": round(reading.seconds, 3),
    }


def _statements(reading: Reading) -> dict[str, Any]:
    """Who settled the kind of each statement, what nobody read, and how far the hard demands may be believed."""
    makers = Counter(map(_settled_by, reading.found.readings))
    constraints = () if reading.task is None else reading.task.constraints
    formal = reading.found.formal
    return {
        "read": reading.task is not None,
        "statements": len(reading.found.statements),
        "settled_by": dict(makers),
        "unread": None if formal is None else len({span for span, _ in formal.unread}),
        "uncovered": None if reading.task is None else len(reading.task.uncovered),
        "trust": dict(Counter(one.trust for one in constraints if one.hard)),
    }


def _settled_by(one: Kinded) -> str:
    """The makers that name the settled kind; `idle` where they name different kinds that demand nothing there."""
    if not one.settled:
        return "open"
    makers = sorted(maker for maker, kind in one.votes.items() if kind == one.kind)
    return "+".join(makers) if len(makers) > 1 else "idle"


def _demands(found: Compared, *, hidden: bool) -> dict[str, Any]:
    counts = {
        "precise": _counted(found.precise),
        "recalled": _counted(found.recalled),
        "comparable": found.comparable,
        "steps": found.steps,
        "cast": found.cast,
        "right": found.right,
    }
    names = {
        "wrong": [name for name, said in found.precise.items() if said is not True],
        "missed": [name for name, said in found.recalled.items() if said is not True],
    }
    return counts if hidden else counts | names


def _counted(said: Said) -> dict[str, int]:
    known = {True: "yes", False: "no", None: "unknown"}
    found = Counter(known[one] for one in said.values())
    return {name: found[name] for name in known.values()}


if __name__ == "__main__":
    sys.exit(main())
