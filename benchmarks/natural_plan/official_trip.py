"""The official score of NATURAL PLAN's trip tasks, in our own words, and our plans in its answer form.

Source: the description of the benchmark's rule (arXiv 2406.04520). Cities and lengths of stay are taken from the
flight lines of the answer and must equal the gold's in order; events and flights are not checked, so another valid
plan scores 0. City names are read as single words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plangen.schema import Plan, Step
from plangen.tasks.natural_plan_base import key

Row = Mapping[str, Any]
Stay = tuple[str, int]
"""City, days."""

_TOTAL = re.compile(r"European cities for (\d+) days")
_SPAN = re.compile(r"(\d+)-(\d+)")
_FLIGHT = re.compile(r".*Day (\d+).*from (\w+) to (\w+)")
_VISIT = re.compile(r"\*\*Day (\d+)-(\d+):\*\* .*[Vv]isit (.+) for \d+ days")


def official_stays(answer: str) -> list[Stay]:
    """The stays that the official rule reads in an answer: none unless it has a span of days and a flight.

    Reading ends at the span that reaches the length of the trip which the answer states before.
    """
    total = last = None
    flights: list[tuple[int, str, str]] = []
    for line in answer.splitlines():
        if stated := _TOTAL.search(line):
            total = int(stated[1])
        if span := _SPAN.search(line):
            last = int(span[2])
            if last == total:
                break
        if flight := _FLIGHT.match(line):
            flights.append((int(flight[1]), flight[2], flight[3]))
    if last is None or not flights:
        return []
    cities = [flights[0][1], *(to for _, _, to in flights)]
    days = [1, *(day for day, _, _ in flights), last]
    return [(city, days[number + 1] - days[number] + 1) for number, city in enumerate(cities)]


def trip_score(row: Row, answer: str) -> bool:
    """Whether the official rule counts the answer as solved; stays behind the gold's last are not looked at."""
    gold = _gold_stays(row)
    return official_stays(answer)[: len(gold)] == gold


def trip_answer(row: Row, plan: Plan) -> str:
    """The plan in the benchmark's lines; the empty text when a stay has no times or city."""
    if not plan.steps or any(None in (step.start, step.end, step.location) for step in plan.steps):
        return ""
    stays = sorted(plan.steps, key=lambda step: (step.start, step.end))
    number, days = len(_gold_stays(row)), re.search(r"for (\d+) days", row["prompt"])
    lines = [f"Here is the trip plan for visiting the {number} European cities for {days[1] if days else ''} days:", ""]
    before = None
    for step in stays:
        where, length = step.location, step.end - step.start + 1
        if before is not None:
            lines.append(f"**Day {step.start}:** Fly from {before} to {where}.")
        arriving = f"Arriving in {where} and visit" if before is None else "Visit"
        lines.append(f"**Day {step.start}-{step.end}:** {arriving} {where} for {length} days.")
        before = where
    return "\n".join(lines)


def trip_gold(row: Row) -> Plan:
    """The gold plan as typed steps, days and cities as its own lines give them."""
    visits = _VISIT.findall(row["golden_plan"])
    steps = [
        Step(id=f"stay_{key(city)}", action="stay", location=city, start=int(first), end=int(last))
        for first, last, city in visits
    ]
    return Plan(unit="day", steps=tuple(steps))


def _gold_stays(row: Row) -> list[Stay]:
    return list(zip(row["cities"].split("**"), map(int, row["durations"].split("**")), strict=True))
