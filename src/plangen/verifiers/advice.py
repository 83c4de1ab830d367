"""What a solver can add to the located errors: which constraints conflict, and the nearest plan that keeps them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from plangen.constraints.select import same
from plangen.reading import Clock
from plangen.schema import Finding, Plan, PlanFormat, Slot, Step, Task
from plangen.solvers import core, repair
from plangen.verifiers.program import check_constraints
from plangen.verifiers.verdict import trusted

Feedback = Literal["located", "core", "repair", "core+repair"]
MAX_LISTED = 6


@dataclass(frozen=True, slots=True)
class Advice:
    """Text for the next draft, empty when there is nothing to say, and the share of the plan that a repair changes."""

    text: str = ""
    repair_share: float | None = None


def advise(task: Task, plan: Plan, findings: Sequence[Finding], *, kind: Feedback, seconds: float = 2.0) -> Advice:
    """What the solver says of a plan that breaks a hard constraint; blocking, at most `seconds` a question.

    It knows only the trusted hard constraints. Raises `MissingExtraError` without the extra `solver`, and `UsageError`
    for a task without a plan format that a solver could fill.
    """
    held = tuple(constraint for constraint in task.constraints if constraint.hard and trusted(constraint))
    known = task.model_copy(update={"constraints": held})
    lines: list[str] = []
    share: float | None = None
    if "core" in kind:
        lines += _conflict(known, plan, findings, seconds)
    if "repair" in kind:
        found, share = _nearest(known, plan, seconds)
        lines += found
    return Advice("\n".join(lines), share)


def _conflict(task: Task, plan: Plan, findings: Sequence[Finding], seconds: float) -> list[str]:
    """Constraints that cannot hold together: in any plan, else while all stays that no violation names."""
    texts = {constraint.id: f"[{constraint.id}] {constraint.text}" for constraint in task.constraints}
    if names := core(task, seconds=seconds):
        named = "; ".join(texts.get(name, "[format] the steps lie where they may") for name in names)
        return [f"Proven: no plan can keep these together: {named}"]
    blamed = {step for finding in findings for violation in finding.violations for step in violation.steps}
    shape, kept = _held(task.plan_format or PlanFormat(), plan, blamed)
    if not kept:
        return []
    names = core(task.model_copy(update={"plan_format": shape}), seconds=seconds)
    if not names or any(name not in texts for name in names):
        return []
    stays = ", ".join(kept[:MAX_LISTED]) + (f" and {len(kept) - MAX_LISTED} more" if len(kept) > MAX_LISTED else "")
    return [f"Proven: while {stays} stay as they are, these cannot hold: {'; '.join(texts[name] for name in names)}"]


def _held(shape: PlanFormat, plan: Plan, blamed: set[str]) -> tuple[PlanFormat, list[str]]:
    """The format in which everything stays that is not blamed, and what that is."""
    steps = {step.id: step for step in plan.steps if step.id not in blamed}
    slots = tuple(_pinned(slot, steps.get(slot.id)) for slot in shape.slots)
    fixed = {key: (plan.values[key],) for key in shape.values if key in plan.values and key not in blamed}
    kept = [slot.id for slot, before in zip(slots, shape.slots, strict=True) if slot is not before] + list(fixed)
    return shape.model_copy(update={"slots": slots, "values": {**shape.values, **fixed}}), kept


def _pinned(slot: Slot, step: Step | None) -> Slot:
    if step is None or step.start is None or step.end is None or step.end <= step.start:
        return slot
    length = step.end - step.start
    return slot.model_copy(
        update={"within": ((step.start, step.end),), "duration": (length, length), "every": 1, "optional": False}
    )


def _nearest(task: Task, plan: Plan, seconds: float) -> tuple[list[str], float | None]:
    """The changes that lead to the nearest plan that every check passes, and their share of the plan."""
    found = repair(task, plan, seconds=seconds)
    if found is None or any(finding.status != "pass" for finding in check_constraints(task, found)):
        # The solver's model does not hold every family: a repair that a check does not pass is none.
        return [], None
    changes, total = _changes(plan, found)
    if not changes:
        return [], None
    listed = changes[:MAX_LISTED] + ([f"and {len(changes) - MAX_LISTED} more"] if len(changes) > MAX_LISTED else [])
    line = f"The nearest plan that keeps all of them changes {len(changes)} of {total}: {'; '.join(listed)}"
    return [line], len(changes) / total


def _changes(plan: Plan, found: Plan) -> tuple[list[str], int]:
    """What differs, in words, and how many steps and values either plan has."""
    clock = Clock.of(found)
    before, after = ({step.id: step for step in one.steps} for one in (plan, found))
    changes: list[str] = []
    for name in dict.fromkeys([*after, *before]):
        was, now = (_times(steps.get(name), clock) for steps in (before, after))
        if was == now:
            continue
        if name not in after:
            changes.append(f"leave out {name}")
        else:
            changes.append(f"{name} at {now}" + (f" instead of {was}" if was else ", which is missing"))
    for key, value in found.values.items():
        if key not in plan.values or not same(value, plan.values[key]):
            changes.append(f"{key} = {value}")
    return changes, len(before.keys() | after.keys()) + len(found.values)


def _times(step: Step | None, clock: Clock) -> str:
    if step is None:
        return ""
    return "no time" if step.start is None or step.end is None else clock.span(step.start, step.end)
