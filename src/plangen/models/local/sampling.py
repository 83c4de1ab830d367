"""Drawing tokens for the rows of a transformers batch, each by its own request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plangen.errors import EmptyReplyError, PlangenError, ProviderError
from plangen.models.base import Completion, Finish, Usage
from plangen.models.local import grammar
from plangen.models.local.jobs import Job, seed_of

_BROKEN_CHARACTER = "\ufffd"


class Row:
    """One request of a batch and its reply so far.

    `ends` are the tokens that end a reply, `room` how many the context still takes; `defaults` is the model's own
    generation config, `matcher` an llguidance matcher or `None`.
    """

    def __init__(
        self,
        job: Job,
        prompt: list[int],
        tokenizer: Any,
        *,
        ends: frozenset[int],
        room: int,
        defaults: Any,
        matcher: Any,
        notes: tuple[str, ...],
    ) -> None:
        import torch

        request = job.request
        self.job = job
        self.prompt = prompt
        self.limit = min(request.max_tokens, room)
        self._tokenizer = tokenizer
        self._ends = ends
        self._matcher = matcher
        self._notes = notes
        self._temperature = _first(request.temperature, defaults.temperature, 1.0)
        self._top_p = _first(request.top_p, defaults.top_p, 1.0)
        self._random = torch.Generator()
        seed = seed_of(request)
        if seed is None:
            self._random.seed()
        else:
            self._random.manual_seed(seed)
        self._tokens: list[int] = []
        self._drawn = 0
        self._shown = 0
        self._logprobs: list[Mapping[str, Any]] = []

    @property
    def over(self) -> bool:
        """Answered, failed or no longer wanted."""
        return self.job.over

    def draw(self, scores: Any) -> int:
        """The next token, given one score a token of the vocabulary; ends the reply where it ends."""
        scores = scores.float().cpu()
        allowed = scores if self._matcher is None else _masked(scores, self._matcher)
        token = pick(allowed, self._temperature, self._top_p, self._random)
        self._drawn += 1
        if self._matcher is not None and not self._matcher.consume_token(token):
            raise ProviderError(f"constrained decoding failed: {self._matcher.get_error()}")
        if token in self._ends:
            self._answer(self._text(), "stop")
            return token
        self._tokens.append(token)
        if self.job.request.logprobs:
            self._logprobs.append(self._logprob(token, scores))
        text = self._text()
        stops = [at for stop in self.job.request.stop if (at := text.find(stop)) >= 0]
        if stops:
            text = text[: min(stops)]
        self._show(text)
        if stops or (self._matcher is not None and self._matcher.is_stopped()):
            self._answer(text, "stop")
        elif self._drawn >= self.limit:
            self._answer(text, "length")
        return token

    def _text(self) -> str:
        return str(self._tokenizer.decode(self._tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def _show(self, text: str) -> None:
        if self.job.on_text is None or len(text) <= self._shown or text.endswith(_BROKEN_CHARACTER):
            return
        self.job.on_text(text[self._shown :])
        self._shown = len(text)

    def _answer(self, text: str, finish: Finish) -> None:
        request = self.job.request
        try:
            if not text.strip():
                raise EmptyReplyError(f"the model ended after {self._drawn} tokens without any text")
            text, finish = grammar.settle(request, text, finish)
        except PlangenError as error:
            self.job.fail(error)
            return
        usage = Usage(len(self.prompt), self._drawn)
        logprobs = tuple(self._logprobs) if request.logprobs else None
        self.job.reply.set_result(Completion(text, finish, usage, cost=0.0, logprobs=logprobs, notes=self._notes))

    def _logprob(self, token: int, scores: Any) -> Mapping[str, Any]:
        logs = scores.log_softmax(-1)
        best = logs.topk(self.job.request.logprobs)
        ids, values = best.indices.tolist(), best.values.tolist()
        top = {self._tokenizer.decode([other]): value for other, value in zip(ids, values, strict=True)}
        return {"token": self._tokenizer.decode([token]), "logprob": logs[token].item(), "top": top}


def step(rows: Sequence[Row], scores: Any) -> Any:
    """Scores (rows by vocabulary) that leave each row only the token drawn for it."""
    import torch

    chosen = torch.full_like(scores, -torch.inf)
    for row, own, left in zip(rows, scores, chosen, strict=True):
        left[0 if row.over else row.draw(own)] = 0.0
    return chosen


def pick(scores: Any, temperature: float, top_p: float, random: Any) -> int:
    """One token: the best at temperature 0, else drawn from the smallest set that holds `top_p` of the mass."""
    import torch

    if temperature <= 0:
        return int(scores.argmax())
    chances, order = (scores / temperature).softmax(-1).sort(descending=True)
    chances[chances.cumsum(-1) - chances >= top_p] = 0.0
    chances[0] = max(float(chances[0]), torch.finfo(chances.dtype).tiny)
    return int(order[torch.multinomial(chances, 1, generator=random)])


def _masked(scores: Any, matcher: Any) -> Any:
    """Scores with every token that the grammar forbids at minus infinity."""
    import numpy
    import torch

    bits = numpy.unpackbits(numpy.frombuffer(matcher.compute_bitmask(), dtype=numpy.uint8), bitorder="little")
    forbidden = torch.ones(len(scores), dtype=torch.bool)
    known = min(len(bits), len(scores))
    forbidden[:known] = torch.from_numpy(bits[:known] == 0)
    return scores.masked_fill(forbidden, -torch.inf)


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)
