"""One run from start to end: events to the screen, signals to the planner."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plangen.cli.show.screen import Screen

if TYPE_CHECKING:
    from plangen.graphs.planner import Planner
    from plangen.schema import Result, Task

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result, `None` when the run was cancelled before it had one, and the first signal that came."""

    result: Result | None
    signal: int | None = None


def exit_code(outcome: Outcome) -> int:
    """0 verified, 5 not verified, 6 budget, 7 time, 128 + signal when a signal ended the run."""
    result = outcome.result
    if outcome.signal and (result is None or result.termination_reason == "interrupted"):
        return 128 + outcome.signal
    if result is None:
        return 1
    if result.verified:
        return 0
    reason = result.termination_reason
    if reason.startswith("budget_"):
        return 6
    return {"timeout": 7, "interrupted": 130, "error": 1}.get(reason, 5)


async def conduct(planner: Planner, task: Task, run_id: str, screen: Screen) -> Outcome:
    """Run a task with its events on the screen; the first signal stops it, the second cancels it.

    Raises PlangenError when the run fails.
    """
    stopping = _Stopping(lambda: planner.stop(run_id), screen.say)
    with screen, stopping.listening():
        work = asyncio.ensure_future(planner.plan_async(task, run_id=run_id, listeners=(screen.show,)))
        stopping.cancel = work.cancel
        try:
            return Outcome(await work, stopping.signal)
        except asyncio.CancelledError:
            if stopping.signal is None:
                raise
            return Outcome(None, stopping.signal)


class _Stopping:
    """Counts signals: the first asks the run to stop, the second cancels it, the third leaves at once."""

    def __init__(self, stop: Callable[[], None], say: Callable[[str], None]) -> None:
        self.signal: int | None = None
        self.cancel: Callable[[], object] = lambda: None
        self._stop = stop
        self._say = say
        self._count = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._receive, number)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    def _receive(self, number: int) -> None:
        self._count += 1
        self.signal = self.signal or number
        if self._count == 1:
            self._say("stopping: the best plan so far comes next; once more cancels at once")
            self._stop()
        elif self._count == 2:
            self.cancel()
        else:
            os._exit(128 + self.signal)
