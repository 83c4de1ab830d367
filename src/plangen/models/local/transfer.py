"""What the sources of weights share: how far a transfer has come, how it is stopped, and how it fails."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from plangen.errors import WeightsError

OnProgress = Callable[[int, int, str], None]
OnNotice = Callable[[str], None]

BLOCK = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR}


class SourceFailed(Exception):
    """This source did not deliver; the next one may."""


@dataclass(slots=True)
class Transfer:
    """One file on its way: `total` bytes from the source called `label`, reported to `on_progress`."""

    total: int
    label: str
    on_progress: OnProgress | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0

    def report(self, done: int) -> None:
        """Tell how many bytes are there; never fewer than before. Raises WeightsError once told to stop."""
        if self.stop.is_set():
            raise WeightsError(f"fetching from the {self.label} was stopped", hint="ask again to go on")
        self.done = max(self.done, min(done, self.total))
        if self.on_progress is not None:
            self.on_progress(self.done, self.total, self.label)


def sha256_of(path: Path, *, transfer: Transfer | None = None) -> str:
    """The SHA-256 of a whole file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            if transfer is not None:
                transfer.report(transfer.total)
    return digest.hexdigest()


def storage_fault(error: OSError, folder: Path) -> WeightsError:
    """The typed error for a model store that cannot take the file: full, read-only, or broken otherwise."""
    move = "or set PLANGEN_MODELS to a folder elsewhere"
    if error.errno in _FULL:
        return WeightsError(f"no space left in the model store {folder}: {error.strerror}", hint=f"free some, {move}")
    if error.errno in _CLOSED:
        return WeightsError(
            f"the model store {folder} cannot be used: {error.strerror}", hint=f"allow writing to it, {move}"
        )
    return WeightsError(f"the model store {folder} failed: {error}", hint=f"look at the disk, {move}")
