"""What a fetched page says: its text, title and where both come from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from plangen.tools.web.extraction import Extraction
from plangen.tools.web.fetch import TEXT_TYPES, Fetched
from plangen.tools.web.refusals import PageRefusedError, shown


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page and its source: the address that answered and the SHA-256 of the unpacked bytes."""

    url: str
    title: str
    text: str
    sha256: str


async def page_of(fetched: Fetched, extraction: Extraction) -> Page:
    """The readable text of what was fetched; HTML loses menus, scripts and repeated paragraphs.

    Raises PageRefusedError where no text is found, and for HTML what `Extraction.extract` raises.
    """
    if fetched.content_type in TEXT_TYPES:
        title, text = "", _decoded(fetched)
    else:
        title, text = await extraction.extract(fetched.body, charset=fetched.charset, source=fetched.url)
    if "\x00" in text or not text.strip():
        raise PageRefusedError(f"{shown(fetched.url)} holds no text that can be read", hint="try another source")
    return Page(fetched.url, title, text.strip(), hashlib.sha256(fetched.body).hexdigest())


def _decoded(fetched: Fetched) -> str:
    try:
        return fetched.body.decode(fetched.charset or "utf-8", "replace")
    except LookupError:
        return fetched.body.decode("utf-8", "replace")
