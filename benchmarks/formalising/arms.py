"""The ways from plain words to a plan that are compared, and one run of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.formalising.judged import Judged, judged, judged_as_is
from benchmarks.formalising.silent import SilentModel
from benchmarks.formalising.sources import Subject
from benchmarks.natural_plan.official_rows import kind_of, official_score, read_gold
from plangen import Limits, Planner
from plangen.errors import PlangenError
from plangen.schema import Plan, PlanFormat, Slot, Task
from plangen.tracing import Event
from plangen.tracing.events import CallFinished, CallStarted

SOLVED = "formalise + solver"
ARMS: Mapping[str, Mapping[str, Any]] = {
    SOLVED: {"strategy": "auto"},
    "formalise + search": {"strategy": "best_of_n:n=8"},
    "direct": {"strategy": "best_of_n:n=1", "formalise": False, "extract": "never"},
}
"""The options of the planner in each."""

_SENTENCE = re.compile(r"(?<=\.)\s+|\n+")


async def run(model: Any, subject: Subject, arm: str, *, seed: int, max_tokens: int, limits: Limits) -> dict[str, Any]:
    """One task by one arm, the words of the prompt being all that the planner is given; judged afterwards."""
    planner = Planner(model, seed=seed, max_tokens=max_tokens, limits=limits, **ARMS[arm])
    events: list[Event] = []
    try:
        result = await planner.plan_async(Task(id=subject.name, text=subject.text), listeners=(events.append,))
    except PlangenError as error:
        silent = isinstance(model, SilentModel)
        said = {"claim": "error", "reason": error.code, "message": error.message[:300], "typed": False, "plan": None}
        return {**said, **_spent([] if silent else events)}
    plan = result.plan
    found = Judged() if plan is None else plan_judged(subject, plan)
    usage, silent = result.usage, isinstance(model, SilentModel)
    return {
        "claim": result.certificate.claim,
        "reason": result.termination_reason,
        "typed": plan is not None and bool(plan.steps),
        "plan": None if plan is None else found.record(),
        "calls": 0 if silent else usage.calls,
        "prompt_tokens": 0 if silent else usage.prompt_tokens,
        "completion_tokens": 0 if silent else usage.completion_tokens,
        "seconds": result.timings.wall_s,
    }


def plan_judged(subject: Subject, plan: Plan) -> Judged:
    """A plan in whatever names the planner has given its steps, or an answer in prose, judged.

    Prose is given to the official rule as it is; what it demands of the plan is checked where it has the answer form.
    """
    if plan.steps:
        return judged(subject, plan, _shape(plan))
    if subject.row is None:
        return Judged()
    official = official_score(subject.row, plan.text)
    read = answer_read(subject.row, plan.text)
    return Judged(official=official) if read is None else replace(judged_as_is(subject, read), official=official)


def answer_read(row: Mapping[str, Any], text: str) -> Plan | None:
    """An answer in the benchmark's form as typed steps, as gold plans are read; `None` for any other."""
    gold: Any = text
    if kind_of(row) == "meeting":
        gold = [said for said in _SENTENCE.split(text.partition("SOLUTION:")[2] or text) if said.strip()]
    try:
        plan = read_gold({**row, "golden_plan": gold})
    except ValueError:
        return None
    return plan if plan.steps else None


def _shape(plan: Plan) -> PlanFormat:
    """A format with the plan's own steps for slots: all that is needed to find their names in another one."""
    slots = tuple(
        Slot(
            id=step.id,
            action=step.action,
            location=step.location,
            actors=step.actors,
            within=((step.start or 0, step.end or 0),),
            duration=((step.end or 0) - (step.start or 0),) * 2,
            resources=step.resources,
            cost=step.cost,
        )
        for step in plan.steps
    )
    return PlanFormat(unit=plan.unit, origin=plan.origin, slots=slots)


def _spent(events: Sequence[Event]) -> dict[str, Any]:
    """What the trace says that a run without a result has cost."""
    started = [event for event in events if isinstance(event, CallStarted)]
    ended = [event for event in events if isinstance(event, CallFinished)]
    return {
        "calls": len(started),
        "prompt_tokens": sum(event.prompt_tokens for event in ended),
        "completion_tokens": sum(event.completion_tokens for event in ended),
        "seconds": round(events[-1].ts - events[0].ts, 3) if events else 0.0,
    }
