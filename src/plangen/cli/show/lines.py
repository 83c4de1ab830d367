"""A run as plain lines, one an event: for pipes, logs, CI and terminals that cannot redraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plangen.cli.show.result import score_text
from plangen.cli.show.sanitise import one_line
from plangen.cli.show.view import judges
from plangen.tracing import Event
from plangen.tracing import events as seen


def line(event: Event) -> str | None:
    """The event in one harmless line, or `None` for one that people need not see."""
    tell = _TELL.get(type(event))
    return None if tell is None else one_line(tell(event), 400)


def _run_started(event: seen.RunStarted) -> str:
    models = ", ".join(dict.fromkeys(event.models.values()))
    return f"run {event.run_id} {'goes on' if event.resumed else 'starts'}: {event.strategy} with {models}"


def _constraints_read(event: seen.ConstraintsRead) -> str:
    checked = sum(constraint.check is not None for constraint in event.constraints)
    return f"constraints: {len(event.constraints)}, of which {checked} can be checked by program"


def _wave_started(event: seen.WaveStarted) -> str:
    return f"wave {event.wave + 1}: {', '.join(event.operations)}"


def _call_failed(event: seen.CallFailed) -> str:
    then = "" if event.retry_in is None else f"; next try in {event.retry_in:.1f} s, Ctrl-C stops"
    return f"call for {event.candidate or event.role} failed ({event.code}): {event.message}{then}"


def _drafted(event: seen.CandidateDrafted) -> str:
    parents = f" from {', '.join(event.candidate.parents)}" if event.candidate.parents else ""
    return f"{event.candidate.id} drafted{parents}, {event.candidate.tokens} tokens"


def _judged(event: seen.CandidateJudged) -> str:
    by = ", ".join(judges(event.verdict)) or "nobody"
    return f"{event.candidate} {event.verdict.status}, score {score_text(event.verdict.score)}, by {by}"


def _failed(event: seen.CandidateFailed) -> str:
    return f"{event.candidate} failed ({event.code}): {event.message}"


def _given_up(event: seen.CandidateCancelled) -> str:
    return f"{event.candidate} given up"


def _judgement(event: seen.JudgementMade) -> str:
    return f"selection, {event.question}: {'no judgement' if event.answer is None else event.answer}"


def _tool_called(event: seen.ToolCalled) -> str:
    return f"tool {event.tool} {'answered' if event.ok else 'failed'}"


def _noted(event: seen.Noted) -> str:
    return f"{event.kind}: {', '.join(f'{key} {value}' for key, value in event.data.items())}"


def _budget_warned(event: seen.BudgetWarned) -> str:
    return f"warning: {event.share:.0%} of the limit of {event.resource} is spent"


_TELL: dict[type[Event], Callable[[Any], str]] = {
    seen.RunStarted: _run_started,
    seen.ConstraintsRead: _constraints_read,
    seen.WaveStarted: _wave_started,
    seen.CallFailed: _call_failed,
    seen.CandidateDrafted: _drafted,
    seen.CandidateJudged: _judged,
    seen.CandidateFailed: _failed,
    seen.CandidateCancelled: _given_up,
    seen.JudgementMade: _judgement,
    seen.ToolCalled: _tool_called,
    seen.Noted: _noted,
    seen.BudgetWarned: _budget_warned,
}
