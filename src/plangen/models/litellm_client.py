"""The only file that imports litellm: late, quiet, offline, and without its own retries."""

from __future__ import annotations

import functools
import importlib
import logging
import os
import sys
import warnings
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
    litellm.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize  # a hundred equal pieces are no server error
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


class Pieces:
    """The pieces of a streamed reply: those of OpenAI's client where litellm holds one, else litellm's own.

    OpenAI's are a sixth of the work, and they are what the server sent: litellm drops refusals and makes up finish
    reasons and usage, so of its own pieces only text counts (`faithful` is false).
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        inner: Any = getattr(stream, "completion_stream", None)
        self.faithful = hasattr(inner, "__aiter__") and type(inner).__module__.partition(".")[0] == "openai"
        self._source: Any = inner if self.faithful else stream
        self._iterator = aiter(self._source)
        self._delivered = 0

    async def next(self) -> Any:
        """The next piece, or `None` at the end."""
        piece = await anext(self._iterator, None)
        self._delivered = self._received
        return piece

    @property
    def pending(self) -> int:
        """Bytes that came since the last piece, where that can be seen."""
        return self._received - self._delivered

    @property
    def finish(self) -> str | None:
        """The finish reason that litellm received; the one on its pieces is "stop" also where the stream broke off."""
        return getattr(self._stream, "received_finish_reason", None)

    @property
    def reported(self) -> bool:
        """Whether litellm received token counts; it makes them up on its last piece where it did not."""
        return any(getattr(piece, "usage", None) for piece in getattr(self._stream, "chunks", None) or ())

    @property
    def _received(self) -> int:
        count = getattr(getattr(self._source, "response", None), "num_bytes_downloaded", 0)
        return count if isinstance(count, int) else 0

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()
