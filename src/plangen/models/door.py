"""The one door to every model: budget before dispatch, journal, retries, trace.

A request that the journal knows is answered from it and costs nothing. Two branches that ask the same at once
share one call. Each attempt is charged, also one that fails or is cancelled in flight.
"""

from __future__ import annotations

import asyncio
import time
from random import Random
from typing import Any

from plangen.budget import Budget, Charge, Reservation
from plangen.errors import (
    BadReplyError,
    DeadlineError,
    ModelError,
    PlangenError,
    ProviderTimeoutError,
    StorageError,
)
from plangen.journal import Journal, digest
from plangen.models.base import Completion, Model, OnText, Request, Usage
from plangen.models.retry import Retry
from plangen.tracing import Trace
from plangen.tracing.events import (
    CallCancelled,
    CallFailed,
    CallFinished,
    CallProgress,
    CallReplayed,
    CallStarted,
)


class Door:
    """Passes requests to models for one run; `concurrency` bounds the calls in flight to one model."""

    def __init__(
        self,
        *,
        budget: Budget,
        journal: Journal,
        trace: Trace,
        retry: Retry | None = None,
        concurrency: int = 64,
        random: Random | None = None,
    ) -> None:
        self.budget = budget
        self.journal = journal
        self.trace = trace
        self._retry = retry or Retry()
        self._random = random or Random(0)
        self._concurrency = concurrency
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._in_flight: dict[str, asyncio.Future[Completion]] = {}

    async def ask(
        self, model: Model, request: Request, *, role: str, candidate: str = "", held: bool = False
    ) -> Completion:
        """One reply to `request`, from the journal or the model.

        Raises BudgetExhaustedError before dispatch, DeadlineError, and after the retries the model's own error.
        """
        payload = {"model": model.name, **request.payload()}
        key = digest(payload)
        while (shared := self._in_flight.get(key)) is not None:
            await asyncio.wait([shared])
            if not shared.cancelled():
                return shared.result()
        future: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()
        self._in_flight[key] = future
        try:
            reply = await self._answer(_Call(key, model, request, role, candidate, held))
        except asyncio.CancelledError:
            future.cancel()
            raise
        except BaseException as error:
            future.set_exception(error)
            future.exception()
            raise
        else:
            future.set_result(reply)
            return reply
        finally:
            del self._in_flight[key]

    async def _answer(self, call: _Call) -> Completion:
        if (body := await self.journal.get(call.key)) is not None:
            self.trace.emit(CallReplayed(**call.where, purpose=call.request.purpose))
            return _completion(body)
        slots = self._slots.setdefault(call.model.name, asyncio.Semaphore(self._concurrency))
        async with slots:
            attempt, started = 0, time.monotonic()
            while True:
                attempt += 1
                try:
                    return await self._attempt(call, attempt)
                except PlangenError as error:
                    delay = self._next_try(error, attempt, time.monotonic() - started)
                    self.trace.emit(
                        CallFailed(
                            **call.where, code=error.code, message=error.message, attempt=attempt, retry_in=delay
                        )
                    )
                    if delay is None:
                        raise
                    await asyncio.sleep(delay)

    def _next_try(self, error: PlangenError, attempt: int, elapsed: float) -> float | None:
        """Seconds to wait before the next attempt, or `None` when there is none."""
        if not self._retry.allows(error, attempt, elapsed=elapsed):
            return None
        delay = self._retry.delay(error, attempt, self._random)
        left = self.budget.seconds_left()
        return None if left is not None and delay >= left else delay

    async def _attempt(self, call: _Call, attempt: int) -> Completion:
        if self.budget.seconds_left() == 0:
            raise _deadline()
        prompt = count_tokens(call.model, call.request)
        bound = Charge(1, prompt, call.request.max_tokens, price(call.model, prompt, call.request.max_tokens))
        reservation = await self.budget.reserve(bound, held=call.held)
        self.trace.emit(CallStarted(**call.where, purpose=call.request.purpose, model=call.model.name, attempt=attempt))
        started = time.monotonic()
        try:
            reply = await self._sample(call)
            charge = _charge(reply, prompt)
            await self.journal.put(call.key, call.request.purpose, _body(reply), charge)
        except asyncio.CancelledError:
            await self._lost(call, "cancelled", reservation, Charge(1, prompt, 0, bound.cost, estimated=True))
            self.trace.emit(CallCancelled(**call.where))
            raise
        except StorageError:
            reservation.settle(bound)
            raise
        except PlangenError as error:
            # A reply that came but is unusable, or was waited for in vain, may have been generated, hence billed.
            billed = isinstance(error, ModelError | BadReplyError | ProviderTimeoutError)
            await self._lost(call, error.code, reservation, bound if billed else Charge(1, cost=0.0))
            raise
        except BaseException:
            reservation.settle(bound)
            raise
        reservation.settle(charge)
        self.trace.emit(
            CallFinished(
                **call.where,
                prompt_tokens=charge.prompt_tokens,
                completion_tokens=charge.completion_tokens,
                reported=reply.usage.reported,
                cost=reply.cost,
                seconds=time.monotonic() - started,
                notes=reply.notes,
            )
        )
        return reply

    async def _sample(self, call: _Call) -> Completion:
        left = self.budget.seconds_left()
        try:
            async with asyncio.timeout(left):
                return await call.model.sample(call.request, on_text=self._progress(call))
        except TimeoutError as error:
            raise _deadline() from error

    async def _lost(self, call: _Call, outcome: str, reservation: Reservation, charge: Charge) -> None:
        reservation.settle(charge)
        await self.journal.charge(call.key, outcome, charge)

    def _progress(self, call: _Call) -> OnText | None:
        if not self.trace.progress:
            return None
        return lambda text: self.trace.emit(CallProgress(**call.where, text=text))


class _Call:
    """One request on its way through the door."""

    def __init__(self, key: str, model: Model, request: Request, role: str, candidate: str, held: bool) -> None:
        self.key = key
        self.model = model
        self.request = request
        self.held = held
        self.where: dict[str, Any] = {"call": key[:16], "role": role, "candidate": candidate}


def _deadline() -> DeadlineError:
    return DeadlineError("the run's time limit is reached", hint="raise it with --timeout")


def count_tokens(model: Model, request: Request) -> int:
    """Prompt tokens: counted by the model where it can, else estimated from above as one for three bytes."""
    counter = getattr(model, "count", None)
    if counter is not None:
        return int(counter(request))
    text = sum(len(message.content.encode("utf-8", "surrogatepass")) for message in request.messages)
    return text // 3 + 8 * len(request.messages)


def price(model: Model, prompt_tokens: int, completion_tokens: int) -> float | None:
    """US dollars that a call can cost at most, or `None` when the price is unknown."""
    pricing = getattr(model, "price", None)
    return None if pricing is None else pricing(prompt_tokens, completion_tokens)


def _charge(reply: Completion, prompt: int) -> Charge:
    """What a reply costs; where usage was not reported the larger of both estimates counts."""
    usage = reply.usage
    asked = usage.prompt_tokens if usage.reported else max(usage.prompt_tokens, prompt)
    return Charge(1, asked, usage.completion_tokens, reply.cost, estimated=not usage.reported)


def _body(reply: Completion) -> dict[str, Any]:
    return {
        "text": reply.text,
        "finish": reply.finish,
        "usage": [reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.reported],
        "cost": reply.cost,
        "logprobs": None if reply.logprobs is None else [dict(item) for item in reply.logprobs],
        "notes": list(reply.notes),
    }


def _completion(body: dict[str, Any]) -> Completion:
    logprobs = body["logprobs"]
    return Completion(
        text=body["text"],
        finish=body["finish"],
        usage=Usage(*body["usage"]),
        cost=body["cost"],
        logprobs=None if logprobs is None else tuple(logprobs),
        notes=tuple(body["notes"]),
    )
