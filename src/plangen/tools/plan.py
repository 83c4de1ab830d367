"""A plan of tool calls: what is called with what, and what waits for what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal

from pydantic import Field, JsonValue, ValidationError, field_validator

from plangen.errors import ParseError
from plangen.schema.plan import Value
from plangen.tools.references import ID, references

OnError = Literal["skip", "continue", "abort"]
MOST_CALLS = 1000


class Call(Value):
    """One call; its arguments may hold references to results of others (`${id}`, `${id.path[0]}`).

    `after` names calls that must have ended well first, beside those referred to. `timeout_s` replaces the tool's own
    limit, in seconds an attempt; `retries` counts further attempts and is heeded only for an idempotent tool that
    failed for a passing reason. `on_error`: what depends on this call is skipped, or goes on with null in its place
    (`continue`), or the whole plan ends (`abort`).
    """

    id: str = Field(pattern=rf"^{ID}$", max_length=64)
    tool: str = Field(min_length=1, max_length=128)
    args: dict[str, JsonValue] = Field(default_factory=dict)
    after: tuple[str, ...] = ()
    timeout_s: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    retries: int = Field(default=2, ge=0, le=10)
    on_error: OnError = "skip"

    @field_validator("id", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("after", mode="before")
    @classmethod
    def _numbers(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return tuple(str(item) if type(item) is int else item for item in value)


def parents(call: Call, declared: Collection[str]) -> tuple[str, ...]:
    """The ids that a call waits for, each once: those it refers to, then those of `after`."""
    found = [reference.id for reference in references(call.args, declared)]
    return tuple(dict.fromkeys([*found, *call.after]))


def read_calls(data: Any) -> tuple[Call, ...]:
    """Calls from JSON data: a list, or an object with the list under `calls`. Raises ParseError with every fault."""
    items = data.get("calls") if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise ParseError("a plan of calls is a list, or an object with the list under `calls`")
    if len(items) > MOST_CALLS:
        raise ParseError(f"a plan has at most {MOST_CALLS} calls, this one has {len(items)}")
    calls: list[Call] = []
    faults: list[str] = []
    for number, item in enumerate(items, start=1):
        try:
            calls.append(Call.model_validate(item))
        except ValidationError as error:
            name = item.get("id", number) if isinstance(item, dict) else number
            for fault in error.errors():
                where = ".".join(str(part) for part in fault["loc"]) or "the call"
                faults.append(f"call {name}: {where}: {fault['msg']}")
    if faults:
        raise refused(faults)
    return tuple(calls)


def refused(faults: Sequence[str]) -> ParseError:
    """One error for all that is wrong with a plan of calls."""
    count = f"{len(faults)} problem" + ("s" if len(faults) > 1 else "")
    return ParseError(f"the plan of calls has {count}:\n" + "\n".join(f"- {fault}" for fault in faults[:50]))
