"""`plangen runs`: the runs that were kept, newest first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plangen.cli.options import default_runs
from plangen.cli.streams import put, tell
from plangen.errors import StorageError

if TYPE_CHECKING:
    from plangen.graphs.runs import RunFolder

_TAIL = 4_000_000


def show_runs(runs: Path | None, *, as_json: bool) -> int:
    """Write one line a run, or a JSON list; 0."""
    from plangen.cli.show.sanitise import one_line
    from plangen.graphs.runs import list_runs

    runs = runs or default_runs()
    found = [_describe(folder) for folder in list_runs(runs)]
    if as_json:
        put(json.dumps(found, indent=2) + "\n")
        return 0
    for item in found:
        calls = "" if item["calls"] is None else f"{item['calls']} calls"
        put(f"{item['run_id']:<28}  {item['state']:<20}  {calls:>10}  {one_line(item['task'], 60)}\n")
    if not found:
        tell(f"there are no runs in {runs}")
    return 0


def _describe(folder: RunFolder) -> dict[str, Any]:
    from plangen.graphs.runs import read_manifest

    item: dict[str, Any] = {"run_id": folder.run_id, "state": "unreadable", "calls": None, "task": "", "strategy": ""}
    try:
        manifest = read_manifest(folder.path / "run.json")
        item["task"] = str(manifest["task"]["text"])
        item["strategy"] = str(manifest["settings"]["strategy"])
    except (StorageError, KeyError, TypeError):
        return item
    last = last_event(folder.trace)
    item["state"] = "unfinished"
    if last.get("type") == "run_finished":
        result = last["result"]
        item["state"] = str(result["certificate"]["claim"] if result["status"] == "completed" else result["status"])
        item["calls"] = result["usage"]["calls"]
    return item


def last_event(trace: Path) -> dict[str, Any]:
    """The last whole line of a trace, `{}` where there is none."""
    try:
        with trace.open("rb") as file:
            file.seek(max(0, trace.stat().st_size - _TAIL))
            lines = file.read().split(b"\n")
        event = json.loads(lines[-2])
        return event if isinstance(event, dict) else {}
    except (OSError, ValueError, IndexError):
        return {}
