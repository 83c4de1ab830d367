"""Graph colouring: a colour for each vertex in `values`, and an oracle over the data's list of edges."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.gold.case import Case, Mutation, rows
from plangen.schema import Constraint, Plan, PlanFormat, Task


def colouring_cases(folder: Path) -> list[Case]:
    """A case for each row of `graphs.jsonl`."""
    return [_case(row) for row in rows(folder / "graph_coloring" / "graphs.jsonl")]


def _task(row: Mapping[str, Any]) -> Task:
    vertices, colours = [f"v{number}" for number in range(row["n"])], list(range(row["k"]))
    pairs = [[f"v{one}", f"v{other}"] for one, other in row["edges"]]
    checks = {
        "every_vertex": {"type": "domain", "keys": vertices, "values": colours},
        "edges": {"type": "differ", "pairs": pairs},
    }
    return Task(
        id=f"graph_{row['id']}",
        text=row["prompt"],
        constraints=tuple(
            Constraint(id=name, text=name, trust="confirmed", check=check) for name, check in checks.items()
        ),
        plan_format=PlanFormat(unit="step", values=dict.fromkeys(vertices, tuple(colours))),
    )


def _case(row: Mapping[str, Any]) -> Case:
    task = _task(row)
    edges = [(f"v{one}", f"v{other}") for one, other in row["edges"]]

    def faults(plan: Plan) -> list[str]:
        for number in range(row["n"]):
            colour = plan.values.get(f"v{number}")
            if type(colour) is not int or not 0 <= colour < row["k"]:
                return [f"v{number} has no colour"]
        return [f"{a} and {b} are joined" for a, b in edges if plan.values[a] == plan.values[b]][:1]

    return Case(
        kind="graph colouring",
        name=task.id,
        task=task,
        gold=Plan(values={f"v{number}": colour for number, colour in enumerate(row["coloring"])}),
        faults=faults,
        mutations=_mutations(row["k"], edges),
    )


def _mutations(number: int, edges: list[tuple[str, str]]) -> Mapping[str, Mutation]:
    """Every kind, by name; `number` colours are allowed."""

    def recoloured(plan: Plan, random: Random) -> Plan:
        return _changed(plan, **{random.choice(list(plan.values)): random.randrange(number)})

    def permuted(plan: Plan, random: Random) -> Plan:
        colours = random.sample(range(number), number)
        return _changed(plan, **{name: colours[colour] for name, colour in plan.values.items()})

    def merged(plan: Plan, random: Random) -> Plan:
        one, other = random.sample(range(number), 2)
        return _changed(plan, **{name: other for name, colour in plan.values.items() if colour == one})

    def like_neighbour(plan: Plan, random: Random) -> Plan:
        one, other = random.choice(edges)
        return _changed(plan, **{one: plan.values[other]})

    def strange(plan: Plan, random: Random) -> Plan:
        return _changed(plan, **{random.choice(list(plan.values)): random.choice((number, -1, None))})

    return {
        "one recoloured": recoloured,
        "two recoloured": lambda plan, random: recoloured(recoloured(plan, random), random),
        "two exchanged": _exchanged,
        "colours permuted": permuted,
        "colours merged": merged,
        "like a neighbour": like_neighbour,
        "uncoloured": _uncoloured,
        "strange colour": strange,
        "colour as text": _as_text,
        "colour as truth value": _as_truth,
    }


def _changed(plan: Plan, **colours: Any) -> Plan:
    return plan.model_copy(update={"values": {**plan.values, **colours}})


def _exchanged(plan: Plan, random: Random) -> Plan:
    one, other = random.sample(list(plan.values), 2)
    return _changed(plan, **{one: plan.values[other], other: plan.values[one]})


def _uncoloured(plan: Plan, random: Random) -> Plan:
    lost = random.choice(list(plan.values))
    return plan.model_copy(update={"values": {name: colour for name, colour in plan.values.items() if name != lost}})


def _as_text(plan: Plan, random: Random) -> Plan:
    chosen = random.choice(list(plan.values))
    return _changed(plan, **{chosen: str(plan.values[chosen])})


def _as_truth(plan: Plan, random: Random) -> Plan | None:
    chosen = random.choice(list(plan.values))
    return _changed(plan, **{chosen: bool(plan.values[chosen])}) if plan.values[chosen] in (0, 1) else None
