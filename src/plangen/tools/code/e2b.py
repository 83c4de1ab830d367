"""`e2b`: an adapter for the sandboxes that e2b.dev rents out."""

from __future__ import annotations

import ast
import asyncio
import importlib
import importlib.util
import json
import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, cast

from pydantic import JsonValue

from plangen.errors import ConfigurationError, ToolError, UsageError
from plangen.tools.code.base import HostFunctions, Limits, Outcome, Status
from plangen.tools.code.native.inside.plain import NotPlain, plain
from plangen.tools.code.printable import printable
from plangen.tools.code.threaded import named

_ENFORCED = frozenset({"time", "files", "network", "processes", "output"})
"""Memory is that of the rented machine: `Limits.memory_bytes` is not held."""
_LAST = "__import__('json').dumps(_)"


class E2b:
    """Code runs on a machine of e2b, without internet; every session is a machine of its own, and costs money.

    No host functions, and the memory limit is the machine's. Raises ConfigurationError where the package
    `e2b-code-interpreter` or the key `E2B_API_KEY` is missing.
    """

    name = "e2b"

    def __init__(self) -> None:
        if importlib.util.find_spec("e2b_code_interpreter") is None:
            raise ConfigurationError(
                "the executor `e2b` needs a package of its own", hint="pip install 'e2b-code-interpreter>=2,<3'"
            )
        if not os.environ.get("E2B_API_KEY"):
            raise ConfigurationError("the executor `e2b` needs a key", hint="set E2B_API_KEY")

    async def run(
        self, code: str, *, inputs: Mapping[str, JsonValue] | None = None, limits: Limits | None = None
    ) -> Outcome:
        """See `Executor.run`."""
        async with self.session(limits=limits) as session:
            return await session.run(code, inputs=inputs)

    def session(self, *, limits: Limits | None = None, functions: HostFunctions | None = None) -> Rented:
        """See `Executor.session`; raises UsageError when host functions are asked for."""
        if functions:
            raise UsageError("the executor `e2b` cannot call host functions", hint="use the executor auto")
        return Rented(limits or Limits())

    def close(self) -> None:
        """Nothing is kept between sessions."""


class Rented:
    """A session on a machine that is rented with its first run and given back by `close`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._machine: Any = None
        self._turn = asyncio.Lock()

    async def run(self, code: str, *, inputs: Mapping[str, JsonValue] | None = None) -> Outcome:
        """See `Session.run`. Raises ToolError when the service fails."""
        given = named(inputs)
        lines = [f"{name} = __import__('json').loads({json.dumps(value)!r})" for name, value in given.items()]
        async with self._turn:
            try:
                if self._machine is None:
                    self._machine = await _rent()
                if lines:
                    await self._machine.run_code("\n".join(lines), timeout=self._limits.seconds)
                return await self._run(code)
            except Exception as error:
                late = type(error).__name__ == "TimeoutException"
                await self._give_back()
                if late:
                    return self._outcome("timeout", message=f"no answer within {self._limits.seconds:g} s", ended=True)
                raise ToolError(f"e2b failed: {type(error).__name__}: {str(error)[:300]}") from error

    async def _run(self, code: str) -> Outcome:
        done = await self._machine.run_code(code, timeout=self._limits.seconds)
        printed = "".join([*done.logs.stdout, *done.logs.stderr])
        if len(printed.encode()) > self._limits.output_bytes:
            message = f"more than {self._limits.output_bytes} bytes of output"
            return self._outcome("output", printed=printed, message=message)
        if done.error is not None:
            return self._outcome("error", printed=printed, message=f"{done.error.name}: {done.error.value}")
        if not any(result.is_main_result for result in done.results):
            return self._outcome("ok", printed=printed)
        last = await self._machine.run_code(_LAST, timeout=self._limits.seconds)
        return self._returned(last, printed)

    def _returned(self, last: Any, printed: str) -> Outcome:
        text = next((result.text for result in last.results if result.is_main_result), None)
        if last.error is not None or text is None:
            return self._outcome("ok", printed=printed, message="the value is no JSON data")
        if len(text) > 2 * self._limits.output_bytes:
            message = f"the value is longer than {self._limits.output_bytes} bytes"
            return self._outcome("output", printed=printed, message=message)
        try:
            value = plain(json.loads(ast.literal_eval(text)))
        except (ValueError, TypeError, SyntaxError, RecursionError, NotPlain):
            return self._outcome("ok", printed=printed, message="the value is no JSON data")
        return self._outcome("ok", cast(JsonValue, value), printed=printed)

    def _outcome(
        self, status: Status, value: JsonValue = None, *, printed: str = "", message: str = "", ended: bool = False
    ) -> Outcome:
        shown = printable(printed, self._limits.output_bytes)
        return Outcome(status, value, shown, printable(message, 2000), E2b.name, _ENFORCED, ended)

    async def _give_back(self) -> None:
        machine, self._machine = self._machine, None
        if machine is not None:
            await machine.kill()

    async def close(self) -> None:
        """See `Session.close`."""
        await self._give_back()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def _rent() -> Any:
    package = importlib.import_module("e2b_code_interpreter")
    return await package.AsyncSandbox.create(allow_internet_access=False)
