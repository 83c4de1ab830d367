"""Finds the few packages that are named, each in its folder, and nothing beside them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class NamedPackages:
    """A finder of top-level packages by name; `folders` maps each name to the folder that holds its `__init__.py`."""

    def __init__(self, folders: dict[str, str]) -> None:
        self._folders = folders

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a named package; `None` for all else, its own submodules included."""
        folder = self._folders.get(fullname)
        if folder is None or path is not None:
            return None
        from importlib.util import spec_from_file_location  # slow to load, and seldom needed

        start = os.path.join(folder, "__init__.py")
        return spec_from_file_location(fullname, start, submodule_search_locations=[folder])
