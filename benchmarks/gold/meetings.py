"""NATURAL PLAN's meeting tasks, with an oracle that walks through the data's own tables beside the prompt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.gold.case import Case, Mutation, rows
from benchmarks.gold.step_mutations import step_mutations
from benchmarks.natural_plan.official_meeting import minutes
from benchmarks.natural_plan.official_rows import answer_text, official_score, read_gold
from plangen.schema import Plan
from plangen.tasks import natural_plan_task

Row = Mapping[str, Any]
Friend = tuple[str, int, int, int]
"""Place, from, to, minutes wanted."""


def meeting_cases(folder: Path) -> list[Case]:
    """A case for each row of `meeting_planning.jsonl`."""
    return [_case(row) for row in rows(folder / "natural_plan" / "meeting_planning.jsonl")]


def friends_of(row: Row) -> dict[str, Friend]:
    """The friends by name, from the data's own table."""
    table = row["official_constraints"][1:]
    return {who: (place, *map(minutes, hours.split(" to ")), wanted) for who, place, hours, wanted in table}


def most_friends(row: Row) -> int:
    """The largest number of friends that can be met, by the earliest end of every set of them and every last one."""
    friends, lag = friends_of(row), row["dist_matrix"]
    begin, when = row["official_constraints"][0][0], minutes(row["official_constraints"][0][1])
    layer: dict[tuple[frozenset[str], str], int] = {(frozenset(), ""): when}
    for number in range(len(friends)):
        later: dict[tuple[frozenset[str], str], int] = {}
        for (met, last), now in layer.items():
            for who in friends.keys() - met:
                place, opening, closing, wanted = friends[who]
                here = friends[last][0] if last else begin
                end = max(opening, now + (0 if here == place else lag[here][place])) + wanted
                key = (met | {who}, who)
                if end <= closing and end < later.get(key, closing + 1):
                    later[key] = end
        if not later:
            return number
        layer = later
    return len(friends)


def _case(row: Row) -> Case:
    friends = friends_of(row)
    (begin, time), lag = row["official_constraints"][0], row["dist_matrix"]
    most = lru_cache(lambda: most_friends(row))

    def faults(plan: Plan) -> list[str]:
        if any(step.start is None or step.end is None for step in plan.steps):
            return ["a meeting has no times"]
        here, now, met = begin, minutes(time), set[str]()
        for step in sorted(plan.steps, key=lambda step: (step.start, step.end)):
            if len(step.actors) != 1 or step.actors[0] in met or step.actors[0] not in friends:
                return ["somebody is met twice, or nobody that can be"]
            place, opening, closing, wanted = friends[step.actors[0]]
            if step.location != place or not opening <= step.start <= step.end <= closing:
                return [f"{step.actors[0]} is not there then"]
            if step.end - step.start < wanted:
                return [f"{step.actors[0]} is met too short"]
            if step.start < now + (0 if here == place else lag[here][place]):
                return [f"the way from {here} to {place} takes longer"]
            here, now = place, step.end
            met.add(step.actors[0])
        return [] if len(met) == most() else [f"{len(met)} friends met, {most()} can be"]

    return Case(
        kind="meeting",
        name=row["id"],
        task=natural_plan_task(row),
        gold=read_gold(row),
        faults=faults,
        mutations={**step_mutations((1, 5, 15, 30, 60), tuple(lag)), **_MORE},
        others={"official": lambda plan: official_score(row, answer_text(row, plan))},
    )


def _wrong_friend(plan: Plan, random: Random) -> Plan | None:
    """Two meetings exchange their friends, or one alone is met in place of another."""
    if len(plan.steps) < 2:
        return None
    one, other = random.sample(range(len(plan.steps)), 2)
    steps = list(plan.steps)
    steps[one] = steps[one].model_copy(update={"actors": plan.steps[other].actors})
    if random.random() < 0.5:
        steps[other] = steps[other].model_copy(update={"actors": plan.steps[one].actors})
    return plan.model_copy(update={"steps": tuple(steps)})


def _latest(plan: Plan, random: Random) -> Plan | None:
    """The last meeting is put off, by so little that it may still be in time."""
    if not plan.steps:
        return None
    by, last = random.randint(1, 60), plan.steps[-1]
    later = last.model_copy(update={"start": last.start + by, "end": last.end + by})
    return plan.model_copy(update={"steps": (*plan.steps[:-1], later)})


_MORE: Mapping[str, Mutation] = {"wrong friend": _wrong_friend, "put off": _latest}
