"""A text in the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from plangen.errors import ConfigurationError, UsageError


def edited(text: str, *, suffix: str = ".yaml") -> str | None:
    """The text as the user leaves it in `VISUAL` or `EDITOR`, else vi; `None` when the editor says it failed.

    Raises UsageError where there is no terminal, and ConfigurationError when the editor cannot be started.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "--edit needs a terminal", hint="write the task with --out task.yaml, edit that file, and give it with -f"
        )
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="plangen-") as folder:
        file = Path(folder) / f"task{suffix}"
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*command, str(file)], stdout=sys.stderr, check=False)  # noqa: S603 - the user's own editor
        except OSError as error:
            raise ConfigurationError(
                f"the editor {command[0]} cannot be started: {error.strerror}", hint="set EDITOR"
            ) from error
        return None if done.returncode else file.read_text(encoding="utf-8", errors="replace")
