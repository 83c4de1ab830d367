"""Requests on their way to a local runtime: gathered off the event loop, stoppable, answered one by one."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field

from plangen.errors import PlangenError, ProviderError
from plangen.models.base import Completion, OnText, Request

_SEED_SPACE = 2**31 - 1
_SEED_STRIDE = 1_000_003
_TEMPLATE_TOKENS = 64


@dataclass(eq=False, slots=True)
class Job:
    """One request and where its reply goes; `on_text` may be called from any thread."""

    request: Request
    on_text: OnText | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    reply: Future[Completion] = field(default_factory=Future)

    @property
    def over(self) -> bool:
        """Answered, failed or no longer wanted."""
        return self.stop.is_set() or self.reply.done()

    def start(self) -> bool:
        """Begin; false if nobody waits for the reply any more."""
        return self.reply.set_running_or_notify_cancel()

    def fail(self, error: BaseException) -> None:
        """End without a reply, unless there is one already; a foreign error becomes a ProviderError."""
        if self.reply.done():
            return
        if self.stop.is_set():
            error = CancelledError()
        elif not isinstance(error, PlangenError):
            cause, error = error, ProviderError(f"the local runtime failed: {type(error).__name__}: {error}")
            error.__cause__ = cause
        self.reply.set_exception(error)


async def ask(submit: Callable[[Job], None], request: Request, on_text: OnText | None) -> Completion:
    """The reply to `request` from the runtime behind `submit`; cancelling stops the generation itself."""
    job = Job(request, None if on_text is None else _on_loop(on_text))
    submit(job)
    try:
        return await asyncio.wrap_future(job.reply)
    except asyncio.CancelledError:
        job.stop.set()
        raise


def _on_loop(on_text: OnText) -> OnText:
    """`on_text`, called on the running event loop from any thread."""
    loop = asyncio.get_running_loop()

    def pass_on(text: str) -> None:
        loop.call_soon_threadsafe(on_text, text)

    return pass_on


def seed_of(request: Request) -> int | None:
    """The runtime's seed: samples of one request count up from a base that lies far from other seeds' bases."""
    if request.seed is None:
        return None
    return (request.seed * _SEED_STRIDE + request.sample) % _SEED_SPACE


def prompt_bound(request: Request) -> int:
    """An upper bound of a prompt's tokens that needs no tokenizer: no token is shorter than a byte."""
    texts = (message.content.encode("utf-8", "surrogatepass") for message in request.messages)
    return sum(len(text) + _TEMPLATE_TOKENS for text in texts)


class Collector:
    """A thread that hands on together what arrives within `window` seconds."""

    def __init__(self, handle: Callable[[list[Job]], None], *, window: float, name: str) -> None:
        self._handle = handle
        self._window = window
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Add a request."""
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread after what has arrived is handed on."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_ and (job := self._jobs.get()) is not None:
            batch = [job]
            deadline = time.monotonic() + self._window
            while (left := deadline - time.monotonic()) > 0:
                try:
                    job = self._jobs.get(timeout=left)
                except queue.Empty:
                    break
                if job is None:
                    open_ = False
                    break
                batch.append(job)
            self._handle(batch)
