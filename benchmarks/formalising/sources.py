"""Tasks in plain words, each with its right reading: NATURAL PLAN's three kinds, and our corpus's two halves."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from benchmarks.faults.corpus import FILES, own, widened
from benchmarks.gold.calendars import calendar_cases
from benchmarks.gold.case import Case, rows
from benchmarks.gold.meetings import meeting_cases
from benchmarks.gold.trips import trip_cases
from plangen.schema import Task

CORPUS = Path("tests/formalising/corpus")
HALVES = {"develop": ("develop",), "heldout": ("heldout",), "both": ("develop", "heldout"), "none": ()}
NATURAL_PLAN = ("calendar", "meeting", "trip")
_CASES = {"calendar": calendar_cases, "meeting": meeting_cases, "trip": trip_cases}


@dataclass(frozen=True, slots=True)
class Subject:
    """One task: the words that are read, and what they demand.

    `data` is the kind of NATURAL PLAN or the half of our corpus; `size` what tasks are drawn evenly by. `right` is the
    right reading, its slots so wide that every demand stands in a constraint. `row` and `case` (with the independent
    oracle) belong to NATURAL PLAN.
    """

    data: str
    name: str
    text: str
    right: Task
    size: str
    notations: tuple[str, ...] = ()
    row: Mapping[str, Any] | None = None
    case: Case | None = None

    @property
    def hidden(self) -> bool:
        """Whether nobody may look at this task's words or at what became of it alone."""
        return self.data == "heldout"


def natural_plan(folder: Path, *, per_size: int | None = None) -> list[Subject]:
    """The tasks of the three files in a folder that is called `natural_plan`; the text is the whole prompt."""
    if folder.resolve().name != "natural_plan" or not folder.is_dir():
        sys.exit(f"{folder} is no folder called natural_plan with {', '.join(FILES)} (.jsonl)")
    found: list[Subject] = []
    for kind, name in zip(NATURAL_PLAN, FILES, strict=True):
        cases = _CASES[kind](folder.resolve().parent)
        read = rows(folder / f"{name}.jsonl")
        found += drawn([_subject(kind, row, case) for row, case in zip(read, cases, strict=True)], per_size)
    return found


def corpus(halves: Sequence[str], *, folder: Path = CORPUS, per_size: int | None = None) -> list[Subject]:
    """The tasks of halves of our corpus; `size` is the domain."""
    about = yaml.safe_load((folder / "index.yaml").read_text(encoding="utf-8"))
    found: list[Subject] = []
    for half in halves:
        tasks = {path.stem: task for path, task in zip(_files(folder / half), own(folder / half), strict=True)}
        of_half = [
            Subject(half, name, task.text, task, about[name]["domain"], tuple(about[name]["notations"]))
            for name, task in tasks.items()
        ]
        found += drawn(of_half, per_size)
    return found


def drawn(subjects: Sequence[Subject], per_size: int | None) -> list[Subject]:
    """Up to `per_size` of each size, the sizes in turn, so that every beginning of the list is balanced."""
    sizes: dict[str, list[Subject]] = {}
    for subject in subjects:
        sizes.setdefault(subject.size, []).append(subject)
    columns = [sizes[size][:per_size] for size in sorted(sizes, key=_in_numbers)]
    return [subject for layer in zip_longest(*columns) for subject in layer if subject is not None]


def wide(task: Task) -> Task:
    """The task with slots that leave every demand to the constraints, and that start at any tick."""
    around = widened(task)
    if around.plan_format is None:
        return around
    slots = tuple(slot.model_copy(update={"every": 1}) for slot in around.plan_format.slots)
    return around.model_copy(update={"plan_format": around.plan_format.model_copy(update={"slots": slots})})


def _subject(kind: str, row: Mapping[str, Any], case: Case) -> Subject:
    size = {
        "calendar": lambda: f"{row['num_people']} people, {row['num_days']} days",
        "meeting": lambda: f"{row['num_people']} friends",
        "trip": lambda: f"{row['num_cities']} cities",
    }[kind]()
    subject = Subject(kind, row["id"], row["prompt"], wide(case.task), size, row=row, case=case)
    return replace(subject, notations=("natural plan",))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _in_numbers(size: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", size)]
