"""The only file that imports litellm: late, quiet, offline, and without its own retries."""

from __future__ import annotations

import functools
import importlib
import logging
import os
import warnings
from collections.abc import AsyncIterator
from typing import Any

QUIET = {"num_retries": 0, "max_retries": 0, "drop_params": False}


@functools.cache
def load_litellm() -> Any:
    """The litellm module, imported at the first call; takes seconds, so call it in a thread.

    The environment comes first: without it the import downloads a price table and reads the caller's `.env`. Its
    logger is silenced because it prints whole requests, and its help banner because that goes to stdout.
    """
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_MODE", "PRODUCTION")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        litellm: Any = importlib.import_module("litellm")
        types: Any = importlib.import_module("litellm.types.utils")
        # Pydantic builds these at first use and warns then; here nobody hears it.
        types.Message(content="")
        types.Delta(content="")
        # The rest of what a first call imports, which would hold up the event loop for the better part of a second.
        importlib.import_module("openai.resources.chat")
        mock = [{"role": "user", "content": "-"}]
        litellm.completion(model="openai/-", messages=mock, mock_response="-", **QUIET)
        litellm.token_counter(model="-", text="-")
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


class StreamTap:
    """A provider's stream, passed on unchanged.

    It keeps the refusal that litellm's own chunks leave out, and sees the bytes that have not become a chunk.
    """

    def __init__(self, source: Any) -> None:
        self._source = source
        self._iterator = aiter(source)
        self.refusal = ""
        self._delivered = 0

    @classmethod
    def on(cls, stream: Any) -> StreamTap | None:
        """Put a tap into litellm's stream wrapper; `None` where it has no stream of chunks inside."""
        source = getattr(stream, "completion_stream", None)
        if not hasattr(source, "__aiter__"):
            return None
        stream.completion_stream = tap = cls(source)
        return tap

    @property
    def pending(self) -> int:
        """Bytes that came since the last chunk."""
        return self._received - self._delivered

    @property
    def _received(self) -> int:
        count = getattr(getattr(self._source, "response", None), "num_bytes_downloaded", 0)
        return count if isinstance(count, int) else 0

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        chunk = await anext(self._iterator)
        self._delivered = self._received
        for choice in getattr(chunk, "choices", None) or ():
            said = getattr(getattr(choice, "delta", None), "refusal", None)
            if isinstance(said, str):
                self.refusal += said
        return chunk

    async def aclose(self) -> None:
        """Close the provider's stream, and with it the connection."""
        close = getattr(self._source, "aclose", None) or getattr(self._source, "close", None)
        if close is not None:
            done = close()
            if done is not None:
                await done
