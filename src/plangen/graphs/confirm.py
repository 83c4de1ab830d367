"""The user's word on what was read, asked by a LangGraph interrupt before anything is planned."""

from __future__ import annotations

import asyncio
from typing import Literal

from langgraph.config import get_config
from langgraph.types import interrupt
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from plangen.errors import PlangenError, UsageError
from plangen.schema import Task
from plangen.tasks.confirming import confirm
from plangen.tasks.overview import overview

Confirm = Literal["never", "doubtful", "always"]

_SAVER = "__pregel_checkpointer"


class Decisions(BaseModel):
    """What an answer may hold, all of it optional.

    `{"settle": false}` goes on with the task as it was read; an empty answer is none for LangGraph.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    confirm: tuple[str, ...] | Literal["all"] = ()
    drop: tuple[str, ...] = ()
    edit: dict[str, dict[str, JsonValue]] = {}
    settle: bool = False


def require_saver(when: Confirm) -> None:
    """Raise UsageError where a question could be asked but no checkpointer would keep the run until its answer."""
    # Without a saver LangGraph ends the run at the interrupt as if it were done; it tells of one by this key only.
    if when != "never" and get_config().get("configurable", {}).get(_SAVER) is None:
        raise UsageError(
            f"confirm={when} needs a checkpointer, to keep the run while its question waits",
            hint="build_graph(..., checkpointer=...), or Planner.read and plangen.confirm before planning",
        )


async def confirmed(task: Task, when: Confirm) -> Task:
    """The task as the user leaves it; an answer that does not do is named and asked for again.

    The question is `{"steps", "constraints", "uncovered", "conflicts", "error"}`, the answer what `Decisions` holds.
    The node that calls this runs again from its start at every answer, so nothing before it may be paid.
    """
    found = await asyncio.to_thread(overview, task)
    if when == "never" or (when == "doubtful" and not found.doubtful):
        return task
    question, error = found.data(), ""
    while True:
        answer = interrupt({**question, "error": error})
        try:
            said = Decisions.model_validate(answer)
            return confirm(task, said.confirm, drop=said.drop, edit=said.edit, settle=said.settle)
        except ValidationError as wrong:
            error = _first(wrong)
        except PlangenError as wrong:
            error = str(wrong)


def _first(wrong: ValidationError) -> str:
    fault = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in fault["loc"]) or "the answer"
    return f"`{where}`: {fault['msg']}"
