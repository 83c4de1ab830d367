"""`plangen export`: the plan of a run or of a file, in the format of another program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plangen.cli.delivery import Delivery
from plangen.cli.options import default_runs
from plangen.errors import PlangenError, UsageError

if TYPE_CHECKING:
    from plangen.schema import Plan


def export(source: str, *, task_file: str | None, delivery: Delivery, runs: Path | None) -> int:
    """Deliver the plan alone; 0, also when it is not verified: its certificate goes with it where a format has room."""
    try:
        if delivery.form == "text":
            raise UsageError("--format text is for results", hint="use md")
        if Path(source).suffix or Path(source).exists():
            plan, title, certificate = _of_file(Path(source), task_file)
        else:
            if task_file:
                raise UsageError("--task is for a plan in a file; a run knows its task")
            plan, title, certificate = _of_run(source, runs or default_runs())
        delivery.plan(plan, title=title, certificate=certificate)
    except PlangenError as error:
        return delivery.failure(error)
    return 0


def _of_file(file: Path, task_file: str | None) -> tuple[Plan, str, str]:
    from plangen.cli.tasks import load_file
    from plangen.tasks.files import load_plan

    task = load_file(task_file) if task_file else None
    plan = load_plan(file, task.plan_format if task else None)
    return plan, task.id if task else file.stem, ""


def _of_run(name: str, runs: Path) -> tuple[Plan, str, str]:
    """The plan of a run that has ended, its task's id and its certificate."""
    from plangen.cli.commands.resume import find
    from plangen.cli.commands.runs import last_event
    from plangen.graphs.runs import read_manifest
    from plangen.schema import Result

    folder = find(name, runs)
    event = last_event(folder.trace)
    if event.get("type") != "run_finished":
        raise UsageError(f"the run {folder.run_id} has not ended", hint=f"go on with: plangen resume {folder.run_id}")
    result = Result.model_validate(event["result"])
    if result.plan is None:
        raise UsageError(f"the run {folder.run_id} found no plan")
    return result.plan, str(read_manifest(folder.path / "run.json")["task"]["id"]), str(result.certificate)
