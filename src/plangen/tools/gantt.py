"""When each call of a plan ran, as a Mermaid Gantt chart: from the trace, or from the results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plangen.tools.results import PlanRun
from plangen.tracing.events import Event, ToolFinished, ToolStarted

_KEYWORD = re.compile(
    r"\d|acc|axis|call|click|date|excl|gantt|href|incl|section|tick|title|today|top|vert|week", re.IGNORECASE
)
_TAGS: Mapping[str, str] = {"ok": "", "failed": "crit, ", "timeout": "crit, "}


@dataclass(frozen=True, slots=True)
class Span:
    """One attempt of one call; times in seconds from the first."""

    call: str
    tool: str
    start: float
    end: float
    status: str
    attempt: int = 1


def spans_of_trace(events: Iterable[Event]) -> tuple[Span, ...]:
    """The attempts of a trace, in the order of their starts; one that is not over yet is left out."""
    begun: dict[tuple[str, str, int], float] = {}
    spans: list[Span] = []
    for event in events:
        if isinstance(event, ToolStarted):
            begun[event.call, event.tool, event.attempt] = event.ts
        elif isinstance(event, ToolFinished) and (event.call, event.tool, event.attempt) in begun:
            start = begun.pop((event.call, event.tool, event.attempt))
            spans.append(Span(event.call, event.tool, start, max(start, event.ts), event.status, event.attempt))
    return _from_zero(spans)


def spans_of_run(run: PlanRun) -> tuple[Span, ...]:
    """The calls of a plan that ran, in the order of their starts."""
    ran = (item for item in run.results.values() if item.answer.attempts)
    return _from_zero([Span(item.id, item.call.tool, item.started, item.ended, item.status) for item in ran])


def _from_zero(spans: list[Span]) -> tuple[Span, ...]:
    first = min((span.start for span in spans), default=0.0)
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    return tuple(
        Span(span.call, span.tool, span.start - first, span.end - first, span.status, span.attempt) for span in ordered
    )


def gantt(spans: Iterable[Span], *, title: str = "") -> str:
    """A Mermaid Gantt chart with a section for each tool, in milliseconds; failed attempts are marked critical."""
    lines = ["gantt", *([f"    title {_escape(title)}"] if title else [])]
    lines += ["    dateFormat x", "    axisFormat %M:%S.%L"]
    sections: dict[str, list[str]] = {}
    for number, span in enumerate(spans, start=1):
        # A bare number would be read as a date.
        name = f"{span.tool} {span.call}" if not span.call or span.call.isdigit() else span.call
        label = f"{name.strip()}, try {span.attempt}" if span.attempt > 1 else name.strip()
        label = label if span.status == "ok" else f"{label} ({span.status})"
        start = round(span.start * 1000)
        end = max(start + 1, round(span.end * 1000))
        task = f"    {_escape(label)} :{_TAGS.get(span.status, 'done, ')}t{number}, {start}, {end}"
        sections.setdefault(span.tool, []).append(task)
    for tool, tasks in sections.items():
        lines += [f"    section {_escape(tool)}", *tasks]
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    """Mermaid's entity codes for what its grammar could read, and for the first letter of a keyword or a date."""
    plain = "".join(char if char.isalnum() or char in " .()_'" else f"#{ord(char)};" for char in text) or "-"
    return f"#{ord(plain[0])};{plain[1:]}" if _KEYWORD.match(plain) else plain
