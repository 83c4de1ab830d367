"""The replies of one streamed llama.cpp call, put together piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plangen.errors import BadReplyError, ContextOverflowError, EmptyReplyError, PlangenError, RequestRefusedError
from plangen.models.base import Completion, Finish, Usage
from plangen.models.local import grammar
from plangen.models.local.jobs import Job


class Replies:
    """What the server has sent so far, one part a job; each job is answered as soon as its own part ends."""

    def __init__(self, jobs: Sequence[Job], prompt_tokens: int, *, notes: tuple[str, ...] = ()) -> None:
        self._parts = [_Part(job) for job in jobs]
        self._prompt_tokens = prompt_tokens
        self._notes = notes
        self._ended: _Part | None = None

    def take(self, chunk: Mapping[str, Any]) -> bool:
        """Take one chunk of the stream; true tells the server to stop."""
        try:
            if "error" in chunk:
                raise _error(chunk["error"])
            for choice in chunk["choices"]:
                part = self._parts[choice["index"]]
                part.add(choice)
                if part.finish is not None:
                    self._ended = part
            usage = chunk.get("usage")
            if usage is not None and self._ended is not None:
                self._answer(self._ended, int(usage["completion_tokens"]))
                self._ended = None
        except Exception as error:  # noqa: BLE001 - an exception here would vanish in the server
            self._fail(error)
        wanted = [part for part in self._parts if not part.job.over]
        return not wanted and any(part.finish is None for part in self._parts)

    def end(self) -> None:
        """The stream is over: whoever has no reply yet gets none."""
        self._fail(BadReplyError("the local model's stream ended before its reply did"))

    def _answer(self, part: _Part, completion_tokens: int) -> None:
        usage = Usage(self._prompt_tokens, completion_tokens)
        try:
            part.job.reply.set_result(part.completion(usage, self._notes))
        except PlangenError as error:
            part.job.fail(error)

    def _fail(self, error: Exception) -> None:
        for part in self._parts:
            part.job.fail(error)


class _Part:
    """One reply in the making."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.finish: Finish | None = None
        self._pieces: list[str] = []
        self._logprobs: list[Mapping[str, Any]] = []

    def add(self, choice: Mapping[str, Any]) -> None:
        piece = choice["delta"].get("content")
        if piece:
            self._pieces.append(piece)
            if self.job.on_text is not None and not self.job.stop.is_set():
                self.job.on_text(piece)
        self._logprobs += [_logprob(item) for item in (choice.get("logprobs") or {}).get("content") or ()]
        if choice["finish_reason"] is not None:
            self.finish = "length" if choice["finish_reason"] == "length" else "stop"

    def completion(self, usage: Usage, notes: tuple[str, ...]) -> Completion:
        request = self.job.request
        text = "".join(self._pieces)
        if not text.strip():
            raise EmptyReplyError(f"the model ended after {usage.completion_tokens} tokens without any text")
        text, finish = grammar.settle(request, text, self.finish or "length")
        logprobs = tuple(self._logprobs) if request.logprobs else None
        return Completion(text, finish, usage, cost=0.0, logprobs=logprobs, notes=notes)


def _logprob(item: Mapping[str, Any]) -> Mapping[str, Any]:
    top = {other["token"]: other["logprob"] for other in item["top_logprobs"]}
    return {"token": item["token"], "logprob": item["logprob"], "top": top}


def _error(fault: Mapping[str, Any]) -> PlangenError:
    message = str(fault.get("message", fault))
    if fault.get("type") == "exceed_context_size_error":
        return ContextOverflowError(message)
    if fault.get("code") == 400:
        return RequestRefusedError(f"llama.cpp refuses the request: {message}")
    return BadReplyError(f"llama.cpp failed: {message}")
