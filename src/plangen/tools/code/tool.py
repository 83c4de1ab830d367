"""`python`: the tool that runs code in a session and says what came of it."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any, Self

from plangen.errors import ToolError
from plangen.tools.code.base import Executor, HostFunctions, Limits, Outcome, Session
from plangen.tools.code.registry import executor
from plangen.tools.spec import ToolSpec

MAX_CHARS = 8000
"""Of printed text in one answer: its head and its tail are kept."""


class PythonTool:
    """Runs `{"code": "..."}`; names stay between calls, and the last expression's value is part of the answer.

    Code that fails is an answer, not a failure: the model that wrote it is told. Raises ConfigurationError where this
    machine has no sandbox. `close` ends the session.
    """

    name = "python"

    def __init__(
        self,
        sandbox: Executor | None = None,
        *,
        limits: Limits | None = None,
        functions: HostFunctions | None = None,
    ) -> None:
        self._executor = sandbox or executor()
        self._limits = limits or Limits()
        self._functions = functions
        self._session: Session | None = None

    async def call(self, args: dict[str, Any]) -> str:
        """The printed text, then the value or what went wrong. Raises ToolError unless `code` is given as text."""
        code = args.get("code")
        if not isinstance(code, str) or set(args) != {"code"}:
            raise ToolError("the tool `python` takes one argument, `code`, as text")
        if self._session is None:
            self._session = self._executor.session(limits=self._limits, functions=self._functions)
        return shown(await self._session.run(code), self._limits)

    def spec(self) -> ToolSpec:
        """The tool with its schema; calls run one after another, and host functions count as side effects."""
        code = {"type": "string", "description": "Python. Names stay between calls; the last expression is the value."}
        return ToolSpec(
            name=self.name,
            description="Run Python in a sandbox: no files, no network. Returns what was printed, and the value.",
            schema={
                "type": "object",
                "properties": {"code": code},
                "required": ["code"],
                "additionalProperties": False,
            },
            run=self.call,
            side_effects=bool(self._functions),
            timeout_s=self._limits.seconds + 30,
            resource=self.name,
        )

    async def close(self) -> None:
        """End the session and what the executor keeps warm."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        self._executor.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def shown(outcome: Outcome, limits: Limits) -> str:
    """An outcome as text for a model."""
    lines = [_cut(outcome.stdout.rstrip())] if outcome.stdout.strip() else []
    if outcome.status == "ok":
        if outcome.value is not None:
            lines.append("value: " + _cut(json.dumps(outcome.value, ensure_ascii=False)))
        elif outcome.message:
            lines.append(outcome.message)
    else:
        lines.append(_fault(outcome, limits))
    if outcome.ended:
        lines.append("all names are lost; the next call starts afresh")
    return "\n".join(lines) or "done; nothing was printed and there is no value"


def _fault(outcome: Outcome, limits: Limits) -> str:
    match outcome.status:
        case "timeout":
            return f"stopped: no answer within {limits.seconds:g} s"
        case "memory":
            return f"stopped: more than {limits.memory_bytes // 2**20} MiB of memory"
        case "output":
            return f"stopped: {outcome.message}"
        case "unsupported":
            return f"not possible here: {outcome.message}"
        case _:
            return f"failed: {outcome.message}"


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARS:
        return text
    half = MAX_CHARS // 2
    return f"{text[:half]}\n... {len(text) - 2 * half} characters left out ...\n{text[-half:]}"
