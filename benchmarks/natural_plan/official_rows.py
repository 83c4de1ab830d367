"""One door to the official scores: a row of any of NATURAL PLAN's three tasks, its score, answer form and gold plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from benchmarks.natural_plan.official import official_answer, official_match, official_slot
from benchmarks.natural_plan.official_meeting import meeting_answer, meeting_gold, meeting_score
from benchmarks.natural_plan.official_trip import trip_answer, trip_gold, trip_score
from plangen.reading.clock import WEEKDAYS
from plangen.schema import Plan, Step

Kind = Literal["calendar", "meeting", "trip"]
Row = Mapping[str, Any]
_PEOPLE = re.compile(r"You need to schedule a meeting for (.+?) for ")


def kind_of(row: Row) -> Kind:
    """Which of the three tasks a row states, by the fields it has."""
    if "dist_matrix" in row:
        return "meeting"
    return "trip" if "cities" in row else "calendar"


def official_score(row: Row, answer: str) -> bool:
    """Whether the official rule of the row's task counts the answer as right."""
    match kind_of(row):
        case "meeting":
            return meeting_score(row, answer)
        case "trip":
            return trip_score(row, answer)
    return official_match(answer, row["golden_plan"])


def answer_text(row: Row, plan: Plan) -> str:
    """A typed plan in the answer form of the row's task; the empty text when the plan does not say enough."""
    match kind_of(row):
        case "meeting":
            return meeting_answer(row, plan)
        case "trip":
            return trip_answer(row, plan)
    return official_answer(plan)


def read_gold(row: Row) -> Plan:
    """The row's gold plan as typed steps that fill the slots of its task."""
    match kind_of(row):
        case "meeting":
            return meeting_gold(row)
        case "trip":
            return trip_gold(row)
    slot = official_slot(row["golden_plan"])
    people = _PEOPLE.search(row["prompt"].rpartition("TASK:")[2])
    if slot is None or people is None:
        raise ValueError(f"{row['id']} has no gold plan that can be read")
    day, start, end = slot[0], *(round(hours * 60) for hours in slot[1:])
    midnight = WEEKDAYS.index(day) * 1440
    actors = tuple(re.split(r", | and ", people[1]))
    step = Step(id="meeting", action="meet", actors=actors, start=midnight + start, end=midnight + end)
    return Plan(unit="minute", steps=(step,))
