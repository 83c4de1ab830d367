"""The plan as a Mermaid diagram: a Gantt chart of its times, or a flowchart of what depends on what."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from plangen.errors import UsageError
from plangen.exports.base import About, label, links, moment, name
from plangen.schema import Plan, Step

_SPECIAL = re.compile(r"[^A-Za-z0-9 .,()/_'+\u0080-\U0010ffff-]|[\ufb02\u00b0\u00b6\u00df]|--|%")
_KEYWORD = re.compile(
    r"gantt|date|inclusive|top|axis|tick|includes|excludes|today|weekday|weekend|title|acc|section|click|call|href|vert|"
    r"\d",
    re.IGNORECASE,
)
_MONDAY = datetime(1970, 1, 5)
"""Where the weeks of a plan without a date are drawn; only the weekday is shown."""


def mermaid(plan: Plan, about: About) -> str:
    """A Gantt chart if every step has its times, with a section for each location, else for the actors; if not, a
    flowchart.
    """
    if not plan.steps:
        raise UsageError("the plan has values and no steps, so there is nothing to draw")
    if all(step.start is not None and step.end is not None and step.end >= step.start for step in plan.steps):
        return _gantt(plan, about)
    return flowchart(plan, about)


def flowchart(plan: Plan, about: About) -> str:
    """A node a step, and an arrow from each step to those that depend on it."""
    if not plan.steps:
        raise UsageError("the plan has values and no steps, so there is nothing to draw")
    after = links(plan)
    numbers = {step.id: number for number, step in enumerate(plan.steps, 1)}
    nodes = [f'    n{numbers[step.id]}["{_escape(name(step)) or "-"}"]' for step in plan.steps]
    arrows = [f"    n{numbers[other]} --> n{numbers[step]}" for step, others in after.items() for other in others]
    return "\n".join(["flowchart TD", *nodes, *arrows]) + "\n"


def _gantt(plan: Plan, about: About) -> str:
    links(plan)
    form, axis = _axis(plan)
    head = ["gantt", *([f"    title {_escape(label(about.title))}"] if label(about.title) else [])]
    lines = [*head, f"    dateFormat {form}", f"    axisFormat {axis}"]
    # Tasks of no section stand first: behind a section they would be drawn in it.
    sections: dict[str, list[str]] = {"": []}
    for number, step in enumerate(plan.steps, 1):
        times = ", ".join(_time(plan, tick) for tick in (step.start, step.end) if tick is not None)
        sections.setdefault(_section(step), []).append(f"    {_task(name(step))} :n{number}, {times}")
    for section, tasks in sections.items():
        lines += [f"    section {section}", *tasks] if section else tasks
    return "\n".join(lines) + "\n"


def _section(step: Step) -> str:
    return _escape(label(step.location or "") or label(", ".join(step.actors)))


def _axis(plan: Plan) -> tuple[str, str]:
    if plan.unit == "step" or (plan.unit == "day" and plan.origin is None):
        return "x", "%Q"
    if plan.unit == "day":
        return "YYYY-MM-DD", "%Y-%m-%d"
    return "YYYY-MM-DDTHH:mm", "%a %H:%M" if plan.origin is None else "%m-%d %H:%M"


def _time(plan: Plan, tick: int) -> str:
    if plan.unit == "step" or (plan.unit == "day" and plan.origin is None):
        if tick < 0:
            raise UsageError(f"a Gantt chart cannot show {plan.unit} {tick}, which lies before 0")
        return str(tick)
    if plan.unit == "day":
        return moment(plan, tick).date().isoformat()
    if plan.origin is not None:
        return moment(plan, tick).replace(tzinfo=None).isoformat(timespec="minutes")
    try:
        return (_MONDAY + tick * timedelta(minutes=1 if plan.unit == "minute" else 60)).isoformat(timespec="minutes")
    except OverflowError:
        raise UsageError(f"tick {tick} lies outside the calendar") from None


def _task(text: str) -> str:
    """A task's label; Mermaid would read one that begins like a keyword or a date as that."""
    escaped = _escape(text) or "-"
    return f"#{ord(escaped[0])};{escaped[1:]}" if _KEYWORD.match(escaped) else escaped


def _escape(text: str) -> str:
    """Mermaid's entity codes for all that its grammars, its Markdown or its own encoding of entities could read."""
    return _SPECIAL.sub(lambda found: "".join(f"#{ord(char)};" for char in found.group()), text)
