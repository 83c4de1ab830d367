"""Which tools were approved, by a hash of all that their server says about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plangen.errors import ConfigurationError
from plangen.journal import digest

_PINNED = ("name", "title", "description", "inputSchema", "outputSchema", "annotations")


def fingerprint(tool: Mapping[str, Any]) -> str:
    """SHA-256 of a tool's definition (its JSON form): name, description, schemas and annotations."""
    return digest({key: tool[key] for key in _PINNED if tool.get(key) is not None})


class Pins:
    """The approved fingerprint of each `server__tool`; without `path` they last as long as the object.

    Raises ConfigurationError where the file is there and does not read as a JSON object of texts.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._approved: dict[str, str] = _read(path) if path is not None and path.exists() else {}

    def why_not(self, name: str, found: str) -> str | None:
        """The reason why a tool may not be called, or `None` if exactly this definition was approved."""
        approved = self._approved.get(name)
        if approved is None:
            return "it has not been approved"
        return None if approved == found else "its definition has changed since it was approved"

    def approve(self, name: str, found: str) -> None:
        """Approve this definition of a tool; written to the file at once."""
        self._approved[name] = found
        if self._path is not None:
            part = self._path.with_name(self._path.name + ".part")
            part.write_text(json.dumps(self._approved, indent=1, sort_keys=True) + "\n", "utf-8")
            part.replace(self._path)


def _read(path: Path) -> dict[str, str]:
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"the file of approved tools {path} cannot be read", hint="delete it") from error
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise ConfigurationError(f"the file of approved tools {path} is no object of texts", hint="delete it")
    return given
