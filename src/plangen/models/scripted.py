"""A model that says what it was told to say: for tests, examples and trying out the command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from plangen.errors import UsageError
from plangen.models.base import Capabilities, Completion, OnText, Request, Usage

Reply: TypeAlias = "str | Completion | BaseException | Callable[[Request], Reply]"
Replies: TypeAlias = "Reply | Sequence[Reply]"

OTHERWISE = "default"
"""The key whose replies answer every purpose that has none of its own."""


class ScriptedModel:
    """Gives out its replies in the order of the calls; `calls` holds every request it was sent.

    `replies` is one reply, a list, or a mapping from `Request.purpose` to either, with `"default"` for all other
    purposes. A reply is a text, a whole `Completion`, an exception to raise, or a function of the request that
    returns one of these. A list starts again at its end, unless `cycle` is off. `delay` in seconds.
    Tokens are counted as words. Raises `UsageError` when there is no reply for a request.
    """

    capabilities = Capabilities(n=False, schema=True, seed=True, logprobs=False, stream=True)

    def __init__(
        self,
        replies: Replies | Mapping[str, Replies],
        *,
        cycle: bool = True,
        delay: float | Callable[[Request], float] = 0.0,
        name: str = "fake:scripted",
    ) -> None:
        script = replies if isinstance(replies, Mapping) else {OTHERWISE: replies}
        self._script = {purpose: _listed(given) for purpose, given in script.items()}
        self._given = dict.fromkeys(self._script, 0)
        self._cycle = cycle
        self._delay = delay
        self.name = name
        self.calls: list[Request] = []

    @classmethod
    def from_spec(cls, spec: str) -> ScriptedModel:
        """Read `fake:some reply text` or `fake:@replies.yaml` (purpose → reply or list of replies).

        In the file a reply that is not a text is sent as JSON. Raises `UsageError` for a file that does not read.
        """
        text = spec.removeprefix("fake:")
        if not text.strip():
            raise UsageError(f"`{spec}` holds no reply", hint="write fake:some text or fake:@replies.yaml")
        return cls(_read(text[1:]) if text.startswith("@") else text, name=spec)

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """The next reply for the request's purpose."""
        self.calls.append(request)
        reply: Reply = self._next(request)
        delay = self._delay(request) if callable(self._delay) else self._delay
        if delay:
            await asyncio.sleep(delay)
        while callable(reply):
            reply = reply(request)
        if isinstance(reply, BaseException):
            raise reply
        completion = reply if isinstance(reply, Completion) else worded(request, reply)
        if on_text is not None:
            on_text(completion.text)
        return completion

    def price(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Nothing."""
        return 0.0

    def count(self, request: Request) -> int:
        """Prompt tokens, as words."""
        return words(*(message.content for message in request.messages))

    def _next(self, request: Request) -> Reply:
        purpose = request.purpose if request.purpose in self._script else OTHERWISE
        replies = self._script.get(purpose, [])
        place = self._given.get(purpose, 0)
        if not replies or (place >= len(replies) and not self._cycle):
            raise UsageError(
                f"`{self.name}` has no reply left for purpose `{request.purpose}` after {place}",
                hint=f"give it more replies, or some under `{OTHERWISE}`",
            )
        self._given[purpose] = place + 1
        return replies[place % len(replies)]


def words(*texts: str) -> int:
    """The number of words of all texts together."""
    return sum(len(text.split()) for text in texts)


def worded(request: Request, text: str) -> Completion:
    """A whole, free reply whose tokens are its words."""
    usage = Usage(words(*(message.content for message in request.messages)), words(text))
    return Completion(text=text, finish="stop", usage=usage, cost=0.0)


def _listed(replies: Replies) -> list[Reply]:
    if isinstance(replies, Sequence) and not isinstance(replies, str):
        return list(replies)
    return [replies]


def _read(path: str) -> dict[str, list[Reply]]:
    try:
        script = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(f"cannot read the replies in `{path}`: {error}") from error
    if not isinstance(script, dict) or not script:
        raise UsageError(f"`{path}` must map a purpose (`plan`, `verify`, …, `{OTHERWISE}`) to a list of replies")
    return {str(purpose): [_text(reply) for reply in _items(given)] for purpose, given in script.items()}


def _items(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _text(reply: Any) -> str:
    return reply if isinstance(reply, str) else json.dumps(reply, default=str)
