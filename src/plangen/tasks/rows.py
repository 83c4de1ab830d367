"""One row of a `.jsonl` file as a task."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plangen.errors import ParseError, TaskFileError
from plangen.reading import parse_json
from plangen.schema import Task
from plangen.tasks.markup import Document
from plangen.tasks.natural_plan import natural_plan_task
from plangen.tasks.typed import task_of

MAX_LINE = 1_000_000


def read_row(path: Path, row: str | int | None) -> Task:
    """The task in the row with that id or index (from 0); raises `TaskFileError`.

    A row with `prompt` is NATURAL PLAN's, one with `text` has the fields of `Task`.
    """
    number, data = _pick(path, row)
    name = f"{path}:{number + 1}"
    if "prompt" in data or "prompt_0shot" in data:
        return natural_plan_task(data, name=name)
    return task_of(Document(name, data, {}), default_id=f"{path.stem}-{number}")


def _pick(path: Path, row: str | int | None) -> tuple[int, dict[str, Any]]:
    wanted = None if row is None else str(row)
    index = int(wanted) if wanted is not None and wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    first: tuple[int, dict[str, Any]] | None = None
    count = 0
    for number, line in _lines(path):
        if wanted is not None and index != count and f'"{wanted}"' not in line:
            count += 1
            continue
        data = _row(path, number, line)
        if wanted is not None and (index == count or data.get("id") == wanted):
            return number, data
        first = first or (number, data)
        count += 1
        if wanted is None and count > 1:
            break
    if first is not None and count == 1 and wanted is None:
        return first
    if count == 0:
        raise TaskFileError(f"{path}: the file is empty")
    if wanted is None:
        raise TaskFileError(f"{path}: the file has several tasks", hint=f"name one: {path}#ID or {path}#0")
    raise TaskFileError(
        f"{path}: no row `{wanted}`; the file has {count}", hint="use the row's id, or its index from 0"
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    number = -1
    try:
        if path.is_dir():
            raise TaskFileError(f"{path}: a folder, not a file")
        with path.open("rb") as file:
            while raw := file.readline(MAX_LINE + 1):
                number += 1
                if len(raw) > MAX_LINE:
                    raise TaskFileError(f"{path}:{number + 1}: the line is too long")
                if line := raw.decode("utf-8-sig").strip():
                    yield number, line
    except FileNotFoundError:
        raise TaskFileError(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise TaskFileError(f"{path}:{number + 1}: not UTF-8 text") from None
    except OSError as error:
        raise TaskFileError(f"{path}: cannot be read: {error.strerror or error}") from None


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        data = parse_json(line)
    except ParseError as error:
        raise TaskFileError(f"{path}:{number + 1}: {error.message}") from None
    if not isinstance(data, dict):
        raise TaskFileError(f"{path}:{number + 1}: the row is not a JSON object")
    return data
