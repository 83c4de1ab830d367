"""Task and plan files: read into typed values, or refused with one clear error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from plangen.errors import ParseError, TaskFileError
from plangen.reading import Clock, locate, read_plan
from plangen.schema import Constraint, Plan, PlanFormat, Task
from plangen.tasks.markup import Document, read_json, read_yaml, write_yaml
from plangen.tasks.rows import read_row
from plangen.tasks.typed import explain, task_of
from plangen.tasks.written import check_as_written, slot_as_written

MAX_BYTES = 1_000_000
_MARKUP = (".yaml", ".yml", ".json")
_PROSE = (".txt", ".md")
_SUFFIXES = (*_MARKUP, *_PROSE, ".jsonl")


def load_task(source: str | Path, *, row: str | int | None = None) -> Task:
    """The task in a file, or the one that the text states.

    A `Path`, and a text that names a file or ends like one, is read as a file: YAML or JSON with the fields of
    `Task`, plain text (`.txt`, `.md`), or one row of a `.jsonl` named by `row` or behind `#` (its id or its index
    from 0). Every fault is a `TaskFileError` that names the file and the line or field.
    """
    path, row = _place(source, row)
    if path is None:
        if not str(source).strip():
            raise TaskFileError("the task is empty", hint="say in a sentence what is to be planned")
        return Task(text=str(source).strip())
    if path.suffix.lower() == ".jsonl":
        return read_row(path, row)
    if row is not None:
        raise TaskFileError(f"{path}: only a .jsonl file has rows, so `#{row}` names nothing")
    text = _read(path)
    if path.suffix.lower() in _PROSE:
        return Task(id=path.stem, text=text.strip())
    if path.suffix.lower() not in _MARKUP:
        raise TaskFileError(f"{path}: not a kind of task file", hint=f"use one of {', '.join(_SUFFIXES)}")
    return task_of(_markup(path, text), default_id=path.stem)


def dump_task(task: Task) -> str:
    """The task as YAML that `load_task` reads back to the same value; times and lengths as people write them."""
    data = task.model_dump(mode="json", exclude_defaults=True)
    data = {"id": task.id, **data}
    try:
        clock = Clock.of(task.plan_format)
    except ParseError:
        clock = Clock("step")
    if task.constraints:
        data["constraints"] = [_dumped(constraint, task.text, clock) for constraint in task.constraints]
    if task.plan_format is not None and task.plan_format.slots:
        data["plan_format"]["slots"] = [slot_as_written(slot, clock) for slot in data["plan_format"]["slots"]]
    return write_yaml(data)


def _dumped(constraint: Constraint, text: str, clock: Clock) -> dict[str, Any]:
    data = {
        "id": constraint.id,
        **constraint.model_dump(mode="json", exclude_defaults=True),
        "origin": constraint.origin,
        "trust": constraint.trust,
    }
    if constraint.quote and constraint.span == locate(text, constraint.quote):
        data.pop("span", None)
    if constraint.text == constraint.quote:
        data.pop("text")
    if constraint.check is not None:
        data["check"] = check_as_written(constraint.check, clock)
    return data


def parse_task(text: str, name: str) -> Task:
    """The task that the YAML text of a file states; `name` is what errors call the file. Raises `TaskFileError`."""
    return task_of(read_yaml(text, name))


def load_plan(path: str | Path, plan_format: PlanFormat | None) -> Plan:
    """The plan in a file: a `Plan` or a run's result as JSON or YAML, a reply `{"steps": [...]}`, or prose.

    Every fault is a `TaskFileError`.
    """
    path = Path(path)
    text = _read(path)
    if path.suffix.lower() in _MARKUP:
        document = _markup(path, text)
        data = document.data
        if isinstance(data, dict) and "run_id" in data:
            data = data.get("plan")
            if data is None:
                raise document.error((), "the result holds no plan")
        if isinstance(data, dict) and "unit" in data:
            try:
                return Plan.model_validate(data)
            except ValidationError as error:
                raise document.error(*explain(error, Plan)) from None
        text = json.dumps(data, ensure_ascii=False)
    try:
        return read_plan(plan_format, text)
    except ParseError as error:
        raise TaskFileError(f"{path}: {error.message}", hint=error.hint) from None


def _place(source: str | Path, row: str | int | None) -> tuple[Path | None, str | int | None]:
    """The file that is meant, if any, and its row."""
    if isinstance(source, Path):
        return source, row
    if "\n" in source or "\0" in source or len(source) > 1000:
        return None, row
    if Path(source).suffix.lower() in _SUFFIXES or _exists(Path(source)):
        return Path(source), row
    name, mark, suffix = source.rpartition("#")
    if mark and Path(name).suffix.lower() == ".jsonl":
        return Path(name), suffix if row is None else row
    if mark and Path(name).suffix.lower() in _SUFFIXES and _exists(Path(name)):
        raise TaskFileError(f"{name}: only a .jsonl file has rows, so `#{suffix}` names nothing")
    return None, row


def _exists(path: Path) -> bool:
    try:
        return bool(path.name) and path.exists()
    except OSError:
        return False


def _markup(path: Path, text: str) -> Document:
    read = read_json if path.suffix.lower() == ".json" else read_yaml
    return read(text, str(path))


def _read(path: Path) -> str:
    try:
        if path.is_dir():
            raise TaskFileError(f"{path}: a folder, not a file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise TaskFileError(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise TaskFileError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(raw) > MAX_BYTES:
        raise TaskFileError(f"{path}: too large, at most {MAX_BYTES // 1_000_000} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TaskFileError(f"{path}: not UTF-8 text (byte {error.start})") from None
    if "\0" in text:
        raise TaskFileError(f"{path}: not a text file")
    if not text.strip():
        raise TaskFileError(f"{path}: the file is empty")
    return text
