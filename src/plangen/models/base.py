"""The one Protocol that every model meets, and the frozen values that pass through it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant"]
Finish = Literal["stop", "length", "refusal"]
OnText = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation, in OpenAI's three roles."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One sample asked of a model; everything that makes the reply what it is.

    `schema` is a JSON Schema that the reply must meet; `sample` numbers independent samples of an otherwise
    equal request, so that n samples stay n; `logprobs` is the number of top alternatives wanted a token.
    `purpose` names the agent's question (`plan`, `step`, `complete`, `refine`, `merge`, `verify`, `reward`,
    `finished`, `constraints`, `kind`, `embed`, `prior`, `vote`, `tools`, `join`, `repair`); it is never sent to a
    server.
    """

    messages: tuple[Message, ...]
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    max_tokens: int = 1024
    stop: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None
    logprobs: int = 0
    sample: int = 0
    purpose: str = ""

    def payload(self) -> dict[str, Any]:
        """The request as plain JSON data, in one canonical form: what the journal hashes."""
        return {
            "messages": [[m.role, m.content] for m in self.messages],
            "temperature": self.temperature,
            "top_p": self.top_p,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
            "stop": list(self.stop),
            "schema": self.schema,
            "logprobs": self.logprobs,
            "sample": self.sample,
            "purpose": self.purpose,
        }


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call; `reported` is false when they were counted or estimated on this side."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    reported: bool = True


@dataclass(frozen=True, slots=True)
class Completion:
    """One whole reply; `cost` in US dollars, `None` when the price is unknown (never 0 for unknown).

    `finish` is `stop` only if the model said that it had ended. `logprobs` holds one
    `{"token", "logprob", "top": {token: logprob}}` a token, when asked for and given.
    `notes` say what the server did differently from what was asked (`seed ignored`, `schema by prompt`).
    """

    text: str
    finish: Finish
    usage: Usage
    cost: float | None
    logprobs: tuple[Mapping[str, Any], ...] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model is known to honour; `None` is "not probed yet", never a guess."""

    n: bool | None = None
    schema: bool | None = None
    seed: bool | None = None
    logprobs: bool | None = None
    stream: bool | None = None
    context: int | None = None
    notes: tuple[str, ...] = field(default=())


class Model(Protocol):
    """A source of replies.

    An adapter makes exactly one attempt: retries, budget, journal and trace belong to the door above it
    (`plangen.models.door`). It raises the errors of `plangen.errors` and nothing else. `on_text` is given
    pieces of the reply as they come, for show only.
    """

    @property
    def name(self) -> str:
        """`provider/model`, `local:name`, `gguf:path`, `hf:repository`, `fake:...` or `sim:...`."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What is known so far about what the model honours."""
        ...

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """One reply to `request`."""
        ...


class Priced(Protocol):
    """A model that can name the largest price of a request before it is sent."""

    def price(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        """US dollars, or `None` when unknown."""
        ...


class Counting(Protocol):
    """A model that can count the prompt tokens of a request with its own tokenizer."""

    def count(self, request: Request) -> int:
        """Prompt tokens."""
        ...


class Encoding(Protocol):
    """A model whose weights can also be read as an encoder."""

    def encoder(self) -> Model:
        """A model that answers a request with the JSON list of its messages' vectors, each of length 1."""
        ...
