"""Takes secrets out of a text before it reaches an error, a log or a trace."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

MARK = "[redacted]"
_SHORTEST = 8
_NAMES = ("_API_KEY", "_TOKEN", "_SECRET", "_ACCESS_KEY", "_PASSWORD")
_PATTERNS = (
    re.compile(r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_*\-]{12,}"),
    re.compile(
        r"\b(?:gsk|xai|hf|ghp|gho|ghs|github_pat|glpat|xox[abp]|r8|pplx|nvapi|tgp|csk|fw)[-_][A-Za-z0-9_\-]{10,}"
    ),
    re.compile(r"\bAIza[A-Za-z0-9_\-]{20,}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*"),
    re.compile(r"(?i)(?<=bearer )\s*[A-Za-z0-9._~+/=\-]{6,}"),
    re.compile(r"(?i)(?<=basic )[A-Za-z0-9+/=]{12,}"),
    re.compile(r"(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"),
    re.compile(r"(?i)(?<=[?&]key=)[^&\s'\"]+|(?<=api_key=)[^&\s'\"]+|(?<=token=)[^&\s'\"]+"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
)


def known_secrets(environment: Mapping[str, str] | None = None) -> frozenset[str]:
    """Values of the environment variables whose name says that they are secret; short values are left out.

    A value under 8 characters is more likely a word than a key, and removing it would garble the text.
    """
    variables = os.environ if environment is None else environment
    return frozenset(
        value.strip()
        for name, value in variables.items()
        if name.upper().endswith(_NAMES) and len(value.strip()) >= _SHORTEST
    )


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with every one of `secrets` and everything that has the shape of a key replaced by `[redacted]`.

    Pure: pass `known_secrets()` for the keys of the environment. Longer secrets go first, so that one which holds
    another leaves no tail. It does not see a secret that was split, encoded or changed.
    """
    for secret in sorted({s for s in secrets if s}, key=len, reverse=True):
        text = text.replace(secret, MARK)
    for pattern in _PATTERNS:
        text = pattern.sub(MARK, text)
    return text
