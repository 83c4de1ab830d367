"""`plangen doctor`: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from plangen import __version__
from plangen.cli.keys import keys_present
from plangen.cli.options import default_model, default_runs
from plangen.cli.streams import only_results_on_stdout, put
from plangen.cli.weights import catalogued, size_text
from plangen.errors import PlangenError

_EXTRAS = {
    "local": "xllamacpp",
    "transformers": "transformers",
    "plot": "matplotlib",
    "checkpoint": "aiosqlite",
    "code": "pydantic_monty",
}
_OLDEST_SQLITE = (3, 37)
_SPACE = 200_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `ok` is `None` for what is told but cannot be wrong."""

    name: str
    ok: bool | None
    detail: str
    hint: str = ""


def doctor(*, model: str | None, api_base: str | None, runs: Path | None, as_json: bool, ping: bool) -> int:
    """Look at everything and say it; 0 when nothing is wrong, else 1."""
    from plangen.cli.show.sanitise import one_line

    name = model or default_model()
    with only_results_on_stdout():
        found = list(checks(name, api_base, runs or default_runs()))
        if ping:
            found.append(_ping(name, api_base))
    healthy = all(check.ok is not False for check in found)
    if as_json:
        put(json.dumps({"healthy": healthy, "checks": [asdict(check) for check in found]}, indent=2) + "\n")
        return 0 if healthy else 1
    marks = {True: "ok", False: "WRONG", None: "-"}
    for check in found:
        put(f"{marks[check.ok]:<6} {check.name:<14} {one_line(check.detail, 300)}\n")
        if check.hint and check.ok is False:
            put(f"{'':<22}to do: {one_line(check.hint, 300)}\n")
    return 0 if healthy else 1


def checks(model: str, api_base: str | None, runs: Path) -> Iterator[Check]:
    """Everything that can be looked at without a network."""
    version = platform.python_version()
    yield Check("plangen", None, f"{__version__}, {platform.system()} {platform.machine()}")
    yield Check("python", sys.version_info >= (3, 11), f"{version} at {sys.executable}", "use Python 3.11 or newer")
    sqlite = tuple(int(part) for part in sqlite3.sqlite_version.split(".")[:2])
    yield Check("sqlite", sqlite >= _OLDEST_SQLITE, sqlite3.sqlite_version, "use a Python with SQLite 3.37 or newer")
    for extra, module in _EXTRAS.items():
        there = importlib.util.find_spec(module) is not None
        yield Check(
            f"extra {extra}", None, "installed" if there else f"not installed: pip install '.[{extra}]' in the checkout"
        )
    yield _sandbox()
    yield Check("keys", None, ", ".join(keys_present()) or "none in the environment")
    yield _runs(runs)
    yield _space(runs)
    yield _model(model, api_base)


def _sandbox() -> Check:
    """What runs code here; a machine without is told, since most tasks need none."""
    from plangen.tools.code.probe import probe

    walls = probe()
    spaces = {True: "yes", False: "no", None: "unknown"}[walls.user_namespaces]
    found = (
        f"monty {'yes' if walls.monty else 'no'}, native {'yes' if walls.native else 'no'} "
        f"(Landlock ABI {walls.landlock}, seccomp {'yes' if walls.seccomp else 'no'}), "
        f"bwrap {'yes' if walls.bwrap else 'no'} (user namespaces {spaces})"
    )
    missing = "" if walls.monty else "; for monty: pip install '.[code]' in the checkout"
    return Check("sandbox", None, found + missing)


def _runs(runs: Path) -> Check:
    hint = "name a folder you may write to with --runs or PLANGEN_RUNS"
    try:
        runs.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=runs):
            return Check("runs", True, f"{runs} can be written")
    except OSError as error:
        return Check("runs", False, f"{runs}: {error.strerror}", hint)


def _space(runs: Path) -> Check:
    there = next((folder for folder in (runs, *runs.parents) if folder.exists()), Path("/"))
    free = shutil.disk_usage(there).free
    return Check("disk", free > _SPACE, f"{size_text(free)} free at {there}", "free some, or move the runs with --runs")


def _model(name: str, api_base: str | None) -> Check:
    from plangen.models.local import Store
    from plangen.models.registry import as_model

    try:
        entry = catalogued(name)
        if entry is None:
            return _remote(as_model(name, api_base=api_base).name, api_base)
        if importlib.util.find_spec("xllamacpp") is None:
            return Check(
                "model",
                False,
                f"{name}: the extra `local` is missing",
                "in the checkout of plangen: pip install '.[local]'",
            )
        held = Store().held(entry)
    except PlangenError as error:
        return Check("model", False, error.message, error.hint)
    here = held.state == "present"
    detail = f"{name}: weights {held.state} ({size_text(entry.bytes)}) at {held.path}"
    return Check("model", here, detail, f"plangen models pull {entry.name}; or name another model with -m")


def _remote(name: str, api_base: str | None) -> Check:
    """An API model needs its key, unless it is served by the user."""
    from plangen.models.api_errors import has_key, key_variables

    provider = name.partition("/")[0]
    own = api_base or name.startswith(("fake:", "sim:", "gguf:", "hf:")) or provider.startswith("ollama")
    if own or has_key(provider):
        return Check("model", True, f"{name} can be asked")
    return Check("model", False, f"{name}: no key", f"set {key_variables(provider)[0]}")


def _ping(name: str, api_base: str | None) -> Check:
    from plangen.models.base import Message, Request
    from plangen.models.registry import as_model

    began = time.monotonic()
    request = Request(messages=(Message("user", "Say ok."),), max_tokens=16, temperature=0.0)
    try:
        asyncio.run(as_model(name, api_base=api_base).sample(request))
    except PlangenError as error:
        return Check("ping", False, error.message, error.hint)
    return Check("ping", True, f"{name} answered in {time.monotonic() - began:.1f} s")
