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
    from plangen.schema import Plan, Result, Task

REPORTS = ("text", "md", "json")
EXPORTS = ("mermaid", "flowchart", "ics", "csv", "pddl")
FORMATS = (*REPORTS, *EXPORTS)


@dataclass(frozen=True, slots=True)
class Delivery:
    """`form` is one of `FORMATS`; `file` is written whole or not at all; `quiet` says nothing but errors.

    A report is the result with its certificate; an export is the plan alone. `timezone` and `origin` as in
    `plangen.exports`; they are refused for other forms than `ics`.
    """

    form: str = "text"
    file: str | None = None
    quiet: bool = False
    debug: bool = False
    timezone: str | None = None
    origin: str | None = None

    def __post_init__(self) -> None:
        if self.form not in FORMATS:
            raise UsageError(f"--format cannot take `{self.form}`", hint=f"it is one of {', '.join(FORMATS)}")
        if self.form != "ics" and (self.timezone or self.origin):
            given = "--timezone" if self.timezone else "--origin"
            raise UsageError(f"{given} is for calendars", hint="use it with --format ics")
        if self.form in EXPORTS:
            from plangen.exports import prepare

            prepare(self.form, timezone=self.timezone)

    def meets(self, task: Task) -> None:
        """Raise UsageError when no plan of the task could be delivered in this form, before one is paid for."""
        if self.form not in EXPORTS:
            return
        from plangen.exports import export
        from plangen.reading.slots import fill
        from plangen.schema import Plan

        shape = task.plan_format
        if shape is None:
            raise UsageError(
                f"the task asks for prose, which cannot be written as {self.form}",
                hint="give the task a plan_format, or use --format md",
            )
        steps = tuple(fill(slot, slot.within[0][0], slot.within[0][0] + slot.duration[0]) for slot in shape.slots)
        values = {key: domain[0] for key, domain in shape.values.items() if domain}
        # Without the zone: whether clocks skip a time is for the plan to avoid.
        example = Plan(unit=shape.unit, origin=shape.origin, steps=steps, values=values)
        export(example, self.form, title=task.id, origin=self.origin)

    def result(self, result: Result, *, title: str = "") -> None:
        """Deliver a result; raises StorageError when the file cannot be written, UsageError without a plan to export.

        `title` names the plan in an export.
        """
        from plangen.cli.show.result import render

        if self.form not in EXPORTS:
            self.text(render(result, self.form))  # type: ignore[arg-type]
            return
        if result.plan is None:
            raise UsageError(f"the run found no plan that could be written as {self.form}", hint="use --format json")
        self.plan(result.plan, title=title, certificate=str(result.certificate))

    def plan(self, plan: Plan, *, title: str = "", certificate: str = "") -> None:
        """Deliver a plan alone, in a form of `plangen.exports`; raises UsageError for one that the form cannot hold."""
        from plangen.exports import export

        about = {"title": title, "certificate": certificate}
        self.text(export(plan, self.form, **about, origin=self.origin, timezone=self.timezone))

    def text(self, text: str) -> None:
        """Deliver a text as it is."""
        from plangen.graphs.runs import write_atomically

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


def deliver_as(
    json: bool,
    form: str,
    file: str | None,
    quiet: bool,
    no_color: bool,
    debug: bool,
    timezone: str | None = None,
    origin: str | None = None,
) -> Delivery:
    """The delivery that a command line asks for; without colours it says so to everything that draws."""
    if no_color:
        os.environ["NO_COLOR"] = "1"
    return Delivery("json" if json else form, file, quiet, debug, timezone, origin)


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
