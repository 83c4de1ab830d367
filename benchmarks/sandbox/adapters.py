"""Our executors in the shape that the attack suite asks for: one program after another, answers as plain values."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from plangen.tools.code import Limits, executor

_STATUS = {"unsupported": "refused"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The four fields that the suite reads."""

    status: str
    stdout: str
    value: object
    error: str | None


class Adapter:
    """One executor and an event loop for it."""

    def __init__(self, name: str) -> None:
        self._executor = executor(name)
        self._runner = asyncio.Runner()

    def run(
        self, code: str, *, inputs: dict[str, Any] | None, timeout_s: float, memory_mb: int, output_bytes: int
    ) -> Answer:
        limits = Limits(timeout_s, memory_mb * 2**20, output_bytes)
        done = self._runner.run(self._executor.run(code, inputs=inputs, limits=limits))
        status = "crash" if done.status == "error" and done.ended else _STATUS.get(done.status, done.status)
        return Answer(status, done.stdout, done.value, done.message or None)

    def close(self) -> None:
        self._executor.close()
        self._runner.close()


def auto() -> Adapter:
    return Adapter("auto")


def monty() -> Adapter:
    return Adapter("monty")


def native() -> Adapter:
    return Adapter("native")


def bwrap() -> Adapter:
    return Adapter("bwrap")
