"""Correct readings to put faults into: NATURAL PLAN by the template readers, and our own corpus."""

from __future__ import annotations

import json
from pathlib import Path

from plangen.schema import Slot, Task
from plangen.tasks import load_task
from plangen.tasks.natural_plan import natural_plan_task
from plangen.trust.trials.edits import reach

FILES = ("calendar_scheduling", "meeting_planning", "trip_planning")
OWN = Path("tests/formalising/corpus/develop")
HELD_OUT = Path("tests/formalising/corpus/heldout")


def natural_plan(folder: Path) -> list[Task]:
    """The tasks of the three files in the folder, each slot widened: what it would fix stands in constraints anyway."""
    tasks = []
    for name in FILES:
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as rows:
            tasks += [widened(natural_plan_task(json.loads(row), name=name)) for row in rows]
    return tasks


def own(folder: Path = OWN) -> list[Task]:
    """The tasks of our corpus, by name, with the formats that it gives them."""
    return [load_task(path) for path in sorted(folder.glob("*.yaml"))]


def widened(task: Task) -> Task:
    """The task with slots that may lie anywhere on the format's days, and last up to all of them.

    A narrow slot would keep the true values where a fault cannot reach them, and make the ladder look better.
    """
    shape = task.plan_format
    if shape is None:
        return task
    around = reach(shape)
    longest = max(end - start for start, end in around)
    slots = tuple(_wide(slot, around, longest) for slot in shape.slots)
    return task.model_copy(update={"plan_format": shape.model_copy(update={"slots": slots})})


def _wide(slot: Slot, around: tuple[tuple[int, int], ...], longest: int) -> Slot:
    return slot.model_copy(update={"within": around, "duration": (min(slot.duration[0], 1), longest)})
