"""What came back from an API, gathered under a size cap and judged: a completion, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plangen.errors import BadReplyError, EmptyReplyError, RefusalError, TruncatedReplyError
from plangen.models.api_errors import Where
from plangen.models.base import Completion, Finish, Request, Usage
from plangen.models.dialect import Asked, bare_json
from plangen.models.prices import Price

MOST_CHARACTERS = 2_000_000
_FINISH: dict[str, Finish] = {
    **dict.fromkeys(("stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "tool_calls"), "stop"),
    **dict.fromkeys(("length", "max_tokens", "model_length", "model_context_window_exceeded"), "length"),
    **dict.fromkeys(("content_filter", "refusal", "safety", "recitation", "guardrail_intervened"), "refusal"),
}


@dataclass(slots=True)
class Draft:
    """A reply while it comes in."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    reasoning: bool = False
    finish: str | None = None
    refusal: str = ""
    logprobs: list[Mapping[str, Any]] = field(default_factory=list)
    chunks: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    reported: bool = False

    @property
    def text(self) -> str:
        """The reply so far; half a surrogate pair, which no file can hold, becomes `?`."""
        return _storable("".join(self.pieces))

    @classmethod
    def of_reply(cls, reply: Any, where: Where) -> Draft:
        """A reply that was not streamed."""
        draft = cls(chunks=1)
        choices = getattr(reply, "choices", None)
        if not choices:
            raise BadReplyError(f"`{where.server}` answers without any choice")
        first = choices[0]
        about = getattr(first, "provider_specific_fields", None) or {}
        draft._take(getattr(first, "message", None), first, where)
        # Litellm turns an unknown reason into "stop" and keeps the true one beside it.
        draft.finish = about.get("native_finish_reason") or first.finish_reason
        draft._count(getattr(reply, "usage", None))
        draft.reported = (draft.prompt_tokens, draft.completion_tokens) != (0, 0)
        return draft

    def add(self, piece: Any, where: Where, *, faithful: bool) -> str:
        """Take in one piece of a stream; its text. Only of a `faithful` one do finish reason and usage count."""
        usage = getattr(piece, "usage", None)
        self._count(usage)
        choices = getattr(piece, "choices", None)
        if faithful:
            self.reported |= usage is not None
            self.finish = (getattr(choices[0], "finish_reason", None) if choices else None) or self.finish
        if not choices:
            return ""
        self.chunks += 1
        return self._take(getattr(choices[0], "delta", None), choices[0], where)

    def _take(self, message: Any, choice: Any, where: Where) -> str:
        text = getattr(message, "content", None) or ""
        reasoning = getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None) or ""
        about = getattr(message, "provider_specific_fields", None) or {}
        self.refusal += getattr(message, "refusal", None) or about.get("refusal") or ""
        if not isinstance(text, str) or not isinstance(reasoning, str):
            raise BadReplyError(f"`{where.server}` answers with content that is no text")
        self.size += len(text) + len(reasoning)
        self.reasoning |= bool(reasoning)
        if self.size > MOST_CHARACTERS:
            raise too_long(where)
        self.pieces.append(text)
        for row in getattr(getattr(choice, "logprobs", None), "content", None) or ():
            self.logprobs.append(_token(row))
        return _storable(text)

    def _count(self, usage: Any) -> None:
        if usage is None:
            return
        self.prompt_tokens = _number(usage, "prompt_tokens")
        self.completion_tokens = _number(usage, "completion_tokens")
        self.cached_tokens = _number(getattr(usage, "prompt_tokens_details", None), "cached_tokens")


def too_long(where: Where) -> BadReplyError:
    """The error of a reply past the size cap."""
    said = f"the reply of `{where.name}` is longer than {MOST_CHARACTERS:,} characters"
    return BadReplyError(said, hint="lower the token limit, or check what the server is")


def complete(draft: Draft, request: Request, asked: Asked, where: Where, price: Price | None) -> Completion:
    """The completion that a draft is.

    Raises RefusalError, TruncatedReplyError (its cause is a ConnectionError where the stream ended early),
    EmptyReplyError or BadReplyError. A reply that met the token limit counts as whole if it is a whole JSON value
    and a schema was asked for.
    """
    text = draft.text
    whole = bare_json(text) if request.schema is not None else None
    finish = _finish(draft, where, whole=whole is not None, limit=request.max_tokens)
    if not text.strip():
        only = "only its reasoning" if draft.reasoning else "nothing"
        raise EmptyReplyError(f"`{where.name}` answered with {only}")
    usage, notes = _usage(draft, request, text)
    cost = None
    if price is not None:
        cost = price.cost(usage.prompt_tokens, usage.completion_tokens, draft.cached_tokens if usage.reported else 0)
    logprobs = tuple(draft.logprobs) or None
    if request.logprobs and logprobs is None and "logprobs ignored" not in asked.notes:
        notes = (*notes, "logprobs ignored")
    if request.schema is not None and whole is None:
        notes = (*notes, "schema ignored")
    return Completion(whole if whole is not None else text, finish, usage, cost, logprobs, (*asked.notes, *notes))


def _finish(draft: Draft, where: Where, *, whole: bool, limit: int) -> Finish:
    if draft.refusal:
        raise RefusalError(f"`{where.name}` declined: {where.clean(draft.refusal)}")
    if not draft.chunks or not (draft.finish or draft.size):
        raise BadReplyError(f"`{where.server}` answers without any choice or piece of a reply")
    finish = _FINISH.get((draft.finish or "").lower())
    if finish == "refusal":
        raise RefusalError(f"the content filter of `{where.server}` stopped the reply")
    if finish == "length" and not whole:
        raise TruncatedReplyError(
            f"the reply of `{where.name}` met the limit of {limit} tokens", hint="raise the token limit"
        )
    if finish is None:
        ended = f"with the unknown reason `{where.clean(draft.finish)}`" if draft.finish else "without a finish reason"
        raise TruncatedReplyError(f"the reply of `{where.name}` ended {ended}") from ConnectionError("ended early")
    return finish


def _usage(draft: Draft, request: Request, text: str) -> tuple[Usage, tuple[str, ...]]:
    """Reported tokens, or an estimate where none or impossible ones were reported."""
    if draft.reported and draft.prompt_tokens > 0 and draft.completion_tokens > 0:
        return Usage(draft.prompt_tokens, draft.completion_tokens), ()
    prompt = max(draft.prompt_tokens, sum(len(m.content) for m in request.messages) // 4 + 1)
    completion = max(draft.completion_tokens, len(text) // 4 + 1)
    note = "usage not believed" if draft.reported else "usage estimated"
    return Usage(prompt, completion, reported=False), (note,)


def _token(row: Any) -> Mapping[str, Any]:
    def read(part: Any, name: str) -> Any:
        return part.get(name) if isinstance(part, Mapping) else getattr(part, name, None)

    top = {str(read(t, "token")): read(t, "logprob") for t in read(row, "top_logprobs") or ()}
    return {"token": read(row, "token"), "logprob": read(row, "logprob"), "top": top}


def _number(source: Any, name: str) -> int:
    value = getattr(source, name, None)
    return value if isinstance(value, int) else 0


def _storable(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text
