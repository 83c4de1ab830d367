"""Finds the few packages that are named, each in its folder, and nothing beside them."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
from collections.abc import Sequence
from types import ModuleType


class NamedPackages(importlib.abc.MetaPathFinder):
    """A finder of top-level packages by name; `folders` maps each name to the folder that holds its `__init__.py`."""

    def __init__(self, folders: dict[str, str]) -> None:
        self._folders = folders

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of a named package; `None` for all else, its own submodules included."""
        folder = self._folders.get(fullname)
        if folder is None or path is not None:
            return None
        start = os.path.join(folder, "__init__.py")
        return importlib.util.spec_from_file_location(fullname, start, submodule_search_locations=[folder])
