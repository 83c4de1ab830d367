"""The trace of one run: an append-only JSONL file, and whoever listens."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from plangen.errors import StorageError
from plangen.tracing.events import EVENT, AnyEvent, Event
from plangen.tracing.redact import known_secrets, redact

Listener = Callable[[Event], None]


class Trace:
    """Numbers events, writes each as one line (secrets removed), and hands it to the listeners.

    `path=None` writes nothing. A file that a killed process left with half a last line is cut back to whole lines
    and continued. `progress` says that a listener shows replies as they come. Raises StorageError when the file
    cannot be written.
    """

    def __init__(
        self,
        run_id: str,
        path: Path | None = None,
        listeners: tuple[Listener, ...] = (),
        *,
        progress: bool = False,
    ) -> None:
        self.run_id = run_id
        self.progress = progress
        self._listeners = listeners
        self._secrets = known_secrets()
        self._seq = 0
        self._file: IO[bytes] | None = None
        if path is not None:
            try:
                self._seq = _mend(path)
                self._file = path.open("ab")
            except OSError as error:
                raise StorageError(f"the trace {path} cannot be written: {error.strerror}") from error

    def emit(self, event: Event) -> None:
        """Number, write and hand on one event."""
        if not event.transient:
            self._seq += 1
        event = event.model_copy(update={"seq": self._seq, "ts": time.time(), "run_id": self.run_id})
        if self._file is not None and not event.transient:
            try:
                line = json.dumps(_clean(event.model_dump(mode="json"), self._secrets), allow_nan=False)
                self._file.write(line.encode() + b"\n")
                self._file.flush()
            except OSError as error:
                raise StorageError(f"the trace {self._file.name} cannot be written: {error.strerror}") from error
        for listener in self._listeners:
            listener(event)

    def close(self) -> None:
        """Flush to the disk and close the file."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None


def read_trace(path: Path) -> Iterator[AnyEvent]:
    """The events of a trace file, in order; raises StorageError at a line that is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield EVENT.validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]["msg"]
                raise StorageError(f"{path}, line {number}: not an event of this version: {first}") from error


def _mend(path: Path) -> int:
    """Cut a half-written last line off; the number of whole lines."""
    if not path.exists():
        return 0
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
    return data.count(b"\n")


def _clean(value: Any, secrets: frozenset[str]) -> Any:
    """The same JSON data with secrets taken out of every string."""
    if isinstance(value, str):
        return redact(value, secrets)
    if isinstance(value, list):
        return [_clean(item, secrets) for item in value]
    if isinstance(value, dict):
        return {redact(key, secrets): _clean(item, secrets) for key, item in value.items()}
    return value
