"""Mutations of plans whose steps lie on a line of ticks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from benchmarks.gold.case import Mutation
from plangen.schema import Plan, Step


def step_mutations(shifts: Sequence[int], places: Sequence[str] = ()) -> Mapping[str, Mutation]:
    """Every kind, by name; `shifts` are the numbers of ticks to move by, `places` where a step may be put instead."""

    def by_ticks(change: Callable[[Step, int], dict[str, Any]]) -> Mutation:
        def mutate(plan: Plan, random: Random) -> Plan | None:
            by = random.choice(shifts)
            return _change(plan, random, lambda step: change(step, by))

        return mutate

    def slide(plan: Plan, random: Random) -> Plan | None:
        return _delay(plan, 0, random.choice(shifts) * random.choice((-1, 1)))

    def delay(plan: Plan, random: Random) -> Plan | None:
        return _delay(plan, random.randrange(len(plan.steps)), random.choice(shifts)) if plan.steps else None

    def relocate(plan: Plan, random: Random) -> Plan | None:
        place = random.choice(places)
        return _change(plan, random, lambda step: {"location": place})

    kinds: dict[str, Mutation] = {
        "earlier": by_ticks(lambda step, by: {"start": step.start - by, "end": step.end - by}),
        "later": by_ticks(lambda step, by: {"start": step.start + by, "end": step.end + by}),
        "lengthen": by_ticks(lambda step, by: {"end": step.end + by}),
        "begin early": by_ticks(lambda step, by: {"start": step.start - by}),
        "shorten": by_ticks(lambda step, by: {"end": max(step.start, step.end - by)}),
        "slide": slide,
        "delay": delay,
        "swap": swap,
        "reorder": reorder,
        "drop": drop,
        "duplicate": duplicate,
        "untimed": untimed,
        "backwards": backwards,
    }
    return {**kinds, "relocate": relocate} if places else kinds


def swap(plan: Plan, random: Random) -> Plan | None:
    """Two steps exchange their starts."""
    if len(plan.steps) < 2:
        return None
    one, other = random.sample(range(len(plan.steps)), 2)
    starts = {one: plan.steps[other].start, other: plan.steps[one].start}
    return _with(plan, [_at(step, starts.get(number, step.start)) for number, step in enumerate(plan.steps)])


def reorder(plan: Plan, random: Random) -> Plan | None:
    """Another order, laid out with the same idle times between the steps."""
    if len(plan.steps) < 2:
        return None
    gaps = [later.start - step.end for step, later in zip(plan.steps, plan.steps[1:], strict=False)]
    steps, at = [], plan.steps[0].start
    for step, gap in zip(random.sample(plan.steps, len(plan.steps)), [*gaps, 0], strict=True):
        steps.append(_at(step, at))
        at = steps[-1].end + gap
    return _with(plan, steps)


def drop(plan: Plan, random: Random) -> Plan | None:
    """One step is missing."""
    gone = random.randrange(len(plan.steps)) if plan.steps else 0
    return _with(plan, [step for number, step in enumerate(plan.steps) if number != gone]) if plan.steps else None


def duplicate(plan: Plan, random: Random) -> Plan | None:
    """One step comes a second time, behind the last, under its own id or a new one."""
    if not plan.steps:
        return None
    step = random.choice(plan.steps)
    again = _at(step, max(step.end for step in plan.steps))
    name = random.choice((step.id, f"{step.id}_again"))
    return _with(plan, [*plan.steps, again.model_copy(update={"id": name})])


def untimed(plan: Plan, random: Random) -> Plan | None:
    """One step has lost its start, its end or both."""
    lost = random.choice((("start",), ("end",), ("start", "end")))
    return _change(plan, random, lambda step: dict.fromkeys(lost))


def backwards(plan: Plan, random: Random) -> Plan | None:
    """One step ends where it started, and starts where it ended."""
    return _change(plan, random, lambda step: {"start": step.end, "end": step.start})


def _change(plan: Plan, random: Random, change: Any) -> Plan | None:
    if not plan.steps:
        return None
    chosen = random.randrange(len(plan.steps))
    steps = list(plan.steps)
    steps[chosen] = steps[chosen].model_copy(update=change(steps[chosen]))
    return _with(plan, steps)


def _delay(plan: Plan, first: int, by: int) -> Plan:
    return _with(plan, [_at(step, step.start + (by if n >= first else 0)) for n, step in enumerate(plan.steps)])


def _at(step: Step, start: int) -> Step:
    return step.model_copy(update={"start": start, "end": start + step.end - step.start})


def _with(plan: Plan, steps: Sequence[Step]) -> Plan:
    return plan.model_copy(update={"steps": tuple(steps)})
