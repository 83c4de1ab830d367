"""One definition of a tool: what it takes, what it may do, and the limits that it runs under."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from plangen.errors import ToolError, UsageError
from plangen.tools.invoke import invoke
from plangen.tools.rendering import to_json, to_text

ANYTHING: Mapping[str, Any] = {"type": "object"}
"""The schema of a tool that says nothing about its arguments."""
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,127}", re.ASCII)

Run = Callable[[dict[str, Any]], Any]
"""Arguments in, result out; asynchronous, or synchronous and then run in a thread of its own."""


class Injection(NamedTuple):
    """An argument that the graph fills and the model never sees; `field` names one entry of the state."""

    kind: Literal["state", "store", "tool_call_id", "runtime", "other"]
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToolSpec:
    """A tool with its schema and its limits; `dataclasses.replace` changes one.

    `schema` is a JSON Schema of the arguments. The defaults are the safe ones: not idempotent (never repeated, cached
    or merged), with side effects, and a result that taints (text that nobody vouches for). `timeout_s` is seconds an
    attempt, `rate` calls a second, `cost` US dollars a call, `result_cap_bytes` what of a result enters a prompt;
    calls of one `resource` run one after another. A tool whose answers change with its code changes its `version`.
    """

    name: str
    description: str = ""
    schema: Mapping[str, Any] = field(default_factory=lambda: dict(ANYTHING))
    run: Run = field(repr=False)
    version: str = "1"
    idempotent: bool = False
    side_effects: bool = True
    needs_approval: bool = False
    taints: bool = True
    timeout_s: float = 60.0
    max_concurrency: int | None = None
    rate: float | None = None
    cost: float = 0.0
    result_cap_bytes: int = 16_384
    resource: str | None = None
    injects: Mapping[str, Injection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise UsageError(f"`{self.name[:80]}` is no name of a tool", hint="letters, digits, `_`, `.` and `-`")
        above = {"timeout_s": self.timeout_s, "rate": self.rate, "max_concurrency": self.max_concurrency}
        for name, value in above.items():
            if value is not None and not value > 0:
                raise UsageError(f"{name} of the tool `{self.name}` must be above 0, not {value}")
        if not self.cost >= 0 or self.result_cap_bytes < 256:
            raise UsageError(f"the tool `{self.name}` needs a cost of at least 0 and a cap of at least 256 bytes")

    @property
    def properties(self) -> Mapping[str, Any]:
        """The schema of each argument, in the order of the definition."""
        found = self.schema.get("properties")
        return found if isinstance(found, Mapping) else {}

    async def call(self, args: dict[str, Any]) -> str:
        """One call outside any door: the whole result as text; raises ToolError at the time limit."""
        done = await invoke(self.run, args, timeout_s=self.timeout_s)
        if done.timed_out:
            raise ToolError(f"the tool `{self.name}` did not answer within {self.timeout_s:g} s")
        if done.error is not None:
            raise done.error
        return to_text(to_json(done.value))
