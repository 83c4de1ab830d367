"""The process that takes the text out of one HTML page: HTML on standard input, `[title, text]` in JSON out."""

from __future__ import annotations

import json
import sys

_SECONDS = 60
_MEMORY = 2 << 30


def main(charset: str) -> None:
    """Read, limit, extract, write; ends by a signal where a limit is met."""
    _limit()
    import trafilatura

    body = sys.stdin.buffer.read()
    html: str | bytes = body
    if charset:
        try:
            html = body.decode(charset, "replace")
        except LookupError:
            html = body
    found = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
    if found is None:
        said = ["", trafilatura.html2txt(html) or ""]
    else:
        said = [str(getattr(found, "title", "") or ""), str(getattr(found, "text", "") or "")]
    sys.stdout.buffer.write(json.dumps(said).encode("ascii"))


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
