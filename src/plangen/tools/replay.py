"""A plan run again from what its calls once answered: the same results and times, with no tool and no waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from plangen.errors import ToolError
from plangen.tools.dag import run_plan
from plangen.tools.errand import Errand
from plangen.tools.plan import Call
from plangen.tools.results import Answer, CallResult, PlanRun
from plangen.tools.virtual_time import VirtualLoop


class Recorded:
    """Answers each call with what it was answered before, after the seconds that it took then."""

    def __init__(self, results: Mapping[str, CallResult]) -> None:
        self._results = results

    async def call(self, errand: Errand) -> Answer:
        """The recorded answer; raises ToolError for a call that was not recorded."""
        kept = self._results.get(errand.call)
        if kept is None or kept.status in ("skipped", "waiting"):
            raise ToolError(f"the record holds no answer for the call `{errand.call}`")
        clock = asyncio.get_running_loop().time
        started = clock()
        await asyncio.sleep(kept.answer.seconds)
        return replace(kept.answer, started=started, ended=clock())


def replay(
    calls: Iterable[Call],
    tools: Mapping[str, Any],
    recorded: Mapping[str, CallResult],
    *,
    known: Mapping[str, CallResult] | None = None,
) -> PlanRun:
    """Run a plan in virtual time from recorded results; equal records give equal runs, to the last digit.

    It makes an event loop of its own, so it is called outside of one. The times are those of calls that had no limits
    to wait for.
    """
    planned = list(calls)
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(run_plan(planned, tools, Recorded(recorded), known=known))
