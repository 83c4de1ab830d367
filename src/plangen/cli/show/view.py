"""The state of a run as its events tell it: a pure reducer that every live view is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from plangen.schema import Constraint, PlanFormat, Result, Verdict
from plangen.tracing import Event
from plangen.tracing import events as seen

_JUDGES = ("program", "tool", "solver", "model")
_TAIL = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate: where it comes from, how far it is, who judged it; `tail` is the end of its reply."""

    id: str
    parents: tuple[str, ...] = ()
    state: str = "drafting"
    score: float | None = None
    tokens: int = 0
    judged_by: tuple[str, ...] = ()
    complete: bool = True
    tail: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """All that is known of a run so far; `cost` is US dollars, or `None` as soon as one price is unknown."""

    run_id: str = ""
    strategy: str = ""
    models: Mapping[str, str] = field(default_factory=dict)
    resumed: bool = False
    started: float | None = None
    latest: float | None = None
    constraints: tuple[Constraint, ...] = ()
    plan_format: PlanFormat | None = None
    uncovered: tuple[str, ...] = ()
    rows: Mapping[str, Row] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    wave: str = ""
    calls: int = 0
    tokens: int = 0
    cost: float | None = 0.0
    replayed: int = 0
    note: str = ""
    result: Result | None = None

    @property
    def winner(self) -> str | None:
        """The candidate that the run returns."""
        return self.result.candidate if self.result else None

    @property
    def elapsed(self) -> float:
        """Seconds between the first and the latest event."""
        return 0.0 if self.started is None or self.latest is None else max(0.0, self.latest - self.started)


def advance(view: View, event: Event) -> View:
    """The view after one more event; events that change nothing leave it as it is."""
    step = _STEPS.get(type(event))
    view = view if step is None else step(view, event)
    return replace(view, latest=event.ts, started=view.started if view.started is not None else event.ts)


def judges(verdict: Verdict) -> tuple[str, ...]:
    """Who decided something in a verdict, the soundest first."""
    found = {finding.by for finding in verdict.findings if finding.status in ("pass", "fail")}
    return tuple(judge for judge in _JUDGES if judge in found)


def _row(view: View, candidate: str, **changes: Any) -> View:
    if not candidate:
        return view
    row = view.rows.get(candidate, Row(candidate))
    return replace(view, rows={**view.rows, candidate: replace(row, **changes)})


def _run_started(view: View, event: seen.RunStarted) -> View:
    return replace(
        view, run_id=event.run_id, strategy=event.strategy, models=event.models, resumed=event.resumed, started=event.ts
    )


def _constraints_read(view: View, event: seen.ConstraintsRead) -> View:
    return replace(view, constraints=event.constraints, plan_format=event.plan_format, uncovered=event.uncovered)


def _wave_started(view: View, event: seen.WaveStarted) -> View:
    return replace(view, wave=f"wave {event.wave + 1}: {', '.join(event.operations)}")


def _call_started(view: View, event: seen.CallStarted) -> View:
    view = replace(view, calls=view.calls + 1, note="")
    state = "judging" if event.role == "verification" else "drafting"
    return _row(view, event.candidate, state=state, tail="")


def _call_progress(view: View, event: seen.CallProgress) -> View:
    if event.role != "generation" or not event.candidate:
        return view
    row = view.rows.get(event.candidate, Row(event.candidate))
    return _row(view, event.candidate, tail=(row.tail + event.text)[-_TAIL:])


def _call_finished(view: View, event: seen.CallFinished) -> View:
    cost = None if view.cost is None or event.cost is None else view.cost + event.cost
    return replace(view, tokens=view.tokens + event.prompt_tokens + event.completion_tokens, cost=cost)


def _call_failed(view: View, event: seen.CallFailed) -> View:
    then = "" if event.retry_in is None else f"; next try in {event.retry_in:.1f} s, Ctrl-C stops"
    return replace(view, note=f"{event.code}: {event.message}{then}")


def _call_replayed(view: View, event: seen.CallReplayed) -> View:
    return replace(view, replayed=view.replayed + 1)


def _drafted(view: View, event: seen.CandidateDrafted) -> View:
    candidate = event.candidate
    view = replace(view, texts={**view.texts, candidate.id: candidate.text})
    return _row(
        view,
        candidate.id,
        parents=candidate.parents,
        state="drafted",
        tokens=candidate.tokens,
        complete=candidate.complete,
        tail=candidate.text[:_TAIL],
    )


def _judged(view: View, event: seen.CandidateJudged) -> View:
    verdict = event.verdict
    view = replace(view, verdicts={**view.verdicts, event.candidate: verdict})
    return _row(view, event.candidate, state=verdict.status, score=verdict.score, judged_by=judges(verdict))


def _failed(view: View, event: seen.CandidateFailed) -> View:
    return _row(view, event.candidate, state="failed", tail=f"{event.code}: {event.message}"[:_TAIL])


def _given_up(view: View, event: seen.CandidateCancelled) -> View:
    return _row(view, event.candidate, state="given up")


def _tool_called(view: View, event: seen.ToolCalled) -> View:
    return replace(view, note=f"tool {event.tool} {'answered' if event.ok else 'failed'}")


def _budget_warned(view: View, event: seen.BudgetWarned) -> View:
    return replace(view, note=f"{event.share:.0%} of the limit of {event.resource} is spent")


def _run_finished(view: View, event: seen.RunFinished) -> View:
    usage = event.result.usage
    tokens = usage.prompt_tokens + usage.completion_tokens
    return replace(view, result=event.result, calls=usage.calls, tokens=tokens, cost=event.result.cost.usd, wave="")


_STEPS: dict[type[Event], Callable[[View, Any], View]] = {
    seen.RunStarted: _run_started,
    seen.ConstraintsRead: _constraints_read,
    seen.WaveStarted: _wave_started,
    seen.CallStarted: _call_started,
    seen.CallProgress: _call_progress,
    seen.CallFinished: _call_finished,
    seen.CallFailed: _call_failed,
    seen.CallReplayed: _call_replayed,
    seen.CandidateDrafted: _drafted,
    seen.CandidateJudged: _judged,
    seen.CandidateFailed: _failed,
    seen.CandidateCancelled: _given_up,
    seen.ToolCalled: _tool_called,
    seen.BudgetWarned: _budget_warned,
    seen.RunFinished: _run_finished,
}
