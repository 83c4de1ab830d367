"""What earlier tasks taught about the arms of the mixture, for scope `run` and `store`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plangen.errors import StorageError
from plangen.strategies.base import ArmStats
from plangen.strategies.ucb import pulled


class History:
    """Pulls and rewards of each arm over all tasks of a planner; kept in `path` if one is given (scope `store`)."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._arms: dict[str, ArmStats] = _read(path) if path is not None and path.exists() else {}

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """The statistics as plain data, for the state of a run."""
        return {arm: asdict(stats) for arm, stats in self._arms.items()}

    def add(self, arm: str, reward: float, *, improved: bool, failed: bool) -> None:
        """Count one judged pull of an arm; `reward` in [0, 1]."""
        self._arms[arm] = pulled(self._arms.get(arm, ArmStats()), reward, improved=improved, failed=failed)
        if self._path is not None:
            _write(self._path, self.snapshot())


def restore(snapshot: dict[str, dict[str, Any]]) -> dict[str, ArmStats]:
    """The statistics that a snapshot holds."""
    return {arm: ArmStats(**values) for arm, values in snapshot.items()}


def _read(path: Path) -> dict[str, ArmStats]:
    try:
        return restore(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise StorageError(f"the selection history {path} does not read back: {error}", hint="delete it") from error


def _write(path: Path, snapshot: dict[str, dict[str, Any]]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(snapshot, indent=1), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise StorageError(f"the selection history {path} cannot be written: {error.strerror}") from error
