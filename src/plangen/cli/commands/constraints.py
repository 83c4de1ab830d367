"""`plangen constraints`: shows how a task is understood, and takes the user's word on it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plangen.cli import weights
from plangen.cli.delivery import Delivery, report
from plangen.cli.editing import edited
from plangen.cli.options import Options
from plangen.cli.show.sanitise import one_line
from plangen.cli.streams import only_results_on_stdout, tell
from plangen.cli.tasks import read_task
from plangen.errors import PlangenError, TaskFileError, UsageError

if TYPE_CHECKING:
    from plangen.schema import Constraint, Task

_HEAD = """\
# What is understood of the task. Correct what is wrong, and take away what is not meant.
# What you change or add is confirmed when you save; so is a constraint whose trust you set to `confirmed`.
# `uncovered` holds words that no constraint speaks for: a line that you take away demands nothing.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user decides on the command line; `out` is the task file to write."""

    edit: bool = False
    confirm: tuple[str, ...] = ()
    confirm_all: bool = False
    drop: tuple[str, ...] = ()
    settle: bool = False
    out: str | None = None


def constraints(
    *, text: str | None, file: str | None, options: Options, wanted: Wanted, delivery: Delivery, agreed: bool
) -> int:
    """Read the task, take the decisions, show what comes of it; 0, or the exit code of what went wrong."""
    from plangen.graphs.runs import write_atomically
    from plangen.tasks.confirming import confirm
    from plangen.tasks.files import dump_task

    try:
        if wanted.confirm and wanted.confirm_all:
            raise UsageError("--confirm and --confirm-all were given", hint="give one of them")
        with only_results_on_stdout():
            task = understood(read_task(text, file), options, agreed=agreed)
            if wanted.edit:
                task = edit_task(task)
            ids: Iterable[str] = "all" if wanted.confirm_all else wanted.confirm
            if ids or wanted.drop or wanted.settle:
                task = confirm(task, ids, drop=wanted.drop, settle=wanted.settle)
        if wanted.out is not None:
            write_atomically(Path(wanted.out).expanduser(), dump_task(task))
        _show(task, delivery)
        if wanted.out is not None and not delivery.quiet:
            tell(f"written to {wanted.out}; plan it with: plangen solve -f {wanted.out}")
    except PlangenError as error:
        return delivery.failure(error)
    return 0


def understood(task: Task, options: Options, *, agreed: bool) -> Task:
    """The task as it is where it brings constraints, else as the constraint agent reads it."""
    if task.constraints:
        return task
    planner = options.planner(None)
    weights.ensure(options.names(), agreed=agreed)
    return planner.read(task)


def edit_task(task: Task) -> Task:
    """The task as the user saves it; what was changed or added is confirmed. A faulty file may be edited again.

    Raises UsageError when the user leaves it faulty.
    """
    from plangen.tasks.files import dump_task, parse_task

    text = begun = _HEAD + _commented(dump_task(task), task)
    while True:
        saved = edited(text)
        if saved is None or saved == begun:
            tell("nothing was changed")
            return task
        try:
            found, changed = with_edits(task, parse_task(saved, "task.yaml"))
        except TaskFileError as error:
            if not _again(error):
                raise UsageError("the edited task was left with its fault", hint="nothing was written") from error
            text = saved
            continue
        tell(f"confirmed: {', '.join(one_line(name, 60) for name in changed) or 'nothing'}")
        return found


def with_edits(before: Task, after: Task) -> tuple[Task, tuple[str, ...]]:
    """The edited task with what was changed or added confirmed, and the ids of all that became so."""
    from plangen.tasks.confirming import confirm

    known = {one.id: one for one in before.constraints}
    decided = tuple(
        one.id
        for one in after.constraints
        if one.id not in known
        or not _same(one, known[one.id])
        or (one.trust == "confirmed" and known[one.id].trust != "confirmed")
    )
    return confirm(after, decided), decided


def _same(one: Constraint, other: Constraint) -> bool:
    return one.model_copy(update={"trust": other.trust, "span": other.span}) == other


def _commented(text: str, task: Task) -> str:
    """The file with each constraint's rendering above it."""
    from plangen.trust import explain

    said = iter(explain(task))
    lines = []
    below = False
    for line in text.splitlines():
        below = below or line == "constraints:"
        if below and line.startswith("- id:"):
            lines.append(f"# {one_line(next(said).sentence, 400)}")
        below = below and (line == "constraints:" or line[:1] in ("-", " "))
        lines.append(line)
    return "\n".join(lines) + "\n"


def _again(error: TaskFileError) -> bool:
    report(error)
    sys.stderr.write("Edit it again? [Y/n] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("", "y", "yes")


def _show(task: Task, delivery: Delivery) -> None:
    from plangen.cli.show.reading import as_json, as_text
    from plangen.tasks.overview import overview

    found = overview(task)
    delivery.text(as_json(task.id, found) if delivery.form == "json" else as_text(found) + "\n")
