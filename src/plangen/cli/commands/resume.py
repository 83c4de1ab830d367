"""`plangen resume`: goes on with a run from what was paid for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plangen.cli.commands.solve import run_and_deliver
from plangen.cli.delivery import Delivery
from plangen.cli.options import Caps, Options, default_runs
from plangen.cli.streams import tell
from plangen.errors import PlangenError, UsageError

if TYPE_CHECKING:
    from plangen.graphs.runs import RunFolder

_KEPT = ("extract", "thoughts", "bar_refuted", "max_tokens", "stop_on_certified")


def resume(name: str, *, caps: Caps, delivery: Delivery, runs: Path | None, agreed: bool) -> int:
    """Go on with a run under its own options, its limits replaced by those given; the exit code."""
    from plangen.graphs.runs import read_manifest
    from plangen.schema import Task

    runs = runs or default_runs()
    try:
        folder = find(name, runs)
        manifest = read_manifest(folder.path / "run.json")
        options = Options.kept(folder.path) or _begun_elsewhere(manifest["settings"])
        options = replace(options, caps=caps.over(options.caps), more=_more(manifest["settings"]))
        task = Task.model_validate(manifest["task"])
        if not delivery.quiet:
            tell(asyncio.run(_reused(folder)))
        if caps != Caps():
            options.keep(folder.path)
    except PlangenError as error:
        return delivery.failure(error)
    return run_and_deliver(lambda: (task, folder.run_id), options, delivery, runs, agreed=agreed)


def find(name: str, runs: Path) -> RunFolder:
    """The folder of a run, or of the latest one for `last`; raises UsageError."""
    from difflib import get_close_matches

    from plangen.graphs.runs import RunFolder, list_runs

    known = list(list_runs(runs))
    if name == "last":
        if not known:
            raise UsageError(f"there are no runs in {runs}", hint="begin one with: plangen solve TASK")
        return max(known, key=lambda folder: (folder.path / "run.json").stat().st_mtime_ns)
    folder = RunFolder(runs, name)
    if not (folder.path / "run.json").is_file():
        near = get_close_matches(name, [item.run_id for item in known], n=1)
        hint = f"did you mean `{near[0]}`? " if near else ""
        raise UsageError(f"there is no run `{name}` in {runs}", hint=f"{hint}plangen runs lists them")
    return folder


def _begun_elsewhere(settings: dict[str, Any]) -> Options:
    """The options of a run that was begun from Python, as far as its manifest tells them."""
    models = dict(settings["models"])
    return Options(
        model=models.pop("generation"),
        roles=models,
        strategy=settings["strategy"],
        verifier=settings["verifier"],
        feedback=settings.get("feedback", "located"),
        seed=settings["seed"],
    )


def _more(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: settings[name] for name in _KEPT if name in settings}


async def _reused(folder: RunFolder) -> str:
    """What the journal holds already, in one line."""
    from plangen.cli.show.result import cost_text
    from plangen.journal import Journal

    if not folder.journal.exists():
        return f"run {folder.run_id}: accepted, nothing was paid yet"
    journal = Journal(folder.journal)
    try:
        spent = await journal.spent()
    finally:
        journal.close()
    return (
        f"run {folder.run_id}: {spent.calls} calls, {spent.tokens} tokens and {cost_text(spent.cost)} are spent; "
        "their replies are used again and not paid again"
    )
