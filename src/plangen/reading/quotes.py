"""Where a quote stands in a text: offsets found by program, never by a model."""

from __future__ import annotations

import re


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """The offsets of the first place where `quote` stands in `text`, or `None`.

    Word for word; only the amount of white space between the words may differ.
    """
    words = quote.split()
    if not words or len(quote) > len(text) * 2 + 100:
        return None
    at = text.find(quote)
    if at >= 0:
        return at, at + len(quote)
    match = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return match.span() if match else None
