"""One llama.cpp server inside this process: slots, batching, streaming and stopping.

Requests go in through its Python call, which streams to a callback whose answer stops the slot at the next token.
Its HTTP side, on loopback under a random key, only counts tokens.
"""

from __future__ import annotations

import atexit
import os
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx

from plangen.errors import BadReplyError, ConfigurationError, ContextOverflowError, MissingExtraError, WeightsError
from plangen.models.base import Message, Request
from plangen.models.local import grammar
from plangen.models.local.jobs import Collector, Job, seed_of
from plangen.models.local.replies import Replies
from plangen.models.local.shared import Shared

SHORT_REPLY = 128
_WINDOW_SECONDS = 0.004
_PROMPT_BATCH = 256
_CACHE_MIB = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is run: `slots` replies at once, each with `context` tokens, on `threads` CPU threads.

    With more than one slot the server has one more, kept for short replies.
    """

    slots: int
    context: int
    threads: int

    @property
    def all_slots(self) -> int:
        """Slots of the server, the one for short replies included."""
        return self.slots + 1 if self.slots > 1 else 1


class Engine:
    """A loaded model. Raises WeightsError for a file that llama.cpp cannot load, MissingExtraError."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.settings = settings
        self._key = secrets.token_urlsafe(24)
        self._server = _start(path, settings, self._key)
        self._http = httpx.Client(
            base_url=self._server.listening_address,
            headers={"Authorization": f"Bearer {self._key}", "Connection": "close"},
            timeout=60.0,
            trust_env=False,
        )
        self._free = threading.Condition()
        self._permits = settings.slots
        self._pool = ThreadPoolExecutor(settings.slots, thread_name_prefix="plangen-slot")
        self._long = Collector(self._dispatch, window=_WINDOW_SECONDS, name="plangen-slots")
        self._short = Collector(self._one_by_one, window=0.0, name="plangen-short")

    def submit(self, job: Job) -> None:
        """Queue a request.

        Short replies go one by one through a slot of their own: their work is reading the prompt, which slots do
        not speed up on a CPU and which a warm prefix saves. Long ones share the other slots.
        """
        short = job.request.max_tokens <= SHORT_REPLY and self.settings.slots > 1
        (self._short if short else self._long).put(job)

    def count(self, messages: Sequence[Message]) -> int:
        """Prompt tokens of a conversation under the model's own chat template."""
        body = {"messages": [{"role": message.role, "content": message.content} for message in messages]}
        try:
            reply = self._http.post("/v1/chat/completions/input_tokens", json=body)
            return int(reply.raise_for_status().json()["input_tokens"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise BadReplyError(f"the model's chat template cannot count this conversation: {error}") from error

    def busy(self) -> int:
        """Slots that are generating."""
        return sum(slot["is_processing"] for slot in self._http.get("/slots").raise_for_status().json())

    def close(self) -> None:
        """End the threads and the server, and free its memory."""
        self._long.close()
        self._short.close()
        self._pool.shutdown()
        self._http.close()
        self._server = None

    def _dispatch(self, jobs: list[Job]) -> None:
        for alike in _alike(jobs, limit=self.settings.slots):
            with self._free:
                while self._permits < len(alike):
                    self._free.wait()
                self._permits -= len(alike)
            self._pool.submit(self._run_and_release, alike)

    def _run_and_release(self, jobs: list[Job]) -> None:
        try:
            self._run(jobs)
        finally:
            with self._free:
                self._permits += len(jobs)
                self._free.notify_all()

    def _one_by_one(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._run([job])

    def _run(self, jobs: list[Job]) -> None:
        """Generate one reply a job; the jobs differ in nothing but consecutive seeds."""
        jobs = [job for job in jobs if job.start()]
        if not jobs:
            return
        try:
            request = jobs[0].request
            prompt = self.count(request.messages)
            if prompt >= self.settings.context:
                raise ContextOverflowError(
                    f"the prompt has {prompt} tokens, the model's context {self.settings.context}",
                    hint="shorten the task, or give the model a larger `context`",
                )
            limits = grammar.of(request.schema)
            replies = Replies(jobs, prompt, notes=limits.notes if limits else ())
            self._server.handle_chat_completions(_body(request, len(jobs), limits), replies.take)
            replies.end()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the reply
            for job in jobs:
                job.fail(error)


_engines: Shared[Engine] = Shared()


async def engine_of(
    path: Path, settings: Settings, *, prepare: Callable[[threading.Event], object] | None = None
) -> Engine:
    """The engine of a file with these settings, loaded at the first call; `prepare` is run before, to fetch it."""

    def make(stop: threading.Event) -> Engine:
        if prepare is not None:
            prepare(stop)
        return Engine(path, settings)

    return await _engines.get((path, settings), make)


def loaded_engine(path: Path, settings: Settings) -> Engine | None:
    """The engine of a file if it is loaded."""
    return _engines.peek((path, settings))


@atexit.register
def close_engines() -> None:
    """Unload every model of this process."""
    for engine in _engines.clear():
        engine.close()


def default_threads() -> int:
    """`PLANGEN_THREADS`, or the processors that this process may use, at most 8."""
    named = os.environ.get("PLANGEN_THREADS")
    if named:
        if not named.isdecimal() or int(named) < 1:
            raise ConfigurationError(f"PLANGEN_THREADS is `{named}`", hint="set it to a whole number from 1 on")
        return int(named)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, 8)


def _start(path: Path, settings: Settings, key: str) -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise MissingExtraError("a local model", extra="local") from error
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}", hint="name a GGUF file") from error
    if magic != b"GGUF":
        raise WeightsError(f"{path} is not a GGUF file", hint="name a GGUF file")
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_parallel = settings.all_slots
    params.n_ctx = settings.context * settings.all_slots
    params.fit_params = False
    params.n_batch = _PROMPT_BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings.threads
    params.cache_ram_mib = _CACHE_MIB
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.api_keys = [key]
    params.n_threads_http = 4
    params.ui = False
    params.verbosity = -1
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise WeightsError(
            f"llama.cpp cannot load {path}", hint="is the file whole, and is there memory enough?"
        ) from error


def _alike(jobs: list[Job], *, limit: int) -> list[list[Job]]:
    """Jobs in runs of at most `limit` whose prompts are read once: equal but for seeds that count up by one."""
    runs: list[list[Job]] = []
    ordered = sorted(jobs, key=lambda job: (_kind(job), seed_of(job.request) or 0))
    for _, same in groupby(ordered, key=_kind):
        run: list[Job] = []
        for job in same:
            if run and len(run) < limit and _follows(job.request, run[-1].request):
                run.append(job)
                continue
            run = [job]
            runs.append(run)
    return runs


def _kind(job: Job) -> str:
    payload = job.request.payload()
    return repr([payload[key] for key in sorted(payload) if key not in {"seed", "sample", "purpose"}])


def _follows(request: Request, last: Request) -> bool:
    seed, before = seed_of(request), seed_of(last)
    return seed is before if seed is None or before is None else seed == before + 1


def _body(request: Request, n: int, limits: grammar.Grammar | None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "max_tokens": request.max_tokens,
        "n": n,
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_progress": True,
        "cache_prompt": True,
        "stop": list(request.stop),
        # Temperature before any cut, and no cut that was not asked for: as an API model samples. llama.cpp's own
        # order cuts first, after which a sure small model gives the same reply at every temperature.
        "samplers": ["temperature", "top_p"],
        "top_p": 1.0,
    }
    if request.logprobs:
        body |= {"logprobs": True, "top_logprobs": request.logprobs}
    if limits is not None:
        body["grammar"] = limits.text
    named = {"temperature": request.temperature, "top_p": request.top_p, "seed": seed_of(request)}
    return body | {name: value for name, value in named.items() if value is not None}
