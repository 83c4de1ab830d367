"""How a page can fail to be had, beside the ways in which any server can.

ToolError
├── AddressRefusedError    the guard does not connect there
├── PageRefusedError       the page is not of a kind that is read, or its site forbids robots
└── PageTooLargeError      more bytes than the limit; nothing of it is kept
"""

from __future__ import annotations

from plangen.errors import ToolError
from plangen.tracing.redact import known_secrets, redact

_SHOWN = 200


class AddressRefusedError(ToolError):
    """The guard does not connect there: scheme, userinfo, port, or an address that is not public."""

    code = "address_refused"


class PageRefusedError(ToolError):
    """The page is not read: its type, its status, its redirects, or its site's robots file."""

    code = "page_refused"


class PageTooLargeError(ToolError):
    """The page has more decoded bytes than the limit."""

    code = "page_too_large"


def shown(url: str) -> str:
    """A web address for a message: without secrets and control characters, at most 200 characters."""
    text = "".join(c if c.isprintable() else "?" for c in redact(url, known_secrets()))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
