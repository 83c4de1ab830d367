"""`local:NAME` and `gguf:PATH`: a GGUF model run inside this process by llama.cpp."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from plangen.errors import WeightsError
from plangen.models.base import Capabilities, Completion, OnText, Request
from plangen.models.local import jobs
from plangen.models.local.catalog import Entry
from plangen.models.local.encoder import LlamaCppEncoder
from plangen.models.local.engine import Engine, Settings, default_threads, engine_of, loaded_engine
from plangen.models.local.transfer import OnNotice, OnProgress
from plangen.models.local.weights import Store

_log = logging.getLogger(__name__)


class LlamaCppModel:
    """A model of the catalogue, or a GGUF file of the user's own, trusted as given.

    `slots` replies are generated at once; `context` is in tokens, for one reply with its prompt. The file is
    fetched (unless `fetch` is false) and loaded at the first call, once a process for equal settings. The notice
    before a fetch is logged as a warning unless `on_notice` takes it. Equal seeds give equal text only with
    `slots=1`: more of them change the rounding. llama.cpp's own `top_k` 40 and `min_p` 0.05 stay on.
    """

    def __init__(
        self,
        source: Entry | Path,
        *,
        slots: int = 8,
        context: int = 4096,
        threads: int | None = None,
        fetch: bool = True,
        store: Store | None = None,
        on_progress: OnProgress | None = None,
        on_notice: OnNotice | None = None,
    ) -> None:
        self._entry = source if isinstance(source, Entry) else None
        self._store = store or Store()
        self._path = (source if isinstance(source, Path) else self._store.path(source)).absolute()
        longest = self._entry.context if self._entry else context
        self._settings = Settings(slots, min(context, longest), threads or default_threads())
        self._fetch = fetch
        self._on_progress = on_progress
        self._on_notice = on_notice or _log.warning

    @property
    def name(self) -> str:
        """`local:NAME` or `gguf:PATH`."""
        return f"local:{self._entry.name}" if self._entry else f"gguf:{self._path}"

    @property
    def capabilities(self) -> Capabilities:
        """Known beforehand: llama.cpp honours the same for every model."""
        single = self._settings.slots == 1
        return Capabilities(
            n=False,
            schema=True,
            seed=single,
            logprobs=True,
            stream=True,
            context=self._settings.context,
            notes=() if single else ("equal seeds give equal text only with slots=1",),
        )

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """One reply; cancelling it stops the generation at the next token, or batch of prompt tokens.

        Raises ContextOverflowError before dispatch, TruncatedReplyError for JSON that the token limit cut,
        WeightsError, MissingExtraError.
        """
        engine = await self.load()
        return await jobs.ask(engine.submit, request, on_text)

    async def load(self) -> Engine:
        """Fetch and load the model now instead of at the first call."""
        return await engine_of(self._path, self._settings, prepare=self._pull if self._entry else None)

    def encoder(self) -> LlamaCppEncoder:
        """The same weights as an encoder (a second, smaller server in this process)."""
        prepare = self._pull if self._entry else lambda stop: None
        return LlamaCppEncoder(self.name, self._path, threads=self._settings.threads, prepare=prepare)

    def price(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Nothing, and known to be."""
        return 0.0

    def count(self, request: Request) -> int:
        """Prompt tokens by the model's own tokenizer; until the model is loaded, an upper bound."""
        engine = loaded_engine(self._path, self._settings)
        return jobs.prompt_bound(request) if engine is None else engine.count(request.messages)

    def _pull(self, stop: threading.Event) -> None:
        entry = self._entry
        if entry is None:
            return
        if not self._fetch and self._store.held(entry).state != "present":
            raise WeightsError(
                f"{entry.name} is not in the store {self._store.root}", hint=f"plangen models pull {entry.name}"
            )
        self._store.pull(entry, on_progress=self._on_progress, on_notice=self._on_notice, stop=stop)
