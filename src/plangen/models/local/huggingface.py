"""`hf:NAME`: a Hugging Face model, a folder of one, or a GGUF file, run by transformers."""

from __future__ import annotations

import threading

from plangen.models.base import Capabilities, Completion, OnText, Request
from plangen.models.local import jobs
from plangen.models.local.shared import Shared
from plangen.models.local.torch_engine import TorchEngine

_engines: Shared[TorchEngine] = Shared()


class HuggingFaceModel:
    """A model of the hub, of a local folder, or in a GGUF file; on CUDA where there is one.

    It is loaded at the first call, once a process. Requests that arrive together are generated as one batch of at
    most `batch`; a change of the batch changes the rounding, so equal seeds give equal text only with `batch=1`.
    What a request leaves open (temperature, top_p) is what the model's own generation settings say.
    """

    def __init__(self, source: str, *, batch: int = 8) -> None:
        self._source = source
        self._batch = batch

    @property
    def name(self) -> str:
        """`hf:` and the repository, folder or file."""
        return f"hf:{self._source}"

    @property
    def capabilities(self) -> Capabilities:
        """`context` is known once the model is loaded."""
        engine = _engines.peek((self._source, self._batch))
        single = self._batch == 1
        return Capabilities(
            n=False,
            schema=True,
            seed=single,
            logprobs=True,
            stream=True,
            context=engine.context if engine else None,
            notes=() if single else ("equal seeds give equal text only with batch=1",),
        )

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """One reply; cancelling it ends its part of the batch at the next token.

        Raises ContextOverflowError before dispatch, TruncatedReplyError for JSON that the token limit cut,
        WeightsError, MissingExtraError.
        """
        engine = await self.load()
        return await jobs.ask(engine.submit, request, on_text)

    async def load(self) -> TorchEngine:
        """Load the model now instead of at the first call."""

        def make(stop: threading.Event) -> TorchEngine:
            return TorchEngine(self._source, batch=self._batch)

        return await _engines.get((self._source, self._batch), make)

    def price(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Nothing, and known to be."""
        return 0.0

    def count(self, request: Request) -> int:
        """Prompt tokens by the model's own tokenizer; until the model is loaded, an upper bound."""
        engine = _engines.peek((self._source, self._batch))
        return jobs.prompt_bound(request) if engine is None else len(engine.encode(request.messages))
