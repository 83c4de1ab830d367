"""PlanBench's Blocksworld and Logistics: ground actions, checked by `pddl`, and by simulators that know no PDDL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.gold.case import Case, Mutation, rows
from benchmarks.gold.worlds import blocks_faults, freight_faults
from plangen.schema import Constraint, Plan, Step, Task

Row = Mapping[str, Any]
Actions = Sequence[str]


def blocksworld_cases(folder: Path) -> list[Case]:
    """A case for each row of `blocksworld.jsonl`."""
    place = folder / "planbench_blocksworld"
    return [_case(row, place, "blocksworld", blocks_faults) for row in rows(place / "blocksworld.jsonl")]


def logistics_cases(folder: Path) -> list[Case]:
    """A case for each row of `logistics.jsonl`."""
    place = folder / "planbench_logistics"
    return [_case(row, place, "logistics", freight_faults) for row in rows(place / "logistics.jsonl")]


def plan_of(actions: Actions) -> Plan:
    """The ground actions as steps, in their order."""
    return Plan(steps=tuple(Step(id=f"s{number}", action=action) for number, action in enumerate(actions, 1)))


def _case(row: Row, place: Path, kind: str, faults: Callable[[str, list[list[str]]], list[str]]) -> Case:
    domain = (place / "domain.pddl").read_text(encoding="utf-8")
    rules = (place / "rules.txt").read_text(encoding="utf-8")
    check = {"type": "pddl", "domain": domain, "problem": row["problem_pddl"]}
    goal = Constraint(id="goal", text="the actions can be done and reach the goal", trust="confirmed", check=check)
    name = f"{kind}_{row['id']}"
    return Case(
        kind=kind,
        name=name,
        task=Task(id=name, text=f"{rules.strip()}\n\n{row['statement']}", constraints=(goal,)),
        gold=plan_of(row["reference_plan"]),
        faults=lambda plan: faults(row["problem_pddl"], [_words(step.action) for step in plan.steps]),
        mutations=_mutations(list(row["objects"]), _detours(row, kind)),
    )


def _detours(row: Row, kind: str) -> list[tuple[str, str]]:
    """Pairs of actions of which the second takes back the first: valid where the first can be done."""
    names = list(row["objects"])
    if kind == "blocksworld":
        lifts = [(f"(pick-up {block})", f"(put-down {block})") for block in names]
        return lifts + [(f"(unstack {a} {b})", f"(stack {a} {b})") for a, b in permutations(names, 2)]
    start = row["problem_pddl"]
    cities = dict(re.findall(r"\(in-city\s+(\S+)\s+(\S+)\)", start))
    trucks, planes, airports = (re.findall(rf"\({sort} (\S+)\)", start) for sort in ("TRUCK", "AIRPLANE", "AIRPORT"))
    roads = [(a, b, cities[a]) for a, b in permutations(cities, 2) if cities[a] == cities[b]]
    drives = [(f"(drive-truck {t} {a} {b} {c})", f"(drive-truck {t} {b} {a} {c})") for t in trucks for a, b, c in roads]
    hops = list(permutations(airports, 2))
    return drives + [(f"(fly-airplane {p} {a} {b})", f"(fly-airplane {p} {b} {a})") for p in planes for a, b in hops]


def _mutations(objects: Sequence[str], detours: Sequence[tuple[str, str]]) -> Mapping[str, Mutation]:
    def on_actions(change: Callable[[list[str], Random], list[str] | None]) -> Mutation:
        def mutate(plan: Plan, random: Random) -> Plan | None:
            changed = change([step.action for step in plan.steps], random)
            return None if changed is None else plan_of(changed)

        return mutate

    def dropped(actions: list[str], random: Random) -> list[str]:
        gone = random.randrange(len(actions))
        return actions[:gone] + actions[gone + 1 :]

    def exchanged(actions: list[str], random: Random) -> list[str] | None:
        if len(actions) < 2:
            return None
        one, other = random.sample(range(len(actions)), 2)
        actions[one], actions[other] = actions[other], actions[one]
        return actions

    def neighbours(actions: list[str], random: Random) -> list[str] | None:
        if len(actions) < 2:
            return None
        one = random.randrange(len(actions) - 1)
        return [*actions[:one], actions[one + 1], actions[one], *actions[one + 2 :]]

    def repeated(actions: list[str], random: Random) -> list[str]:
        one = random.randrange(len(actions))
        return [*actions[: one + 1], *actions[one:]]

    def other_object(actions: list[str], random: Random) -> list[str]:
        one = random.randrange(len(actions))
        words = _words(actions[one])
        words[random.randrange(1, len(words))] = random.choice(objects)
        return [*actions[:one], _written(words), *actions[one + 1 :]]

    def strange_object(actions: list[str], random: Random) -> list[str]:
        one = random.randrange(len(actions))
        words = _words(actions[one])
        words[random.randrange(1, len(words))] = "zz9"
        return [*actions[:one], _written(words), *actions[one + 1 :]]

    def word_lost(actions: list[str], random: Random) -> list[str]:
        one = random.randrange(len(actions))
        return [*actions[:one], _written(_words(actions[one])[:-1]), *actions[one + 1 :]]

    def other_action(actions: list[str], random: Random) -> list[str] | None:
        one, other = random.randrange(len(actions)), random.choice(actions)
        words = [_words(other)[0], *_words(actions[one])[1:]]
        return [*actions[:one], _written(words), *actions[one + 1 :]]

    def inserted(actions: list[str], random: Random) -> list[str]:
        at = random.randint(0, len(actions))
        return [*actions[:at], random.choice(random.choice(detours)), *actions[at:]]

    def detoured(actions: list[str], random: Random) -> list[str]:
        at = random.randint(0, len(actions))
        return [*actions[:at], *random.choice(detours), *actions[at:]]

    def cut_off(actions: list[str], random: Random) -> list[str]:
        return actions[: random.randrange(len(actions))]

    def reversed_order(actions: list[str], random: Random) -> list[str]:
        return actions[::-1]

    return {
        "dropped": on_actions(dropped),
        "two exchanged": on_actions(exchanged),
        "neighbours exchanged": on_actions(neighbours),
        "repeated": on_actions(repeated),
        "other object": on_actions(other_object),
        "strange object": on_actions(strange_object),
        "word lost": on_actions(word_lost),
        "other action": on_actions(other_action),
        "inserted": on_actions(inserted),
        "detour": on_actions(detoured),
        "cut off": on_actions(cut_off),
        "reversed": on_actions(reversed_order),
    }


def _words(action: str) -> list[str]:
    return action.strip("() ").split()


def _written(words: Sequence[str]) -> str:
    return f"({' '.join(words)})"
