"""Hands the result of a command over: to standard output or a file, in the form that was asked for."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plangen.cli.streams import put, tell
from plangen.errors import PlangenError, UsageError

if TYPE_CHECKING:
    from plangen.schema import Result

FORMATS = ("text", "md", "json")


@dataclass(frozen=True, slots=True)
class Delivery:
    """`form` is one of `FORMATS`; `file` is written whole or not at all; `quiet` says nothing but errors."""

    form: str = "text"
    file: str | None = None
    quiet: bool = False
    debug: bool = False

    def __post_init__(self) -> None:
        if self.form not in FORMATS:
            raise UsageError(f"--format cannot take `{self.form}`", hint=f"it is one of {', '.join(FORMATS)}")

    def result(self, result: Result) -> None:
        """Deliver a result; raises StorageError when the file cannot be written."""
        from plangen.cli.show.result import render
        from plangen.graphs.runs import write_atomically

        text = render(result, self.form)  # type: ignore[arg-type]
        if self.file is None:
            put(text)
        else:
            write_atomically(Path(self.file).expanduser(), text)

    def failure(self, error: PlangenError, *, run_id: str = "", resume: str | None = None) -> int:
        """Say what went wrong, as an envelope too where JSON was asked for; the exit code."""
        if self.form == "json":
            from plangen.cli.show.envelope import as_json, failure

            put(as_json(failure(error, run_id=run_id, resume=resume)))
        report(error, debug=self.debug)
        if resume and not self.quiet:
            tell(f"go on with: {resume}")
        return error.exit_code


def deliver_as(json: bool, form: str, file: str | None, quiet: bool, no_color: bool, debug: bool) -> Delivery:
    """The delivery that a command line asks for; without colours it says so to everything that draws."""
    if no_color:
        os.environ["NO_COLOR"] = "1"
    return Delivery("json" if json else form, file, quiet, debug)


def report(error: PlangenError, *, debug: bool = False) -> None:
    """One error on standard error: what, where, and what to do; secrets and escape sequences are taken out."""
    from plangen.cli.show.sanitise import clean
    from plangen.tracing.redact import known_secrets, redact

    secrets = known_secrets()
    if debug:
        tell(clean(redact("".join(traceback.format_exception(error)), secrets)).rstrip())
    tell(clean(redact(f"error: {error.message}", secrets)))
    if error.hint:
        tell(clean(redact(f"hint: {error.hint}", secrets)))
