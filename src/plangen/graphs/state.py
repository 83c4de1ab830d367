"""The state of a planning run: plain JSON data only, so that any checkpointer can keep it and no load runs code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.channels.delta import DeltaChannel
from langgraph.graph.message import add_messages

from plangen.errors import UsageError
from plangen.schema import Task


def extend(log: list[dict[str, Any]], writes: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The log with all entries of all writes appended; the order inside a wave does not matter."""
    return [*log, *(entry for write in writes for entry in write)]


class PlannerInput(TypedDict, total=False):
    """What a caller gives: a task (text or `Task` as JSON), or messages whose last human one is the task."""

    task: dict[str, Any] | str
    messages: Annotated[list[AnyMessage], add_messages]
    run_id: str


def read_task(state: PlannerInput) -> Task:
    """The task of an input: `task` as text or data, else the last human message. Raises UsageError without one."""
    given = state.get("task")
    if isinstance(given, str):
        return Task(text=given)
    if given:
        return Task.model_validate(given)
    for message in reversed(state.get("messages", [])):
        if message.type == "human" and isinstance(message.content, str) and message.content.strip():
            return Task(text=message.content)
    raise UsageError("there is no task", hint="give `task`, or `messages` with a human message")


class PlannerOutput(TypedDict, total=False):
    """What comes back: the result envelope, and the plan as a message."""

    result: dict[str, Any]
    messages: Annotated[list[AnyMessage], add_messages]


class PlannerState(PlannerInput, PlannerOutput, total=False):
    """The whole state; `log` grows by one entry a finished branch and is stored as differences.

    `task` is what was given, `read` what is added to it before drafting (`plan_format`,
    `uncovered`, `context`).
    """

    constraints: list[dict[str, Any]]
    read: dict[str, Any]
    history: dict[str, dict[str, Any]]
    log: Annotated[list[dict[str, Any]], DeltaChannel(extend, snapshot_frequency=100)]


class Branch(TypedDict):
    """One branch of a wave: which operation of which batch, and its content as plain data."""

    run_id: str
    task: dict[str, Any]
    constraints: list[dict[str, Any]]
    read: dict[str, Any]
    wave: int
    op: int
    index: int
    number: int
    operation: dict[str, Any]
    barred: dict[str, list[int]]
