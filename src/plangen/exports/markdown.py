"""The plan as Markdown: a table of its steps, its values, and the line of its certificate."""

from __future__ import annotations

import json
import re

from plangen.exports.base import About, label, whole
from plangen.reading import Clock
from plangen.schema import Plan, Step

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|!~&$()])")


def markdown(plan: Plan, about: About) -> str:
    """A table of the columns that any step fills; prose as it is, its own Markdown with it, but no HTML."""
    title = [f"# {_cell(about.title)}"] if about.title else []
    certificate = [f"**Certificate:** {_cell(about.certificate)}"] if about.certificate else []
    body = table(plan)
    return "\n\n".join([*title, *([body] if body else []), *certificate]) + "\n"


def table(plan: Plan) -> str:
    """The plan alone, without title and certificate."""
    if not plan.steps and not plan.values:
        return whole(plan.text).replace("<", "&lt;").strip()
    parts = []
    if plan.steps:
        rows = [_row(number, step, Clock.of(plan)) for number, step in enumerate(plan.steps, 1)]
        columns = [column for column in rows[0] if column in ("#", "step") or any(row[column] for row in rows)]
        lines = [columns, ["---"] * len(columns), *([row[column] for column in columns] for row in rows)]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    if plan.values:
        parts.append("\n".join(f"- {_cell(key)}: {_cell(_text(value))}" for key, value in plan.values.items()))
    return "\n\n".join(parts)


def _row(number: int, step: Step, clock: Clock) -> dict[str, str]:
    if step.start is None:
        when = ""
    else:
        when = clock.time(step.start) if step.end is None else clock.span(step.start, step.end)
    cells = {
        "step": step.id,
        "action": step.action,
        "when": when,
        "where": step.location or "",
        "who": ", ".join(step.actors),
        "uses": ", ".join(f"{amount} {kind}" for kind, amount in step.resources.items()),
        "cost": f"{step.cost:g}" if step.cost else "",
        "after": ", ".join(step.depends_on),
    }
    return {"#": str(number), **{column: _cell(cell) for column, cell in cells.items()}}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", label(text))
