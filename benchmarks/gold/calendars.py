"""NATURAL PLAN's calendar tasks, with an oracle that reads the prompt its own way: a set of free minutes a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.gold.case import Case, Mutation, rows
from benchmarks.gold.step_mutations import step_mutations
from benchmarks.natural_plan.official_rows import answer_text, official_score, read_gold
from plangen.schema import Plan
from plangen.tasks import natural_plan_task

Row = Mapping[str, Any]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORD = re.compile(rf"({'|'.join(_DAYS)})|(before|after) (\d+):(\d+)|(\d+):(\d+) to (\d+):(\d+)")
_SCHEDULE = "Here are the existing schedules"
_WEEK = 7 * 1440


def calendar_cases(folder: Path) -> list[Case]:
    """A case for each row of `calendar_scheduling.jsonl`."""
    return [_case(row) for row in rows(folder / "natural_plan" / "calendar_scheduling.jsonl")]


def free_minutes(row: Row) -> set[int]:
    """The minutes of the week in which everybody is at work and free, as the prompt says."""
    request, _, rest = row["prompt"].rpartition("TASK:")[2].partition(_SCHEDULE)
    free: set[int] = set()
    for name in re.findall("|".join(_DAYS), request):
        hours = re.search(r"(\d+):(\d+) to (\d+):(\d+)", request)
        free |= _minutes(name, *_clock(hours.groups()))
    for line in rest.partition(":")[2].replace("Find a time that works", "\n").splitlines():
        free -= _taken(line)
    return free


def _taken(line: str) -> set[int]:
    """The minutes that a line of busy times or of wishes takes: a day without a time is taken as a whole."""
    taken: set[int] = set()
    day, bare = None, False
    for match in _WORD.finditer(line):
        if match[1]:
            taken |= _minutes(day, 0, 1440) if bare else set()
            day, bare = match[1], True
        elif match[2]:
            at = _clock(match.group(3, 4))[0]
            taken |= _minutes(day, 0, at) if match[2] == "before" else _minutes(day, at, 1440)
            bare = False
        else:
            taken |= _minutes(day, *_clock(match.group(5, 6, 7, 8)))
            bare = False
    return taken | (_minutes(day, 0, 1440) if bare else set())


def _case(row: Row) -> Case:
    free, length, early = free_minutes(row), round(row["duration"] * 60), "earl" in row["prompt"].rpartition("TASK:")[2]
    starts = [start for start in sorted(free) if all(start + tick in free for tick in range(length))]
    on_the_half_hour = [start for start in starts if start % 30 == 0]
    people = set(read_gold(row).steps[0].actors)

    def faults(plan: Plan) -> list[str]:
        if len(plan.steps) != 1:
            return [f"{len(plan.steps)} meetings"]
        step = plan.steps[0]
        if step.start is None or step.end is None or step.end - step.start != length:
            return ["the meeting has another length"]
        if set(step.actors) != people:
            return ["somebody is missing"]
        if step.start not in starts:
            return ["somebody is not free"]
        return ["an earlier time is free"] if early and step.start != starts[0] else []

    return Case(
        kind="calendar",
        name=row["id"],
        task=natural_plan_task(row),
        gold=read_gold(row),
        faults=faults,
        mutations={
            **step_mutations((15, 30, 30, 60, 90, 120, 180)),
            **_MORE,
            "another free time": lambda plan, random: _moved(plan, random.choice(on_the_half_hour)),
        },
        others={
            "official": lambda plan: official_score(row, answer_text(row, plan)),
            "annotation": lambda plan: _annotated(row, plan),
        },
    )


def _annotated(row: Row, plan: Plan) -> bool | None:
    """Whether the annotation's list of taken times allows the plan; it does not know "earliest" and people."""
    theirs = row["constraints"]
    if theirs is None:
        return None
    if len(plan.steps) != 1 or plan.steps[0].start is None or plan.steps[0].end is None:
        return False
    step = plan.steps[0]
    if step.end - step.start != round(theirs["meeting_duration"] * 60):
        return False
    taken: set[int] = set()
    for busy in theirs["disallowed_ranges"]:
        taken |= _minutes(busy["day"], round(busy["start"] * 60), round(busy["end"] * 60))
    return not taken & set(range(step.start, step.end))


def _another_day(plan: Plan, random: Random) -> Plan | None:
    return _moved(plan, plan.steps[0].start + 1440 * random.choice((-2, -1, 1, 2)))


def _another_time(plan: Plan, random: Random) -> Plan | None:
    return _moved(plan, plan.steps[0].start // 1440 * 1440 + random.randrange(540, 1020, 30))


def _moved(plan: Plan, start: int) -> Plan:
    step = plan.steps[0]
    moved = step.model_copy(update={"start": start, "end": start + step.end - step.start})
    return plan.model_copy(update={"steps": (moved,)})


def _somebody_missing(plan: Plan, random: Random) -> Plan | None:
    step = plan.steps[0]
    rest = tuple(random.sample(step.actors, len(step.actors) - 1))
    return plan.model_copy(update={"steps": (step.model_copy(update={"actors": rest}),)})


_MORE: Mapping[str, Mutation] = {
    "another day": _another_day,
    "another time": _another_time,
    "somebody missing": _somebody_missing,
}


def _minutes(day: str, start: int, end: int) -> set[int]:
    midnight = _DAYS.index(day) * 1440
    return set(range(midnight + start, midnight + end))


def _clock(parts: tuple[str, ...]) -> list[int]:
    numbers = [int(part) for part in parts]
    return [hour * 60 + minute for hour, minute in zip(numbers[::2], numbers[1::2], strict=True)]
