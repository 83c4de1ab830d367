"""The folder of one run: its manifest, journal and trace, and the lock that keeps a second writer out."""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from plangen.errors import RunLockedError, StorageError, UsageError

SCHEMA_VERSION = 1
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")


def new_run_id() -> str:
    """A name that sorts by time: `YYYYMMDD-HHMMSS-xxxxxxxx`, in UTC."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"


def check_run_id(run_id: str) -> str:
    """The id itself; raises UsageError for one that is not letters, digits, `_` and `-` (it names a folder)."""
    if not _RUN_ID.match(run_id):
        raise UsageError(f"`{run_id[:80]}` is no run id", hint="use up to 64 letters, digits, `_` and `-`")
    return run_id


class RunFolder:
    """`<runs>/<run id>/` with `run.json`, `journal.sqlite` and `trace.jsonl`; one writer at a time."""

    def __init__(self, runs: Path, run_id: str) -> None:
        self.path = runs / check_run_id(run_id)
        self.run_id = run_id
        self._lock = FileLock(self.path / "lock", timeout=0)

    @property
    def journal(self) -> Path:
        """The call journal."""
        return self.path / "journal.sqlite"

    @property
    def trace(self) -> Path:
        """The event log."""
        return self.path / "trace.jsonl"

    def open(self, manifest: dict[str, Any]) -> bool:
        """Take the run for this process and write its manifest; whether it had begun before.

        Raises RunLockedError when another process writes to it, and UsageError when it was begun with another
        task or other settings.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire()
        except Timeout as error:
            raise RunLockedError(
                f"run {self.run_id} is being written by another process", hint="wait for it, or start a new run"
            ) from error
        except OSError as error:
            raise StorageError(f"the run folder {self.path} cannot be written: {error.strerror}") from error
        try:
            return self._agree(manifest)
        except BaseException:
            self._lock.release()
            raise

    def _agree(self, manifest: dict[str, Any]) -> bool:
        file = self.path / "run.json"
        if not file.exists():
            write_atomically(file, json.dumps({"schema_version": SCHEMA_VERSION, **manifest}, indent=1))
            return False
        begun = read_manifest(file)
        different = [name for name in ("task", "settings") if begun.get(name) != manifest.get(name)]
        if different:
            raise UsageError(
                f"run {self.run_id} was begun with another {' and other '.join(different)}",
                hint="resume it with what it was begun with, or start a new run",
            )
        return True

    def close(self) -> None:
        """Give the run free."""
        self._lock.release()


def read_manifest(file: Path) -> dict[str, Any]:
    """What a run was begun with; raises StorageError when it does not read back."""
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        if manifest["schema_version"] == SCHEMA_VERSION:
            return dict(manifest)
        problem = f"schema version {manifest['schema_version']}, this plangen reads {SCHEMA_VERSION}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = str(error)
    raise StorageError(f"the run file {file} does not read back: {problem}", hint="start a new run")


def list_runs(runs: Path) -> Iterator[RunFolder]:
    """The runs of a folder, newest first."""
    names = sorted((item.name for item in runs.iterdir()), reverse=True) if runs.is_dir() else []
    for name in names:
        if _RUN_ID.match(name) and (runs / name / "run.json").is_file():
            yield RunFolder(runs, name)


def write_atomically(file: Path, text: str) -> None:
    """Write a file whole or not at all: temporary file beside it, flushed to the disk, renamed."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageError(f"{file} cannot be written: {error.strerror}", hint="check its folder") from error
