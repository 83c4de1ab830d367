"""Running code that nobody vouches for: what an executor is given and what it reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import JsonValue

Status = Literal["ok", "error", "timeout", "memory", "output", "unsupported"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one run: seconds of wall time, bytes of memory, bytes of printed output."""

    seconds: float = 2.0
    memory_bytes: int = 256 * 1024 * 1024
    output_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    `value` is the value of the code's last expression as JSON data (`None` also when there is none). `status` is
    `error` when the code raised (`message` says what), `timeout`, `memory` and `output` when a limit ended it, and
    `unsupported` when this executor lacks a syntax or module that the code needs. `enforced` names the walls that
    stood: `time`, `memory`, `output`, `files`, `network`, `processes`.
    """

    status: Status
    value: JsonValue = None
    stdout: str = ""
    message: str = ""
    executor: str = ""
    enforced: frozenset[str] = field(default_factory=frozenset)


class Executor(Protocol):
    """One way to run untrusted Python; never a bare subprocess."""

    @property
    def name(self) -> str:
        """`monty`, `native`, `bwrap`, `auto` or the adapter's name."""
        ...

    async def run(
        self, code: str, *, inputs: Mapping[str, JsonValue] | None = None, limits: Limits | None = None
    ) -> Outcome:
        """Run `code` once, with `inputs` as its global names, in a state of its own that is thrown away."""
        ...
