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
Change = Callable[[list[str], Random], list[str] | None]
"""Other actions in place of the given ones, or `None` where there are too few."""


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
    """Every kind, by name; `objects` may stand in an action, `detours` are pairs that may be slipped in."""

    def other_object(actions: list[str], random: Random) -> list[str]:
        return _other_word(actions, random, random.choice(objects))

    def inserted(actions: list[str], random: Random) -> list[str]:
        at = random.randint(0, len(actions))
        return [*actions[:at], random.choice(random.choice(detours)), *actions[at:]]

    def detoured(actions: list[str], random: Random) -> list[str]:
        at = random.randint(0, len(actions))
        return [*actions[:at], *random.choice(detours), *actions[at:]]

    changes: dict[str, Change] = {
        "dropped": _dropped,
        "two exchanged": _exchanged,
        "neighbours exchanged": _neighbours,
        "repeated": _repeated,
        "other object": other_object,
        "strange object": lambda actions, random: _other_word(actions, random, "zz9"),
        "word lost": _word_lost,
        "other action": _other_action,
        "inserted": inserted,
        "detour": detoured,
        "cut off": lambda actions, random: actions[: random.randrange(len(actions))],
        "reversed": lambda actions, random: actions[::-1],
    }
    return {name: _on_actions(change) for name, change in changes.items()}


def _on_actions(change: Change) -> Mutation:
    def mutate(plan: Plan, random: Random) -> Plan | None:
        changed = change([step.action for step in plan.steps], random)
        return None if changed is None else plan_of(changed)

    return mutate


def _dropped(actions: list[str], random: Random) -> list[str]:
    gone = random.randrange(len(actions))
    return actions[:gone] + actions[gone + 1 :]


def _exchanged(actions: list[str], random: Random) -> list[str] | None:
    if len(actions) < 2:
        return None
    one, other = random.sample(range(len(actions)), 2)
    actions[one], actions[other] = actions[other], actions[one]
    return actions


def _neighbours(actions: list[str], random: Random) -> list[str] | None:
    if len(actions) < 2:
        return None
    one = random.randrange(len(actions) - 1)
    return [*actions[:one], actions[one + 1], actions[one], *actions[one + 2 :]]


def _repeated(actions: list[str], random: Random) -> list[str]:
    one = random.randrange(len(actions))
    return [*actions[: one + 1], *actions[one:]]


def _other_word(actions: list[str], random: Random, word: str) -> list[str]:
    one = random.randrange(len(actions))
    words = _words(actions[one])
    words[random.randrange(1, len(words))] = word
    return [*actions[:one], _written(words), *actions[one + 1 :]]


def _word_lost(actions: list[str], random: Random) -> list[str]:
    one = random.randrange(len(actions))
    return [*actions[:one], _written(_words(actions[one])[:-1]), *actions[one + 1 :]]


def _other_action(actions: list[str], random: Random) -> list[str]:
    one, other = random.randrange(len(actions)), random.choice(actions)
    words = [_words(other)[0], *_words(actions[one])[1:]]
    return [*actions[:one], _written(words), *actions[one + 1 :]]


def _words(action: str) -> list[str]:
    return action.strip("() ").split()


def _written(words: Sequence[str]) -> str:
    return f"({' '.join(words)})"
