"""`native`: all of CPython in a child that Landlock, seccomp and resource limits confine."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from pydantic import JsonValue

from plangen.errors import ConfigurationError
from plangen.tools.code.base import WALLS, HostFunctions, Limits, Outcome
from plangen.tools.code.host import HostCalls
from plangen.tools.code.native.child import Child, Ended
from plangen.tools.code.native.grants import PACKAGES, Grants, grants
from plangen.tools.code.printable import printable
from plangen.tools.code.probe import probe
from plangen.tools.code.threaded import ThreadedSession

RUNS = 200
"""How many runs a session's processor time is for; after that the kernel ends it."""


class Native:
    """Linux 5.13 or newer, x86-64 or arm64. No writable folder, no network, no process or thread.

    The code may read the interpreter, the system's libraries and `packages`, as far as they are installed. Raises
    ConfigurationError where the kernel lacks a wall: nothing is run behind fewer.
    """

    name = "native"

    def __init__(self, *, packages: tuple[str, ...] = PACKAGES) -> None:
        walls = probe()
        if not walls.native:
            lacks = "Landlock (Linux 5.13 or newer)" if not walls.landlock else "seccomp filters"
            raise ConfigurationError(
                f"the executor `{self.name}` needs {lacks}", hint="see plangen doctor; the executor monty runs anywhere"
            )
        self._grants = self._granted(packages)

    def _granted(self, packages: tuple[str, ...]) -> Grants:
        return grants(packages)

    async def run(
        self, code: str, *, inputs: Mapping[str, JsonValue] | None = None, limits: Limits | None = None
    ) -> Outcome:
        """See `Executor.run`."""
        async with self._open(limits, None, runs=1) as session:
            return await session.run(code, inputs=inputs)

    def session(self, *, limits: Limits | None = None, functions: HostFunctions | None = None) -> ThreadedSession:
        """See `Executor.session`."""
        return self._open(limits, functions, runs=RUNS)

    def _open(self, limits: Limits | None, functions: HostFunctions | None, *, runs: int) -> ThreadedSession:
        make = partial(Confined, self.name, self._grants, limits or Limits(), runs)
        return ThreadedSession(make, functions)

    def close(self) -> None:
        """Nothing is kept between runs."""


class Confined:
    """The interpreter of one session: a child that is started when needed and never trusted."""

    def __init__(self, name: str, granted: Grants, limits: Limits, runs: int, calls: HostCalls) -> None:
        self._name = name
        self._grants = granted
        self._limits = limits
        self._runs = runs
        self._calls = calls
        self._child: Child | None = None

    def run(self, code: str, inputs: dict[str, JsonValue]) -> Outcome:
        """See `Interpreter.run`."""
        child = self._child = self._child or self._start()
        enforced = WALLS | ({"user"} if child.user else set())
        try:
            reply = child.run(code, inputs, self._calls.call)
        except Ended as end:
            self.close()
            shown = printable(bytes(child.printed), self._limits.output_bytes)
            return Outcome(end.status, None, shown, printable(end.message), self._name, enforced, ended=True)
        ended = reply.status == "memory"
        if ended:
            self.close()
        shown = printable(bytes(child.printed), self._limits.output_bytes)
        return Outcome(reply.status, reply.value, shown, printable(reply.message), self._name, enforced, ended=ended)

    def _start(self) -> Child:
        cpu = (math.ceil(self._limits.seconds) + 1) * self._runs
        return Child(self._grants, self._limits, self._calls.names, cpu_seconds=cpu)

    def stop(self) -> None:
        """See `Interpreter.stop`."""
        if self._child is not None:
            self._child.stop()

    def close(self) -> None:
        """See `Interpreter.close`."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
