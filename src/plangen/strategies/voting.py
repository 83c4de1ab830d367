"""Which plan most drafts agree on: votes over the canonical form of a plan, never over its wording."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, Literal

from plangen.schema import Candidate, Plan, Task
from plangen.strategies.selection import top

Pick = Literal["best", "vote"]


def majority(candidates: Iterable[Candidate], task: Task) -> Candidate | None:
    """The shortest complete candidate of the largest group of equal plans, or `None` if none is complete.

    Ties between groups go to the one with the shortest text, then to the earliest. As soon as one candidate has a
    typed plan, those without one have no vote.
    """
    complete = [candidate for candidate in candidates if candidate.complete]
    voters = [candidate for candidate in complete if _typed(candidate.plan)] or complete
    groups = _groups(voters, task)
    shortest = [min(group, key=lambda candidate: len(candidate.text)) for group in groups]
    sizes = [(len(group), -len(best.text)) for group, best in zip(groups, shortest, strict=True)]
    return shortest[sizes.index(max(sizes))] if sizes else None


def weighted(candidates: Iterable[Candidate], task: Task) -> Candidate | None:
    """The best candidate of the group of equal plans whose scores sum highest; a certified one always wins.

    Candidates without a score have no vote; if none has one, the first complete candidate.
    """
    complete = [candidate for candidate in candidates if candidate.complete]
    scored = [candidate for candidate in complete if candidate.score is not None]
    best = top(complete)
    if not scored or (best is not None and best.certified):
        return best
    return top(max(_groups(scored, task), key=lambda group: sum(candidate.score or 0.0 for candidate in group)))


def chosen(candidates: Iterable[Candidate], task: Task, pick: Pick) -> Candidate | None:
    """`top` for `best`, `weighted` for `vote`."""
    return weighted(candidates, task) if pick == "vote" else top(candidates)


def key(candidate: Candidate, *, slots: Collection[str] = ()) -> str:
    """A text that is equal for equal plans: the typed plan in canonical form, else the words of the text.

    The id of a step counts only if it names one of `slots` or the step has no action; otherwise steps go by place.
    """
    plan = candidate.plan
    if plan is None or not _typed(plan):
        return _words(candidate.text)
    steps = list(plan.steps)
    if all(step.start is not None for step in steps):
        steps.sort(key=lambda step: (step.start, step.end or 0, step.id if step.id in slots else ""))
    places = {step.id: place for place, step in enumerate(steps)}
    forms: list[dict[str, Any]] = []
    for step in steps:
        form = step.model_dump(mode="json")
        form["id"] = step.id if step.id in slots or not step.action else ""
        form["action"] = _words(step.action)
        form["depends_on"] = sorted(str(places.get(other, other)) for other in step.depends_on)
        form["actors"] = sorted(step.actors)
        forms.append(form)
    return json.dumps([plan.unit, plan.origin, plan.values, forms], sort_keys=True, ensure_ascii=False)


def _typed(plan: Plan | None) -> bool:
    return plan is not None and bool(plan.steps or plan.values)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _groups(candidates: Iterable[Candidate], task: Task) -> list[list[Candidate]]:
    slots = {slot.id for slot in task.plan_format.slots} if task.plan_format else set()
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(key(candidate, slots=slots), []).append(candidate)
    return list(groups.values())
