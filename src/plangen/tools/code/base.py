"""Running code that nobody vouches for: what an executor is given and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from pydantic import JsonValue

Status = Literal["ok", "error", "timeout", "memory", "output", "unsupported"]
HostFunctions = Mapping[str, Callable[..., Any]]
"""The functions of this process that a session's code may call, by name; their arguments are checked by annotation."""

WALLS = frozenset({"time", "memory", "output", "files", "network", "processes"})
"""The walls that an executor for untrusted code needs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one run: seconds of wall time, bytes of memory, bytes of printed output and again of the value.

    Memory is that of the whole session; time spent in host functions does not count.
    """

    seconds: float = 2.0
    memory_bytes: int = 256 * 1024 * 1024
    output_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    `value` is the value of the code's last expression as JSON data (`None` also when there is none, or when it is no
    JSON data: `message` then says so). `status` is `error` when the code raised (`message` says what) or its
    interpreter died, `timeout`, `memory` and `output` when a limit ended it, and `unsupported` when this executor lacks
    a syntax or module that the code needs. `stdout` and `message` hold no control characters. `enforced` names the
    walls that stood: `time`, `memory`, `output`, `files`, `network`, `processes`, and `user` where the code ran under
    a user without rights. `ended` says that the session's state is lost: its next run starts afresh.
    """

    status: Status
    value: JsonValue = None
    stdout: str = ""
    message: str = ""
    executor: str = ""
    enforced: frozenset[str] = field(default_factory=frozenset)
    ended: bool = False


class Session(Protocol):
    """Runs that share one state, which no other session sees; `async with` closes it."""

    async def run(self, code: str, *, inputs: Mapping[str, JsonValue] | None = None) -> Outcome:
        """Run `code` on the names that earlier runs left, with `inputs` as further global names."""
        ...

    async def close(self) -> None:
        """End its processes; closing twice does nothing."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


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

    def session(self, *, limits: Limits | None = None, functions: HostFunctions | None = None) -> Session:
        """A new session; it starts with its first run. Its code may call `functions`, and nothing else of the host."""
        ...

    def close(self) -> None:
        """End what is kept warm between runs; the executor can still be used."""
        ...
