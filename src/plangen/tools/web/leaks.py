"""Finds a known secret in what is about to leave: as it is, or written in one of the common encodings."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus


def holds_secret(value: Any, secrets: Iterable[str]) -> bool:
    """Whether any text inside `value` (JSON data, keys included) holds one of `secrets`.

    Also percent-encoded, backwards, in base64 or in hexadecimal; not one that is split or encoded otherwise.
    """
    forms = [form for secret in secrets if secret for form in _forms(secret)]
    return bool(forms) and any(_found(text, forms) for text in _texts(value))


def _found(text: str, forms: list[str]) -> bool:
    return any(form in spelling for spelling in (text, unquote_plus(text), text.lower()) for form in forms)


def _forms(secret: str) -> list[str]:
    data = secret.encode("utf-8", "surrogatepass")
    # What stands before it shifts base64 by one or two bytes: the part that does not depend on that is looked for.
    shifted = [base64.b64encode(bytes(n) + data)[(n and 4) : -4].decode() for n in range(3)]
    safe = [form.replace("+", "-").replace("/", "_") for form in shifted]
    return [secret, secret[::-1], data.hex(), *(form for form in (*shifted, *safe) if len(form) >= 8)]


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for item in value:
            yield from _texts(item)
