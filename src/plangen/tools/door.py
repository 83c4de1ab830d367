"""The one door to every tool: approval, limits, budget before each attempt, journal, retries, trace.

A call that the journal knows is answered from it and costs nothing. Equal calls of an idempotent tool run once in a
run. One with side effects is never repeated, merged or answered from another's result; when the process died during
it, nobody knows whether it took effect, and it is not tried again either.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from random import Random

from pydantic import ValidationError

from plangen.budget import Budget, Charge, Limits
from plangen.errors import BudgetError, DeadlineError, PlangenError, StorageError
from plangen.journal import Journal
from plangen.tools.approval import Approve, Question
from plangen.tools.arguments import argument_faults
from plangen.tools.errand import Errand
from plangen.tools.invoke import ABANDONED, Done, invoke
from plangen.tools.limits import Gates
from plangen.tools.rendering import shorten, to_json, to_text
from plangen.tools.results import Answer, Status
from plangen.tools.retry import Backoff, is_passing
from plangen.tracing import Trace
from plangen.tracing.events import ToolFinished, ToolStarted

_SHOWN = 2000
"""Bytes of arguments and of results in the trace."""


class ToolDoor:
    """Passes calls to tools for one run; `concurrency` bounds the calls under way in all.

    Without a budget nothing is limited, without a journal nothing is kept. `approve` decides about calls that need it;
    without it they are denied. A `wary` door also asks for every call with side effects whose arguments hold results
    that nobody vouches for.
    """

    def __init__(
        self,
        *,
        budget: Budget | None = None,
        journal: Journal | None = None,
        trace: Trace | None = None,
        approve: Approve | None = None,
        wary: bool = False,
        concurrency: int = 64,
        backoff: Backoff | None = None,
        random: Random | None = None,
    ) -> None:
        self.budget = budget or Budget(Limits())
        self.journal = journal
        self.trace = trace or Trace("tools")
        self._approve = approve
        self._wary = wary
        self._gates = Gates(concurrency)
        self._backoff = backoff or Backoff()
        self._random = random or Random(0)
        self._shared: dict[str, asyncio.Future[Answer]] = {}

    async def call(self, errand: Errand) -> Answer:
        """What became of a call; a failure of the tool is an answer.

        Raises BudgetExhaustedError before an attempt that does not fit, DeadlineError, and StorageError.
        """
        if not errand.spec.idempotent:
            return await self._kept_or_run(errand)
        key = errand.shared_key
        while (shared := self._shared.get(key)) is not None:
            await asyncio.wait([shared])
            if not shared.cancelled() and shared.result().status == "ok":
                return self._told(errand, replace(shared.result(), source="shared"))
            # That one failed for itself; the first of those that waited tries in its place.
            if self._shared.get(key) is shared:
                del self._shared[key]
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._shared[key] = future
        try:
            answer = await self._kept_or_run(errand)
        except BaseException:
            future.cancel()
            raise
        future.set_result(answer)
        return answer

    async def _kept_or_run(self, errand: Errand) -> Answer:
        if (kept := await self._kept(errand)) is not None:
            return self._told(errand, kept)
        allowed = await self._allowed(errand)
        if isinstance(allowed, Answer):
            return allowed
        async with self._gates.of_tool(errand.spec):
            return await self._run(_Passage(self, errand, allowed))

    async def _kept(self, errand: Errand) -> Answer | None:
        if self.journal is None:
            return None
        body = await self.journal.get(errand.own_key)
        if body is None and errand.spec.idempotent:
            body = await self.journal.get(errand.shared_key)
        if body is None and errand.once:
            sent = await self.journal.get(errand.sent_key)
            if sent is not None and sent["open"]:
                said = "the process ended during this call, and whether it took effect is unknown"
                return Answer("failed", error=said, code="interrupted", source="journal")
        return None if body is None else Answer(**body, source="journal")

    async def _allowed(self, errand: Errand) -> Errand | Answer:
        """The call as it may be made, or why it may not be."""
        spec = errand.spec
        if not (spec.needs_approval or (self._wary and errand.tainted and spec.side_effects)):
            return errand
        question = Question(errand.call, spec, errand.args, errand.tainted)
        decision = await self._approve(question) if self._approve else None
        if decision is None and self._approve is not None:
            return self._told(errand, Answer("waiting", error="waits for approval"))
        if decision is None or not decision.allow:
            reason = decision.reason if decision else "it needs approval and there is nobody to ask"
            answer = Answer("denied", error=reason, code="denied")
            await self.keep(errand.own_key, answer, Charge())
            return self._told(errand, answer)
        if decision.args is None:
            return errand
        if faults := argument_faults(decision.args, spec):
            error = f"the edited arguments do not fit: {'; '.join(faults)}"
            return self._told(errand, Answer("failed", error=error, code="arguments"))
        return replace(errand, args=dict(decision.args))

    async def _run(self, passage: _Passage) -> Answer:
        while True:
            async with self._gates.of_attempt(passage.errand.spec):
                answer, delay = await passage.attempt()
            if delay is None:
                return answer
            await asyncio.sleep(delay)

    def next_try(self, errand: Errand, done: Done, attempt: int) -> float | None:
        """Seconds until the attempt after number `attempt`, or `None` when there is none."""
        error = TimeoutError() if done.timed_out else done.error
        if error is None or not errand.spec.idempotent or attempt > errand.retries:
            return None
        # A thread that was left behind may still be at work: a second one would not help.
        if done.abandoned or not is_passing(error):
            return None
        delay = self._backoff.delay(error, attempt, self._random)
        left = self.budget.seconds_left()
        return None if left is not None and delay >= left else delay

    async def keep(self, key: str, answer: Answer, charge: Charge) -> None:
        """Keep an answer with what it cost, in one transaction."""
        if self.journal is not None:
            body = {"status": answer.status, "value": answer.value, "error": answer.error, "code": answer.code}
            await self.journal.put(key, "tool", body, charge)

    def _told(self, errand: Errand, answer: Answer) -> Answer:
        """An answer for which nothing ran, shown and with the time of now."""
        now = asyncio.get_running_loop().time()
        answer = replace(answer, attempts=0, abandoned=False, started=now, ended=now)
        self.show(errand, answer, attempt=0)
        return answer

    def show(self, errand: Errand, answer: Answer, *, attempt: int) -> None:
        """Write the end of an attempt, or of a call without one, into the trace."""
        self.trace.emit(
            ToolFinished(
                call=errand.call,
                tool=errand.spec.name,
                attempt=attempt,
                status=answer.status,
                source=answer.source,
                seconds=answer.seconds,
                text=shorten(answer.value if answer.status == "ok" else answer.error, _SHOWN),
                abandoned=answer.abandoned,
            )
        )


class _Passage:
    """The attempts of one call: each charged, shown and recorded whatever becomes of it.

    `asked` is the call as it was planned, under which the journal keeps it; `errand` as it was allowed.
    """

    def __init__(self, door: ToolDoor, asked: Errand, errand: Errand) -> None:
        self.errand = errand
        self._asked = asked
        self._door = door
        self._charge = Charge(1, cost=errand.spec.cost)
        self._attempts = 0
        self._began: float | None = None

    async def attempt(self) -> tuple[Answer, float | None]:
        """The answer of one attempt, and the seconds until the next, if there is one."""
        door, errand = self._door, self.errand
        left = door.budget.seconds_left()
        if left == 0:
            raise _deadline()
        reservation = await door.budget.reserve(self._charge)
        self._attempts += 1
        clock = asyncio.get_running_loop().time
        started = clock()
        self._began = started if self._began is None else self._began
        end = _End()
        try:
            await self._leave()
            limit = errand.limit if left is None else min(errand.limit, left)
            done = await invoke(errand.spec.run, {**errand.args, **(errand.injected or {})}, timeout_s=limit)
            if done.error is not None and (_is_signal(done.error) or isinstance(done.error, BudgetError)):
                raise done.error
            if done.timed_out and limit < errand.limit:
                end.abandoned = done.abandoned
                raise _deadline()
            answer = _answer(done, limit, self._attempts)
            delay = door.next_try(errand, done, self._attempts)
            end.recorded = True
            await self._record(answer, delay)
        except BaseException as error:
            if isinstance(error, asyncio.CancelledError):
                end.abandoned = error.args == (ABANDONED,)
            await self._lost(error, end, clock() - started)
            raise
        finally:
            reservation.settle(self._charge)
        door.show(errand, replace(answer, started=started, ended=clock()), attempt=self._attempts)
        return replace(answer, started=self._began, ended=clock()), delay

    async def _leave(self) -> None:
        """Note that the call leaves: in the journal where it must not be made twice, and in the trace."""
        door, errand = self._door, self.errand
        if door.journal is not None and errand.once:
            await door.journal.put(self._asked.sent_key, "tool_sent", {"open": True}, Charge())
        args = shorten(to_text(dict(errand.args)), _SHOWN)
        door.trace.emit(ToolStarted(call=errand.call, tool=errand.spec.name, attempt=self._attempts, args=args))

    async def _record(self, answer: Answer, delay: float | None) -> None:
        door, asked = self._door, self._asked
        if delay is None:
            # Edited arguments are another call than the one that others may share.
            shared = asked.spec.idempotent and answer.status == "ok" and asked is self.errand
            await door.keep(asked.shared_key if shared else asked.own_key, answer, self._charge)
        elif door.journal is not None:
            await door.journal.charge(asked.own_key, answer.status, self._charge)

    async def _lost(self, error: BaseException, end: _End, seconds: float) -> None:
        """Record an attempt that gave no answer."""
        door = self._door
        if door.journal is not None and not end.recorded and not isinstance(error, StorageError):
            outcome = error.code if isinstance(error, PlangenError) else "cancelled"
            await door.journal.charge(self._asked.own_key, outcome, self._charge)
            if _is_signal(error) and self.errand.once:
                await door.journal.put(self._asked.sent_key, "tool_sent", {"open": False}, Charge())
        status: Status = "waiting" if _is_signal(error) else "cancelled"
        answer = Answer(status, error=str(error) or "cancelled", abandoned=end.abandoned, source="run", ended=seconds)
        door.show(self.errand, answer, attempt=self._attempts)


@dataclass(slots=True)
class _End:
    """What is known when an attempt ends by an exception."""

    recorded: bool = False
    abandoned: bool = False


def _answer(done: Done, limit: float, attempts: int) -> Answer:
    if done.timed_out:
        said = f"no answer within {limit:g} s" + ("; it may still be at work" if done.abandoned else "")
        return Answer("timeout", error=said, code="timeout", attempts=attempts, source="run", abandoned=done.abandoned)
    if done.error is None:
        return Answer("ok", to_json(done.value), attempts=attempts, source="run", raw=done.value)
    code = done.error.code if isinstance(done.error, PlangenError) else "tool"
    return Answer("failed", error=_said(done.error), code=code, attempts=attempts, source="run")


def _said(error: Exception) -> str:
    if isinstance(error, PlangenError):
        return str(error)
    if isinstance(error, ValidationError):
        faults = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:5])
        return f"it does not take these arguments: {'; '.join(faults)}"
    return f"{type(error).__name__}: {error}"


def _is_signal(error: BaseException) -> bool:
    """Whether LangGraph raised it to stop a node; LangGraph is not imported for this."""
    return any(kind.__name__ == "GraphBubbleUp" for kind in type(error).__mro__)


def _deadline() -> DeadlineError:
    return DeadlineError("the run's time limit is reached", hint="raise it with --timeout")
