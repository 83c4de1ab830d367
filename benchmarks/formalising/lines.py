"""A results file of one JSON object a line, to which a run that was broken off is added."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]


def begun(options: argparse.Namespace, fixed: Sequence[str]) -> list[dict[str, Any]]:
    """The records that the file of `options.out` holds; ends the program unless the file may be gone on with.

    `fixed` are the options that all lines of a file share.
    """
    opened(options.out, resume=options.resume)
    records = read(options.out) if options.out.exists() else []
    for record in records:
        if other := [name for name in fixed if record[name] != getattr(options, name)]:
            sys.exit(f"{options.out} was begun with another {', '.join(other)}")
    return records


def opened(file: Path, *, resume: bool) -> None:
    """Make a file ready for more lines: half a last line, which a killed process can leave, is cut off.

    Ends the program when there is such a file and nobody asked to go on with it.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        return
    if not resume:
        sys.exit(f"{file} exists; add to it with --resume, or name another file")
    data = file.read_bytes()
    file.write_bytes(data[: data.rfind(b"\n") + 1])


def read(file: Path) -> list[dict[str, Any]]:
    """The lines of a results file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def append(file: Path, record: Record) -> None:
    """Write one line, whole and at once."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(record) + "\n")
