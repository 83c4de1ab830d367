"""How often results of each kind turned out right, kept for each model: what an estimate of a chance rests on."""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from plangen.errors import StorageError
from plangen.schema import Certificate

SCHEMA_VERSION = 1
EDGES = (0.5, 0.75, 0.9, 0.975)
"""Scores are told apart by the bin that they fall into; the last begins at PlanGEN's pass mark."""

_NAMES = {"verified except k judged by a model": "mixed", "judged only": "judged"}


class Outcomes(NamedTuple):
    """How many results of one kind were right and how many wrong."""

    right: int = 0
    wrong: int = 0

    @property
    def chance(self) -> float | None:
        """The mean of the Beta distribution that a flat prior and the counts give; `None` without any outcome."""
        total = self.right + self.wrong
        return (self.right + 1) / (total + 2) if total else None


class _Outcome(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    model: str
    kind: str
    right: bool


class _Kept(BaseModel):
    """The file: `counts[model][kind]` of outcomes without a run, and the outcome of each run by its id."""

    model_config = ConfigDict(extra="forbid")
    schema_version: int = Field(default=SCHEMA_VERSION, ge=SCHEMA_VERSION, le=SCHEMA_VERSION)
    counts: dict[str, dict[str, tuple[NonNegativeInt, NonNegativeInt]]] = {}
    runs: dict[str, _Outcome] = {}


def kind_of(certificate: Certificate, score: float | None) -> str | None:
    """The kind of a result whose outcomes are counted together: `program`, or `mixed` or `judged` with a score's bin.

    `None` for a result that claims nothing, and for one that rests on a model and has no score.
    """
    if certificate.claim == "verified by program":
        return "program"
    if certificate.claim not in _NAMES or score is None:
        return None
    bounds = (0.0, *EDGES, 1.0)
    place = bisect_right(EDGES, score)
    return f"{_NAMES[certificate.claim]} {bounds[place]:g}-{bounds[place + 1]:g}"


class Calibration:
    """Outcomes by model and kind; kept in `path` if one is given, in memory else.

    Only `record` adds to it: an outcome is what somebody found out about a plan, never what a run thinks of itself.
    Raises `StorageError` for a file that does not read back.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept = _read(path) if path is not None and path.exists() else _Kept()

    def outcomes(self, model: str, kind: str) -> Outcomes:
        """What is known of a model's results of one kind."""
        told = Counter(run.right for run in self._kept.runs.values() if (run.model, run.kind) == (model, kind))
        right, wrong = self._kept.counts.get(model, {}).get(kind, (0, 0))
        return Outcomes(right + told[True], wrong + told[False])

    def chance(self, model: str, kind: str | None) -> float | None:
        """The estimated chance that such a result is right; `None` without a recorded outcome of the very kind."""
        return None if kind is None else self.outcomes(model, kind).chance

    def record(self, model: str, kind: str, *, right: bool, run: str | None = None) -> Outcomes:
        """Count one outcome and return what is known now; a second outcome of the same `run` replaces the first."""
        if self._path is None:
            self._count(model, kind, right=right, run=run)
            return self.outcomes(model, kind)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(f"{self._path}.lock", timeout=30):
                self._kept = _read(self._path) if self._path.exists() else _Kept()
                self._count(model, kind, right=right, run=run)
                _write(self._path, self._kept)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StorageError(f"the calibration {self._path} cannot be written: {reason}") from error
        return self.outcomes(model, kind)

    def _count(self, model: str, kind: str, *, right: bool, run: str | None) -> None:
        if run is not None:
            self._kept.runs[run] = _Outcome(model=model, kind=kind, right=right)
            return
        kinds = self._kept.counts.setdefault(model, {})
        yes, no = kinds.get(kind, (0, 0))
        kinds[kind] = (yes + right, no + (not right))


def _read(path: Path) -> _Kept:
    try:
        return _Kept.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise StorageError(
            f"the calibration {path} does not read back: {str(error).splitlines()[0]}", hint="delete it, or mend it"
        ) from error


def _write(path: Path, kept: _Kept) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(json.dumps(kept.model_dump(mode="json"), indent=1), encoding="utf-8")
    temporary.replace(path)
