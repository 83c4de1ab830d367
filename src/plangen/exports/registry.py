"""The formats by name."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from plangen.errors import UsageError
from plangen.exports.base import About, Export
from plangen.exports.csv_table import csv_table
from plangen.exports.ics import ics, ready
from plangen.exports.markdown import markdown
from plangen.exports.mermaid import flowchart, mermaid
from plangen.exports.pddl_plan import pddl_plan
from plangen.exports.plan_json import plan_json
from plangen.schema import Plan

FORMATS: Mapping[str, Export] = {
    "md": markdown,
    "json": plan_json,
    "mermaid": mermaid,
    "flowchart": flowchart,
    "ics": ics,
    "csv": csv_table,
    "pddl": pddl_plan,
}
TYPED = frozenset(FORMATS) - {"md"}
"""Formats that hold typed plans only, not prose."""


def export(
    plan: Plan,
    form: str,
    *,
    title: str = "",
    certificate: str = "",
    origin: str | None = None,
    timezone: str | None = None,
) -> str:
    """The plan in one of `FORMATS`, ending with a line break; the same plan gives the same text.

    `title`, `certificate`, `origin` and `timezone` as in `About`. Raises UsageError for a format that is none, and
    for a plan that it cannot hold (prose in any but `md`), MissingExtraError without the extra `calendar`.
    """
    writer = _writer(form)
    if form in TYPED and not plan.steps and not plan.values:
        kind = "is prose, which has no steps that a program can read" if plan.text else "is empty"
        raise UsageError(f"the plan {kind}, so it cannot be written as {form}", hint="use the format md or text")
    return writer(plan, About(title, certificate, origin, timezone))


def prepare(form: str, *, timezone: str | None = None) -> None:
    """Raise what `export` would raise for any plan, before a plan is paid for."""
    _writer(form)
    if form == "ics":
        ready(timezone)
    elif timezone is not None:
        raise UsageError(f"the format {form} has no time zones", hint="leave out --timezone, or use --format ics")


def _writer(form: str) -> Export:
    if form not in FORMATS:
        close = get_close_matches(form, FORMATS, n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"it is one of {', '.join(FORMATS)}"
        raise UsageError(f"unknown format `{form[:40]}`", hint=hint)
    return FORMATS[form]
