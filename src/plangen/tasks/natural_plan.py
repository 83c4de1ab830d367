"""NATURAL PLAN (arXiv 2406.04520): its calendar, meeting and trip tasks, read by program from their templates.

Only the words of the prompt are read, never the gold plan or an annotation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from plangen.errors import ParseError, TaskFileError
from plangen.schema import Task
from plangen.tasks.natural_plan_calendar import calendar_task
from plangen.tasks.natural_plan_meeting import meeting_task
from plangen.tasks.natural_plan_trip import trip_task

_READERS: Mapping[str, Callable[[str, str], Task]] = {
    "You need to schedule a meeting for ": calendar_task,
    "You are visiting ": meeting_task,
    "You plan to visit ": trip_task,
}
_ANSWER_FORMS = ("SOLUTION:", "Your response should start with 'SOLUTION:'.")


def natural_plan_task(row: Mapping[str, Any], *, name: str = "row") -> Task:
    """The typed task of one row (`prompt` or `prompt_0shot`, `id`), its text without preamble and answer form.

    Which of the three templates it is follows from its first words. Raises `TaskFileError` for a prompt of which
    any part is not understood.
    """
    prompt = row.get("prompt", row.get("prompt_0shot"))
    if not isinstance(prompt, str):
        raise TaskFileError(f"{name}: `prompt` is not a text")
    text = prompt.rpartition("TASK:")[2].strip()
    for form in _ANSWER_FORMS:
        text = text.removesuffix(form).rstrip()
    reader = next((reader for opening, reader in _READERS.items() if text.startswith(opening)), None)
    if reader is None:
        raise TaskFileError(
            f"{name}: the prompt begins `{text[:40]}`, like no task of NATURAL PLAN",
            hint="only its calendar, meeting and trip tasks are read as rows with `prompt`",
        )
    try:
        return reader(str(row.get("id", "natural_plan")), text)
    except ParseError as error:
        raise TaskFileError(f"{name}: {error.message}", hint=error.hint) from None
