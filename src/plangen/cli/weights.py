"""Weights of local models are fetched only when the user agrees: by `--yes`, or when asked on a terminal."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from plangen.cli.streams import tell
from plangen.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    from plangen.models.local import Entry


def ensure(names: Iterable[str], *, agreed: bool) -> None:
    """Have the weights of every catalogue model among `names` in the store.

    Raises ConfigurationError when they are missing and nobody agreed to fetch them, MissingExtraError when nothing
    could run them, and WeightsError when they cannot be fetched.
    """
    for name in names:
        entry = catalogued(name)
        if entry is not None:
            _ensure(entry, agreed=agreed)


def catalogued(name: str) -> Entry | None:
    """The catalogue's entry that a model name stands for, if it stands for one; raises UsageError."""
    from plangen.models.local import find

    if name.startswith("local:"):
        return find(name.removeprefix("local:"))
    own = os.environ.get("PLANGEN_MODEL", "").startswith(("gguf:", "/", "./", "../", "~"))
    return find() if name == "local" and not own else None


def size_text(count: int) -> str:
    """Bytes for people, in powers of ten."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def notice(entry: Entry) -> str:
    """What is to be fetched: its title, size, licence and maker."""
    return f"{entry.title}: {size_text(entry.bytes)}, licence {entry.licence}, by {entry.maker}"


def _ensure(entry: Entry, *, agreed: bool) -> None:
    from plangen.models.local import Store

    store = Store()
    if store.held(entry).state == "present":
        return
    if importlib.util.find_spec("xllamacpp") is None:
        raise MissingExtraError(f"the local model {entry.name}", extra="local")
    if not agreed and not _agrees(entry):
        raise ConfigurationError(
            f"the weights of {entry.name} are not here yet ({notice(entry)})",
            hint=f"fetch them with: plangen models pull {entry.name}; or add --yes; or name a model with -m",
        )
    fetch(entry)


def fetch(entry: Entry) -> None:
    """Fetch the weights of one entry with a bar of bytes; raises WeightsError."""
    from plangen.cli.show.transfer import transfer_bar
    from plangen.models.local import Store

    with transfer_bar(entry.name, entry.bytes) as advance:
        Store().pull(entry, on_progress=advance, on_notice=tell)


def _agrees(entry: Entry) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    tell(notice(entry))
    sys.stderr.write("Fetch it now? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
