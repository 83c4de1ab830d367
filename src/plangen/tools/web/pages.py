"""What a fetched page says: its text, title and where both come from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from plangen.errors import MissingExtraError
from plangen.tools.web.fetch import TEXT_TYPES, Fetched
from plangen.tools.web.refusals import PageRefusedError, shown


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page and its source: the address that answered and the SHA-256 of the unpacked bytes."""

    url: str
    title: str
    text: str
    sha256: str


def page_of(fetched: Fetched) -> Page:
    """The readable text of what was fetched; HTML loses menus, scripts and repeated paragraphs.

    Takes milliseconds to seconds of processor time for HTML: call it in a thread. Raises PageRefusedError where no
    text is found and MissingExtraError without trafilatura.
    """
    if fetched.content_type in TEXT_TYPES:
        title, text = "", _decoded(fetched)
    else:
        title, text = _of_html(fetched)
    if "\x00" in text or not text.strip():
        raise PageRefusedError(f"{shown(fetched.url)} holds no text that can be read", hint="try another source")
    return Page(fetched.url, title, text.strip(), hashlib.sha256(fetched.body).hexdigest())


def _decoded(fetched: Fetched) -> str:
    try:
        return fetched.body.decode(fetched.charset or "utf-8", "replace")
    except LookupError:
        return fetched.body.decode("utf-8", "replace")


def _of_html(fetched: Fetched) -> tuple[str, str]:
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtraError("reading web pages", extra="search") from error
    html: str | bytes = _decoded(fetched) if fetched.charset else fetched.body
    found = trafilatura.bare_extraction(
        html, url=fetched.url, include_comments=False, include_tables=True, with_metadata=True
    )
    if found is None:
        return "", trafilatura.html2txt(html) or ""
    return str(getattr(found, "title", "") or ""), str(getattr(found, "text", "") or "")
