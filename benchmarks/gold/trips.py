"""NATURAL PLAN's trip tasks, with an oracle that reads events and flights its own way, and lengths from the gold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.gold.case import Case, Mutation, rows
from benchmarks.gold.step_mutations import step_mutations
from benchmarks.natural_plan.official_rows import answer_text, official_score, read_gold
from plangen.schema import Plan, Step
from plangen.tasks import natural_plan_task

Row = Mapping[str, Any]
Event = tuple[str, int, int]
"""City, first day, last day."""


def trip_cases(folder: Path) -> list[Case]:
    """A case for each row of `trip_planning.jsonl`."""
    return [_case(row) for row in rows(folder / "natural_plan" / "trip_planning.jsonl")]


def events_of(row: Row) -> list[Event]:
    """Every sentence with two days and one city."""
    cities, found = row["cities"].split("**"), []
    for sentence in row["prompt"].partition("Here are")[0].split(". "):
        days = [int(day) for day in re.findall(r"[Dd]ay (\d+)", sentence)]
        if len(days) == 2:
            (city,) = (city for city in cities if re.search(rf"\b{city}\b", sentence))
            found.append((city, *days))
    return found


def flights_of(row: Row) -> set[tuple[str, str]]:
    """The directed pairs of the list of flights: `from A to B` once, `A and B` both ways."""
    words = row["prompt"].partition("direct flights:")[2].partition(".")[0].replace(",", " , ").split()
    pairs: set[tuple[str, str]] = set()
    for number, word in enumerate(words):
        if word in ("to", "and"):
            pair = words[number - 1], words[number + 1]
            pairs |= {pair} if word == "to" else {pair, pair[::-1]}
    return pairs


def trip_faults(plan: Plan, lengths: Mapping[str, int], events: Iterable[Event], flights: set[Any]) -> list[str]:
    """What is wrong with a trip whose stays have those lengths in days; days 1 to the sum, flight days shared."""
    if any(step.start is None or step.end is None for step in plan.steps):
        return ["a stay has no days"]
    stays = sorted(plan.steps, key=lambda step: (step.start, step.end))
    if sorted(str(step.location) for step in stays) != sorted(lengths):
        return ["not each city once"]
    days: list[set[int]] = [set(range(step.start, step.end + 1)) for step in stays]
    if any(len(stay) != lengths[step.location] for step, stay in zip(stays, days, strict=True)):
        return ["a stay has another length"]
    if stays[0].start != 1 or stays[-1].end != sum(lengths.values()) - len(lengths) + 1:
        return ["the trip begins or ends on another day"]
    for step, later in pairwise(stays):
        if later.start != step.end:
            return ["the day of a flight does not belong to both cities"]
        if (step.location, later.location) not in flights:
            return [f"no flight from {step.location} to {later.location}"]
    where = {step.location: stay for step, stay in zip(stays, days, strict=True)}
    missed = [city for city, first, last in events if not where[city] >= set(range(first, last + 1))]
    return [f"an event in {missed[0]} is missed"] if missed else []


def orders(lengths: Mapping[str, int], events: Iterable[Event], flights: set[Any]) -> list[tuple[str, ...]]:
    """Every order of the cities in which flights connect them and no event is missed."""
    wanted: dict[str, list[tuple[int, int]]] = {city: [] for city in lengths}
    for city, first, last in events:
        wanted[city].append((first, last))
    found: list[tuple[str, ...]] = []

    def go_on(done: tuple[str, ...], day: int) -> None:
        if len(done) == len(lengths):
            found.append(done)
        for city in lengths.keys() - set(done):
            end = day + lengths[city] - 1
            there = all(day <= first and last <= end for first, last in wanted[city])
            if there and (not done or (done[-1], city) in flights):
                go_on((*done, city), end)

    go_on((), 1)
    return sorted(found)


def _case(row: Row) -> Case:
    lengths = dict(zip(row["cities"].split("**"), map(int, row["durations"].split("**")), strict=True))
    events, flights = events_of(row), flights_of(row)
    either_way = orders(lengths, events, flights | {pair[::-1] for pair in flights})

    def flights_both_ways(plan: Plan, random: Random) -> Plan | None:
        order = random.choice(either_way)
        return _laid_out(plan, sorted(plan.steps, key=lambda step: order.index(step.location)))

    return Case(
        kind="trip",
        name=row["id"],
        task=natural_plan_task(row),
        gold=read_gold(row),
        faults=lambda plan: trip_faults(plan, lengths, events, flights),
        mutations={**step_mutations((1, 2), tuple(lengths)), **_MORE, "flights both ways": flights_both_ways},
        others={
            "official": lambda plan: official_score(row, answer_text(row, plan)),
            "annotation": lambda plan: _annotated(row, plan),
        },
    )


def _annotated(row: Row, plan: Plan) -> bool | None:
    """The same oracle over the annotation, in which every flight goes both ways."""
    theirs = row["constraints"]
    if theirs is None:
        return None
    lengths = {stay["city"]: stay["days"] for stay in theirs["city_length"]}
    events = [(event["city"], event["start"], event["end"]) for event in theirs["city_day_ranges"]]
    pairs = {(flight["from"], flight["to"]) for flight in theirs["direct_flights"]}
    return not trip_faults(plan, lengths, events, pairs | {pair[::-1] for pair in pairs})


def _neighbours(plan: Plan, random: Random) -> Plan | None:
    """Two stays that follow each other change places, without idle days."""
    first = random.randrange(len(plan.steps) - 1)
    order = list(plan.steps)
    order[first], order[first + 1] = order[first + 1], order[first]
    return _laid_out(plan, order)


def _laid_out(plan: Plan, order: Sequence[Step]) -> Plan:
    """The stays in another order, from the plan's first day on, without idle days."""
    steps, at = [], plan.steps[0].start
    for step in order:
        steps.append(step.model_copy(update={"start": at, "end": at + step.end - step.start}))
        at = steps[-1].end
    return plan.model_copy(update={"steps": tuple(steps)})


def _day_given_away(plan: Plan, random: Random) -> Plan | None:
    """A flight is a day earlier or later: one stay gains the day that its neighbour loses."""
    first, by = random.randrange(len(plan.steps) - 1), random.choice((-1, 1))
    steps = list(plan.steps)
    steps[first] = steps[first].model_copy(update={"end": steps[first].end + by})
    steps[first + 1] = steps[first + 1].model_copy(update={"start": steps[first + 1].start + by})
    return plan.model_copy(update={"steps": tuple(steps)})


_MORE: Mapping[str, Mutation] = {"neighbours": _neighbours, "flight day moved": _day_given_away}
