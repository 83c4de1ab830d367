"""One gold plan with its task, the oracle that judges plans of it, and the ways in which it may be mutated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from plangen.schema import Plan, Task

Faults = Callable[[Plan], list[str]]
"""What is wrong with a plan by an oracle that shares no code with the product; nothing when it is valid."""

Mutation = Callable[[Plan, Random], Plan | None]
"""A changed plan, or `None` where the change cannot be made."""


@dataclass(frozen=True, slots=True)
class Case:
    """A task and its gold plan; `others` are further opinions by name, with `None` for "does not say"."""

    kind: str
    name: str
    task: Task
    gold: Plan
    faults: Faults
    mutations: Mapping[str, Mutation]
    checker: str | None = None
    others: Mapping[str, Callable[[Plan], bool | None]] = field(default_factory=dict)


def mutants(case: Case, number: int, seed: int = 0) -> list[tuple[str, Plan]]:
    """Up to `number` plans that differ from gold and from each other, the kinds of mutation in turn."""
    random = Random(f"{seed}/{case.name}")
    seen, found = {case.gold.model_dump_json()}, list[tuple[str, Plan]]()
    kinds = list(case.mutations)
    for _ in range(10):
        for kind in random.sample(kinds, len(kinds)):
            if len(found) == number:
                return found
            plan = case.mutations[kind](case.gold, random)
            if plan is not None and plan.model_dump_json() not in seen:
                seen.add(plan.model_dump_json())
                found.append((kind, plan))
    return found


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a `.jsonl` file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
