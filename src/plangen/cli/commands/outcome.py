"""`plangen verify --outcome`: notes how the plan of a run turned out, which is what estimates of a chance rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from plangen.cli.delivery import Delivery
from plangen.cli.options import default_calibration, default_runs, one_of
from plangen.errors import PlangenError, UsageError

if TYPE_CHECKING:
    from plangen.graphs.runs import RunFolder
    from plangen.schema import Result


def note(run: str, outcome: str, *, plan_file: str, delivery: Delivery, runs: Path | None) -> int:
    """Count a run's plan as right or wrong, in place of what was noted of it before; the exit code."""
    try:
        text = _note(run, one_of(outcome, "--outcome", ("right", "wrong")), plan_file, delivery, runs or default_runs())
        delivery.text(text)
    except PlangenError as error:
        return delivery.failure(error)
    return 0


def _note(run: str, outcome: str, plan_file: str, delivery: Delivery, runs: Path) -> str:
    from plangen.cli.commands.resume import find
    from plangen.graphs.finish import answerable
    from plangen.graphs.runs import read_manifest
    from plangen.verifiers.calibration import Calibration, kind_of

    if plan_file:
        raise UsageError("--outcome takes the id of a run alone", hint=f"plangen verify --outcome {outcome} RUN")
    folder = find(run, runs)
    result = _result(folder)
    kind = kind_of(result.certificate, result.score)
    if kind is None:
        raise UsageError(
            f"run {folder.run_id} claims nothing that could be right or wrong: {result.certificate}",
            hint="note the outcome of a run whose plan was verified or judged",
        )
    models = read_manifest(folder.path / "run.json")["settings"]["models"]
    model = answerable(result.certificate, models)
    known = Calibration(default_calibration()).record(model, kind, right=outcome == "right", run=folder.run_id)
    if delivery.form == "json":
        counts = {"right": known.right, "wrong": known.wrong, "chance": known.chance}
        return json.dumps({"run_id": folder.run_id, "model": model, "kind": kind, **counts}, indent=2) + "\n"
    chance = "no estimate" if known.chance is None else f"chance {known.chance:.2f}"
    return f"{folder.run_id} was {outcome}; {model}, {kind}: {known.right} right, {known.wrong} wrong, {chance}\n"


def _result(folder: RunFolder) -> Result:
    from plangen.cli.commands.runs import last_event
    from plangen.schema import Result

    last = last_event(folder.trace)
    if last.get("type") != "run_finished":
        raise UsageError(f"run {folder.run_id} is not finished", hint=f"plangen resume {folder.run_id}")
    return Result.model_validate(last["result"])
