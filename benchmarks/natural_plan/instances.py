"""The calendar tasks of NATURAL PLAN, drawn across all sizes, and what is true of each by enumeration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from benchmarks.natural_plan.official import official_answer, official_match
from plangen.reading.clock import WEEKDAYS
from plangen.reading.slots import starts
from plangen.schema import Plan, Step, Task
from plangen.tasks import natural_plan_task
from plangen.verifiers import check_constraints, combine

Opinion = Literal["right", "wrong", "open"]


@dataclass(frozen=True, slots=True)
class Instance:
    """One task with its row, and its legal and valid starts in minutes of the week."""

    row: Mapping[str, Any]
    task: Task
    legal: tuple[int, ...]
    good: frozenset[int]

    @property
    def size(self) -> tuple[int, int]:
        """People and days."""
        return int(self.row["num_people"]), int(self.row["num_days"])

    @property
    def earliest(self) -> bool:
        """Whether the task asks for the earliest time, so that one plan alone is right."""
        return any(item.check is not None and item.check["type"] == "minimise" for item in self.task.constraints)

    def plan_at(self, start: int) -> Plan:
        """The plan that puts the meeting at `start`."""
        return _plan_at(self.task, start)

    def official(self, plan: Plan) -> bool:
        """Official exact match."""
        return official_match(official_answer(plan), self.row["golden_plan"])

    def independent(self, plan: Plan) -> Opinion:
        """Whether a plan is right by what others wrote about the task: the gold plan, and the annotation.

        The annotation lists the times that are taken, made by people who did not write our reader; it says nothing of
        "earliest". Where there is none, a plan other than gold's in a task with several right ones stays open.
        """
        if self.official(plan):
            return "right"
        if self.earliest:
            return "wrong"
        annotated = self.row.get("constraints")
        if not annotated:
            return "open"
        step = plan.steps[0]
        if step.start is None or step.end is None or step.end - step.start != annotated["meeting_duration"] * 60:
            return "wrong"
        taken = (_interval(busy) for busy in annotated["disallowed_ranges"])
        return "wrong" if any(start < step.end and step.start < end for start, end in taken) else "right"


def load(folder: Path, *, per_size: int | None = None) -> list[Instance]:
    """The tasks of `calendar_scheduling.jsonl`, the sizes in turn, so that every beginning of the list is balanced."""
    lines = (folder / "calendar_scheduling.jsonl").read_text(encoding="utf-8").splitlines()
    sizes: dict[tuple[int, int], list[Instance]] = {}
    for line in lines:
        found = _instance(json.loads(line))
        sizes.setdefault(found.size, []).append(found)
    columns = [sizes[size][:per_size] for size in sorted(sizes)]
    return [found for layer in zip_longest(*columns) for found in layer if found is not None]


def _instance(row: dict[str, Any]) -> Instance:
    task = natural_plan_task(row)
    if task.plan_format is None:
        raise ValueError(f"{row['id']} has no plan format")
    legal = tuple(dict.fromkeys(starts(task.plan_format.slots[0])))
    return Instance(row, task, legal, frozenset(start for start in legal if _valid(task, start)))


def _valid(task: Task, start: int) -> bool:
    findings = check_constraints(task, _plan_at(task, start))
    return combine(task.constraints, findings, complete=True, threshold=0.975).certified


def _plan_at(task: Task, start: int) -> Plan:
    slot = task.plan_format.slots[0]  # type: ignore[union-attr]
    step = Step(id=slot.id, action=slot.action, actors=slot.actors, start=start, end=start + slot.duration[0])
    return Plan(unit="minute", steps=(step,))


def _interval(busy: Mapping[str, Any]) -> tuple[int, int]:
    day = WEEKDAYS.index(busy["day"]) * 1440
    return day + round(busy["start"] * 60), day + round(busy["end"] * 60)
