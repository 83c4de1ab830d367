"""What became of calls: of one at the door, of one in a plan, and of a whole plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import JsonValue

from plangen.errors import PlangenError
from plangen.tools.plan import Call
from plangen.tools.rendering import shorten
from plangen.tools.validate import Problem

Status = Literal["ok", "failed", "timeout", "skipped", "cancelled", "denied", "waiting"]
Source = Literal["run", "journal", "shared", "none"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door says of one call.

    `value` is the whole result as JSON data; `error` and `code` say why there is none. `raw` is the tool's own object,
    where it ran in this process. `source` tells a tool that ran from an answer that was kept or shared, and `abandoned`
    that work was left behind which cannot be stopped. Times are seconds of the loop's clock; `attempts` were charged.
    """

    status: Status
    value: JsonValue = None
    error: str = ""
    code: str = ""
    attempts: int = 0
    source: Source = "none"
    abandoned: bool = False
    started: float = 0.0
    ended: float = 0.0
    raw: Any = field(default=None, compare=False, repr=False)

    @property
    def seconds(self) -> float:
        """From the start of the first attempt to the end of the last."""
        return self.ended - self.started


@dataclass(frozen=True, slots=True)
class CallResult:
    """One call of a plan with what became of it.

    `args` are the arguments with references filled in; `cause` is the call whose failure made this one be skipped.
    `ready`, `started` and `ended` are seconds since the plan began: when nothing was waited for any more, when the
    first attempt began, and when it was over. `tainted`: the value is text that nobody vouches for.
    """

    call: Call
    answer: Answer
    args: Mapping[str, JsonValue] | None = None
    cause: str | None = None
    ready: float = 0.0
    started: float = 0.0
    ended: float = 0.0
    tainted: bool = False
    cap_bytes: int = 16_384

    @property
    def id(self) -> str:
        """The id of the call."""
        return self.call.id

    @property
    def status(self) -> Status:
        """What became of it."""
        return self.answer.status

    @property
    def value(self) -> JsonValue:
        """The whole result; `None` unless the status is `ok`."""
        return self.answer.value

    @property
    def passes(self) -> bool:
        """Whether what depends on this call goes on."""
        lost = self.status in ("failed", "timeout", "denied", "skipped")
        return self.status == "ok" or (lost and self.call.on_error == "continue")

    @property
    def text(self) -> str:
        """What enters a prompt: the result within the tool's cap, or the status and the reason."""
        if self.status == "ok":
            return shorten(self.value, self.cap_bytes)
        because = f" because of `{self.cause}`" if self.cause else ""
        return shorten(
            f"({self.status}{because}{': ' if self.answer.error else ''}{self.answer.error})", self.cap_bytes
        )


@dataclass(frozen=True, slots=True)
class PlanRun:
    """What became of a plan of calls: a result for each, in the order of the plan, and how the time was spent.

    `problems` are the faults of calls that came in a stream and were not run; `stopped` is the limit that ended the
    run early, with what was reached by then.
    """

    results: Mapping[str, CallResult]
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    stopped: PlangenError | None = None

    @property
    def waiting(self) -> tuple[CallResult, ...]:
        """The calls that wait for a decision; those that depend on them wait too, and name them as their cause."""
        return tuple(item for item in self.results.values() if item.status == "waiting" and item.cause is None)

    @property
    def ok(self) -> bool:
        """Whether every call ended well."""
        return not self.problems and all(item.status == "ok" for item in self.results.values())
