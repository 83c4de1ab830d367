"""A local model read as an encoder: texts in, mean-pooled vectors out.

A small model tells kinds of sentence apart far better by the distance of its embeddings than by choosing a label.
The encoder meets the `Model` Protocol, so that its calls pass the one door: each message of a request is one text,
and the reply is the JSON list of their vectors, each of length 1.
"""

from __future__ import annotations

import asyncio
import json
import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from plangen.errors import MissingExtraError, ProviderError, WeightsError
from plangen.models.base import Capabilities, Completion, OnText, Request, Usage
from plangen.models.local import jobs
from plangen.models.local.shared import Shared

_CONTEXT = 2048
_DIGITS = 4


class LlamaCppEncoder:
    """The embeddings of one GGUF file, loaded beside the chat engine at the first call, once a process."""

    def __init__(self, name: str, path: Path, *, threads: int, prepare: Callable[[threading.Event], object]) -> None:
        self._name = name
        self._path = path
        self._threads = threads
        self._prepare = prepare

    @property
    def name(self) -> str:
        """The chat model's name with `#embed`."""
        return f"{self._name}#embed"

    @property
    def capabilities(self) -> Capabilities:
        """Nothing but vectors."""
        return Capabilities(n=False, schema=False, seed=True, logprobs=False, stream=False, context=_CONTEXT)

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """The vectors of the request's messages; raises WeightsError, MissingExtraError, ProviderError."""

        def make(stop: threading.Event) -> _Engine:
            self._prepare(stop)
            return _Engine(self._path, self._threads)

        engine = await _engines.get((self._path, self._threads), make)
        texts = [message.content for message in request.messages]
        vectors, tokens = await asyncio.wrap_future(engine.pool.submit(engine.embed, texts))
        return Completion(json.dumps(vectors), "stop", Usage(tokens, 0), 0.0)

    def price(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Nothing, and known to be."""
        return 0.0

    def count(self, request: Request) -> int:
        """An upper bound of the tokens."""
        return jobs.prompt_bound(request)


class _Engine:
    """One llama.cpp server in embedding mode; it takes one batch at a time."""

    def __init__(self, path: Path, threads: int) -> None:
        try:
            import xllamacpp
        except ImportError as error:
            raise MissingExtraError("a local model", extra="local") from error
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_parallel = 1
        params.n_ctx = _CONTEXT
        params.fit_params = False
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
        params.hostnames, params.port = ["127.0.0.1"], 0
        params.ui = False
        params.verbosity = -1
        try:
            self._server: Any = xllamacpp.Server(params)
        except RuntimeError as error:
            raise WeightsError(f"llama.cpp cannot load {path}", hint="is the file whole?") from error
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="plangen-embed")

    def embed(self, texts: list[str]) -> tuple[list[list[float]], int]:
        """Unit vectors, and the tokens read."""
        vectors, tokens = [], 0
        for text in texts:
            # One at a time: in one batch llama.cpp mixes the texts, and a vector would depend on its neighbours.
            reply = self._server.handle_embeddings({"input": [text], "model": "local"})
            if "data" not in reply:
                raise ProviderError(f"llama.cpp gave no embeddings: {str(reply)[:200]}")
            vectors.append(_unit(reply["data"][0]["embedding"]))
            tokens += int(reply["usage"]["prompt_tokens"])
        return vectors, tokens


_engines: Shared[_Engine] = Shared()


def _unit(vector: list[float]) -> list[float]:
    length = math.sqrt(sum(x * x for x in vector)) or 1.0
    return [round(x / length, _DIGITS) for x in vector]
