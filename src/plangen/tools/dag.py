"""Runs a plan of tool calls: each the moment that what it waits for is over, whatever else is under way.

After LLMCompiler (arXiv 2312.04511). We differ in dispatching on completion instead of polling, in checking the plan
before the first call, in typed failures that skip only what depends on them, and in never reading a result again for
references.
"""

from __future__ import annotations

import asyncio
from collections import ChainMap, deque
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Any, Protocol

from pydantic import JsonValue

from plangen.errors import BudgetError, PlangenError, ToolError
from plangen.tools.adapt import as_tool
from plangen.tools.errand import Errand
from plangen.tools.invoke import ABANDONED
from plangen.tools.plan import Call, parents
from plangen.tools.references import substitute
from plangen.tools.results import Answer, CallResult, PlanRun, Status
from plangen.tools.spec import ToolSpec
from plangen.tools.validate import Problem, check_plan, find_call_problems


class Dispatcher(Protocol):
    """What calls are handed to: the door, or a replay of what it once answered."""

    async def call(self, errand: Errand) -> Answer:
        """What became of a call."""
        ...


async def run_plan(
    calls: Iterable[Call] | AsyncIterable[Call],
    tools: Mapping[str, Any],
    door: Dispatcher,
    *,
    known: Mapping[str, CallResult] | None = None,
    place: str = "",
) -> PlanRun:
    """Run a plan, whole or still arriving, and say what became of every call.

    A whole plan is checked first: ParseError names everything wrong with it, and nothing is run. In one that arrives,
    a call may refer only to calls before it; a faulty one fails with its problems, and what depends on it is skipped.
    `known` are the results of earlier rounds, which calls may refer to; `place` tells equal plans of one run apart.
    When a limit of the run is met, what is under way is finished and the rest is cancelled (`PlanRun.stopped`).
    """
    box = {name: as_tool(tool) for name, tool in tools.items()}
    planned = calls if isinstance(calls, AsyncIterable) else list(calls)
    if isinstance(planned, list):
        check_plan(planned, box, known=known or {})
    run = _Run(box, door, dict(known or {}), place)
    await run.whole(planned)
    return run.report()


class _Run:
    """The state of one plan under way: what each call waits for, and who waits for it."""

    def __init__(
        self, tools: Mapping[str, ToolSpec], door: Dispatcher, known: dict[str, CallResult], place: str
    ) -> None:
        self.known = known
        self._tools = tools
        self._door = door
        self._place = place
        self._clock = asyncio.get_running_loop().time
        self._begun = self._clock()
        self._calls: dict[str, Call] = {}
        self._needs: dict[str, frozenset[str]] = {}
        self._waits: dict[str, int] = {}
        self._children: dict[str, list[str]] = {}
        self._ready: dict[str, float] = {}
        self._results: dict[str, CallResult] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._problems: list[Problem] = []
        self._raised: BaseException | None = None
        self._stopped: PlangenError | None = None
        self._ended = ""

    async def whole(self, calls: list[Call] | AsyncIterable[Call]) -> None:
        """Take in all calls, and come back when each is over. Raises what ends a run, after what was under way."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            if isinstance(calls, list):
                self._calls = {call.id: call for call in calls}
                for call in calls:
                    self._enter(call, parents(call, {**self._calls, **self.known}))
                for call in calls:
                    self._start_if_ready(call.id)
            else:
                try:
                    async for call in calls:
                        self._arrive(call)
                except Exception as error:  # noqa: BLE001 - whatever breaks the stream ends the run, and is raised below
                    self._raise(error)
        if self._raised is not None:
            raise self._raised

    def report(self) -> PlanRun:
        """Every call in the order of the plan."""
        for name in self._calls:
            # A task that is cancelled before its first step never ran at all.
            if name not in self._results:
                self._settle(self._result(self._calls[name], Answer("cancelled", error=self._ended or "cancelled")))
        ordered = {name: self._results[name] for name in self._calls}
        return PlanRun(ordered, self._clock() - self._begun, tuple(self._problems), self._stopped)

    def _arrive(self, call: Call) -> None:
        """One call of a plan that is still being written."""
        declared = {*self.known, *self._calls}
        if call.id in declared:
            said = f"the id `{call.id}` was given before; ids are unique"
            self._problems.append(Problem(call.id, "duplicate", said))
            return
        problems = find_call_problems(call, self._tools, {*declared, call.id}, before=declared)
        self._calls[call.id] = call
        self._enter(call, parents(call, declared) if not problems else ())
        if problems:
            self._problems += problems
            said = "; ".join(problem.message for problem in problems)
            self._settle(self._result(call, Answer("failed", error=said, code="plan")))
        else:
            self._start_if_ready(call.id)

    def _enter(self, call: Call, needs: tuple[str, ...]) -> None:
        self._needs[call.id] = frozenset(needs)
        self._children.setdefault(call.id, [])
        self._waits[call.id] = 0
        for parent in needs:
            done = self._results.get(parent) or self.known.get(parent)
            if done is None:
                self._waits[call.id] += 1
                self._children.setdefault(parent, []).append(call.id)
            elif not done.passes and call.id not in self._results:
                self._settle(self._below(call, done))

    def _start_if_ready(self, name: str) -> None:
        if name in self._results or self._waits[name]:
            return
        call = self._calls[name]
        self._ready[name] = self._clock() - self._begun
        if self._ended:
            self._settle(self._result(call, Answer("cancelled", error=self._ended)))
        else:
            self._tasks[name] = self._group.create_task(self._work(call))

    async def _work(self, call: Call) -> None:
        answer, args, tainted = Answer("cancelled", error=self._ended or "cancelled"), None, False
        try:
            args, tainted = self._filled(call)
            answer = await self._door.call(self._errand(call, args, tainted))
        except asyncio.CancelledError as error:
            said = self._ended or "cancelled"
            answer = Answer("cancelled", error=said, abandoned=error.args == (ABANDONED,), source="run")
            self._settle(self._result(call, answer, args, tainted))
            raise
        except ToolError as error:
            answer = Answer("failed", error=str(error), code="reference")
        except BudgetError as error:
            self._stopped = self._stopped or error
            answer = Answer("cancelled", error=str(error), code=error.code)
            self._end(f"the run ended: {error.message}")
        except Exception as error:  # noqa: BLE001 - LangGraph's signals and broken storage end the run, not the siblings
            self._raised = self._raised or error
            answer = Answer("waiting", error="stopped")
            self._end("the run stopped")
        self._settle(self._result(call, answer, args, tainted))
        if call.on_error == "abort" and answer.status in ("failed", "timeout", "denied"):
            self._end(f"`{call.id}` failed, and the plan ends with it", cancel=call.id)

    def _filled(self, call: Call) -> tuple[dict[str, JsonValue], bool]:
        # What was declared when the call came: an id that was given later is none of its references.
        needs, done = self._needs[call.id], ChainMap(self._results, self.known)
        args = substitute(call.args, needs, lambda name: done[name].value)
        return args, any(done[name].tainted for name in needs)

    def _errand(self, call: Call, args: dict[str, JsonValue], tainted: bool) -> Errand:
        return Errand(
            spec=self._tools[call.tool],
            args=args,
            place=f"{self._place}/{call.id}",
            call=call.id,
            timeout_s=call.timeout_s,
            retries=call.retries,
            tainted=tainted,
        )

    def _settle(self, result: CallResult) -> None:
        """One call is over: what waited for it alone starts, or is skipped with all that depends on it."""
        over = deque([result])
        while over:
            item = over.popleft()
            self._results[item.id] = item
            for name in self._children[item.id]:
                self._waits[name] -= 1
                if name in self._results:
                    continue
                if not item.passes:
                    self._results[name] = below = self._below(self._calls[name], item)
                    over.append(below)
                else:
                    self._start_if_ready(name)

    def _below(self, call: Call, parent: CallResult) -> CallResult:
        """The result of a call whose parent gave none: it names the call that is at fault."""
        cause = parent.cause or parent.id
        status: Status = parent.status if parent.status in ("waiting", "cancelled") else "skipped"
        return self._result(call, Answer(status, error=f"`{cause}` gave no result"), cause=cause)

    def _result(
        self,
        call: Call,
        answer: Answer,
        args: Mapping[str, JsonValue] | None = None,
        tainted: bool = False,
        cause: str | None = None,
    ) -> CallResult:
        spec = self._tools.get(call.tool)
        now = self._clock() - self._begun
        ran = answer.attempts > 0
        return CallResult(
            call=call,
            answer=answer,
            args=args,
            cause=cause,
            ready=self._ready.get(call.id, now),
            started=answer.started - self._begun if ran else now,
            ended=answer.ended - self._begun if ran else now,
            tainted=tainted or (answer.status == "ok" and (spec is None or spec.taints)),
            cap_bytes=spec.result_cap_bytes if spec else 16_384,
        )

    def _end(self, reason: str, *, cancel: str | None = None) -> None:
        """Start nothing any more; with `cancel`, end also what is under way, but for that call itself."""
        self._ended = self._ended or reason
        if cancel is not None:
            for name, task in self._tasks.items():
                if name != cancel:
                    task.cancel()
        waiting = [name for name in self._calls if name not in self._results and name not in self._tasks]
        for name in waiting:
            if name not in self._results:
                self._settle(self._result(self._calls[name], Answer("cancelled", error=reason)))

    def _raise(self, error: Exception) -> None:
        self._raised = self._raised or error
        self._ended = self._ended or "the plan broke off"
        for task in self._tasks.values():
            task.cancel()
        self._end(self._ended)
