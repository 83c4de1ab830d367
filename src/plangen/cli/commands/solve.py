"""`plangen solve`: one task, one plan, and what stands behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from plangen.cli import weights
from plangen.cli.delivery import Delivery
from plangen.cli.options import Options, default_runs, resume_command
from plangen.cli.run import Outcome, conduct, exit_code
from plangen.cli.show.screen import make_screen
from plangen.cli.streams import only_results_on_stdout, tell
from plangen.cli.tasks import read_task
from plangen.errors import PlangenError

if TYPE_CHECKING:
    from plangen.schema import Result, Task


def solve(
    *,
    text: str | None,
    file: str | None,
    options: Options,
    delivery: Delivery,
    runs: Path | None,
    run_id: str | None,
    agreed: bool,
) -> int:
    """Plan one task and deliver the result; the exit code."""
    runs = runs or default_runs()

    def prepare() -> tuple[Task, str]:
        from plangen.graphs.runs import check_run_id, new_run_id

        task = read_task(text, file)
        return task, check_run_id(run_id) if run_id else new_run_id()

    return run_and_deliver(prepare, options, delivery, runs, agreed=agreed)


def run_and_deliver(
    prepare: Callable[[], tuple[Task, str]], options: Options, delivery: Delivery, runs: Path, *, agreed: bool
) -> int:
    """Run the task that `prepare` gives and deliver what comes of it, failures included; the exit code."""
    resume: str | None = None
    run_id = ""
    try:
        with only_results_on_stdout():
            # Whatever the caller got wrong is said before anything is fetched.
            planner = options.planner(runs)
            task, run_id = prepare()
            delivery.meets(task)
            weights.ensure(options.names(), agreed=agreed)
            if Options.kept(runs / run_id) is None:
                options.keep(runs / run_id)
            resume = resume_command(run_id, runs)
            screen = make_screen(quiet=delivery.quiet)
            outcome = asyncio.run(conduct(planner, task, run_id, screen))
        return deliver(outcome, delivery, run_id, resume, title=task.id)
    except PlangenError as error:
        can_resume = bool(run_id) and error.exit_code != 2 and (runs / run_id / "run.json").exists()
        return delivery.failure(error, run_id=run_id, resume=resume if can_resume else None)


def deliver(outcome: Outcome, delivery: Delivery, run_id: str, resume: str, *, title: str = "") -> int:
    """Deliver the outcome of a run; the exit code."""
    from plangen.cli.show.envelope import cancelled

    result = outcome.result
    if result is None:
        if delivery.form == "json":
            delivery.result(cancelled(run_id=run_id, resume=resume))
        tell(f"cancelled; go on with: {resume}")
        return exit_code(outcome)
    if result.resume:
        result = result.model_copy(update={"resume": resume})
    delivery.result(result, title=title)
    if not delivery.quiet:
        _close(result)
    return exit_code(outcome)


def _close(result: Result) -> None:
    """What is left to say beside the result."""
    from plangen.cli.show.result import summary
    from plangen.cli.show.sanitise import one_line

    for warning in result.warnings:
        tell(f"warning: {one_line(warning)}")
    for failure in dict.fromkeys(result.failures):
        tell(f"a draft failed ({failure.code}): {one_line(failure.message, 300)}")
    tell(f"run {result.run_id}: {summary(result)}")
    if result.resume:
        tell(f"go on with: {result.resume}")
