"""Which API keys the environment holds: their names, never their values."""

from __future__ import annotations

import os

_ALSO = (
    "AWS_ACCESS_KEY_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_PROFILE",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "HF_TOKEN",
    "TOGETHER_AI_TOKEN",
)


def keys_present() -> tuple[str, ...]:
    """The names of variables that look like a model provider's key and are not empty, sorted."""
    return tuple(
        sorted(name for name, value in os.environ.items() if value and (name.endswith("_API_KEY") or name in _ALSO))
    )
