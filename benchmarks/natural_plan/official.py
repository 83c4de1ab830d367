"""The official score of NATURAL PLAN's calendar tasks, in our own words, and our plans in its answer form.

Source: the description of the benchmark's rule (arXiv 2406.04520): the first text of the form `Day, H:MM - H:MM` in
the answer must name the gold's day, start and end. Minutes other than 30 count as 0 there, and so they do here.
Report it beside constraint satisfaction: the rule accepts one of possibly many valid plans.
"""

from __future__ import annotations

import re

from plangen.reading.clock import WEEKDAYS
from plangen.schema import Plan

Slot = tuple[str, float, float]
"""Day, start and end in hours."""

_ANSWER = re.compile(r"([A-Za-z]+), (\d+):(\d+) - (\d+):(\d+)")


def official_slot(answer: str) -> Slot | None:
    """The slot that the official rule reads in an answer, or `None` when it finds none."""
    match = _ANSWER.search(answer)
    if match is None:
        return None
    start, end = (int(match[hour]) + (0.5 if int(match[hour + 1]) == 30 else 0.0) for hour in (2, 4))
    return match[1], start, end


def official_match(answer: str, gold: str) -> bool:
    """Whether the official rule counts the answer as right; an answer without a slot never is."""
    slot = official_slot(answer)
    return slot is not None and slot == official_slot(gold)


def official_answer(plan: Plan) -> str:
    """The plan's first step in the benchmark's answer form; the empty text when it has no times."""
    if not plan.steps or plan.steps[0].start is None or plan.steps[0].end is None:
        return ""
    day = plan.steps[0].start // 1440
    start, end = (tick - day * 1440 for tick in (plan.steps[0].start, plan.steps[0].end))
    times = f"{start // 60}:{start % 60:02d} - {end // 60}:{end % 60:02d}"
    return f"Here is the proposed time: {WEEKDAYS[day % 7]}, {times}"
