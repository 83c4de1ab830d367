"""Standard output carries the result and nothing else; standard error carries all the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


def put(text: str) -> None:
    """Write a result to standard output; a reader that has gone away (`| head`) is no error."""
    _write(sys.stdout, text)


def tell(text: str) -> None:
    """Write one line about what is going on to standard error."""
    _write(sys.stderr, text + "\n")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _close_quietly(stream)


def flush() -> None:
    """Flush both streams, so that the interpreter's own flush at exit meets no closed pipe."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _close_quietly(stream)


def _close_quietly(stream: TextIO) -> None:
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def prepare() -> None:
    """Make text that the terminal's encoding lacks come out escaped instead of raising."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


@contextmanager
def only_results_on_stdout() -> Iterator[None]:
    """Send what libraries and the user's own code print, also from C, to standard error meanwhile."""
    sys.stdout.flush()
    try:
        kept = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    except OSError:
        yield
        return
    try:
        yield
    finally:
        with suppress(BrokenPipeError):
            sys.stdout.flush()
        os.dup2(kept, sys.stdout.fileno())
        os.close(kept)
