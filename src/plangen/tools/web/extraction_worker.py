"""The process that takes the text out of HTML pages, one after another.

A page comes as a line of JSON (`charset`, `length`) and its bytes; `[title, text]` in JSON goes back behind its length
in 8 bytes. The process ends with its standard input, or by a signal where a page meets a limit.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

_SECONDS = 60
_MEMORY = 2 << 30


def main() -> None:
    """Answer pages until the input ends."""
    _limit_memory()
    import trafilatura

    pages, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := pages.readline():
        head = json.loads(line)
        body = pages.read(head["length"])
        _limit_time()
        html = _decoded(body, head["charset"])
        found = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
        if found is None:
            said = ["", trafilatura.html2txt(html) or ""]
        else:
            said = [str(getattr(found, "title", "") or ""), str(getattr(found, "text", "") or "")]
        data = json.dumps(said).encode("ascii")
        answers.write(len(data).to_bytes(8, "big") + data)
        answers.flush()


def _decoded(body: bytes, charset: str) -> str | bytes:
    try:
        return body.decode(charset, "replace") if charset else body
    except LookupError:
        return body


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    # Not every system can limit memory.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time() -> None:
    """Let the process run `_SECONDS` more of processor time than it has used."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + _SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1])
    )


if __name__ == "__main__":
    main()
