"""Google-style docstrings: what a function does, and what each of its arguments is."""

from __future__ import annotations

import inspect
import re
from typing import NamedTuple

_SECTION = re.compile(
    r"^(args?|arguments|parameters|returns?|yields|raises|examples?|notes?|warns|attributes)\s*:\s*$", re.IGNORECASE
)
_ARGUMENTS = frozenset({"arg", "args", "arguments", "parameters"})
_ENTRY = re.compile(r"^\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")


class Docstring(NamedTuple):
    """The text before the first section, and the description of each argument."""

    text: str
    arguments: dict[str, str]


def read_docstring(text: str) -> Docstring:
    """Read a docstring; other sections than the arguments' are left out of both."""
    summary: list[str] = []
    entries: dict[str, str] = {}
    section, current, depth = "", "", -1
    for line in inspect.cleandoc(text).splitlines():
        if head := _SECTION.match(line):
            section, current, depth = head[1].lower(), "", -1
        elif not section:
            summary.append(line)
        elif section in _ARGUMENTS and line.strip():
            indent = len(line) - len(line.lstrip())
            entry = _ENTRY.match(line.strip())
            if entry and (depth < 0 or indent <= depth):
                current, depth = entry[1], indent
                entries[current] = entry[2].strip()
            elif current:
                entries[current] = f"{entries[current]} {line.strip()}".strip()
    return Docstring("\n".join(summary).strip(), entries)
