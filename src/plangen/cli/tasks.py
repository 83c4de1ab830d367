"""The task of a command line: words, a file, one row of a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from plangen.errors import UsageError

if TYPE_CHECKING:
    from plangen.schema import Task

MAX_BYTES = 1_000_000


def read_task(text: str | None, file: str | None) -> Task:
    """The task that is meant by TASK or `-f FILE[#ROW]`; `-` is standard input.

    Raises UsageError unless exactly one is given, and TaskFileError for a file that does not read.
    """
    from plangen.tasks.files import load_task

    if (text is None) == (file is None):
        fault = "there is no task" if text is None else "a task and a file were given"
        raise UsageError(fault, hint="give a TASK in words, `-f FILE`, or `-` for standard input")
    if "-" in (text, file):
        return _standard_input()
    if file is not None:
        return load_file(file)
    return load_task(str(text))


def load_file(place: str) -> Task:
    """The task in `FILE`, or in one row of it named by `FILE#ROW`; raises TaskFileError."""
    from plangen.tasks.files import load_task

    name, mark, row = place.rpartition("#")
    if mark and not Path(place).exists():
        return load_task(Path(name), row=row)
    return load_task(Path(place))


def _standard_input() -> Task:
    from plangen.schema import Task

    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise UsageError("the task on standard input is too large", hint=f"at most {MAX_BYTES} bytes")
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise UsageError(f"standard input is not UTF-8 text (byte {error.start})") from None
    if not text:
        raise UsageError("standard input is empty", hint="say in a sentence what is to be planned")
    return Task(text=text)
