"""What checking costs: microseconds a check by family, a whole plan under 30 constraints, and the solver on a task.

    python -m benchmarks.verification --out docs/benchmarks/verification.md

Exits 1 when the whole plan takes longer than its limit, or a check does not pass the plan that is made for it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks.tables import publish, table, within
from plangen.constraints import FAMILIES, Check, Scope, build_check
from plangen.schema import Constraint, Plan, PlanFormat, Slot, Step, Task
from plangen.solvers import installed, solve
from plangen.verifiers import check_constraints

STEPS = 20
CONSTRAINTS = 30
LIMIT = 1.0
"""Milliseconds for a plan of 20 steps under 30 declarative constraints."""

UNJUDGED = ("python", "llm")
"""Families whose `evaluate` only abstains: a sandbox and a model judge them, elsewhere."""

LANGUAGES = ("expr", "sql", "pddl", "regex", "json_schema", *UNJUDGED)
"""Families that hold a language of their own; the others are declarative."""

LEGEND = """\
A plan of {steps} steps (meetings of a quarter of an hour at two places, each with one of four people). Processor time,
medians of {runs} runs of 20 calls each; checks are built beforehand. `python` and `llm` are judged elsewhere (in a
sandbox, by a model): here they only abstain. The {count} constraints of the whole plan are the declarative families in
turn; the time is that of `check_constraints`. The solver's time is wall time, up to the proof that no plan ends
earlier: meetings of half an hour, each at any of 91 starts, with ways between two places and a busy hour for each."""

PLAN = Plan(
    unit="minute",
    steps=tuple(
        Step(
            id=f"s{number}",
            action="meet",
            start=540 + 20 * number,
            end=555 + 20 * number,
            location=("Dock", "Hill")[number % 2],
            actors=(("Ana", "Ben", "Cleo", "Dan")[number % 4],),
            resources={"crew": 1},
            cost=3.5,
        )
        for number in range(STEPS)
    ),
    values={"v0": 0, "v1": 1},
    text='{"days": 1}',
)
_DOMAIN = """
(define (domain walk) (:requirements :strips) (:predicates (at ?p) (way ?a ?b))
  (:action go :parameters (?a ?b) :precondition (and (at ?a) (way ?a ?b)) :effect (and (not (at ?a)) (at ?b))))"""
_PROBLEM = """
(define (problem there) (:domain walk) (:objects dock hill) (:init (at dock) (way dock hill) (way hill dock))
  (:goal (at dock)))"""
_WALK = PLAN.model_copy(
    update={
        "steps": tuple(
            step.model_copy(update={"action": "go hill dock" if number % 2 else "go dock hill"})
            for number, step in enumerate(PLAN.steps)
        )
    }
)
_COUNTED: dict[str, Any] = {"type": "count", "select": {"actor": "Ana"}, "min": 1}

SAMPLES: dict[str, dict[str, Any]] = {
    "window": {"select": {"actor": "Ana"}, "earliest": 540, "latest": 1000},
    "duration": {"min": 10, "max": 20},
    "avoid": {"select": {"actor": "Ben"}, "intervals": [[480, 530], [1000, 1100]]},
    "allowed": {"select": {"actor": "Ana"}, "field": "location", "values": ["Dock"]},
    "count": {"select": {"location": "Hill"}, "min": 1, "max": 10},
    "no_overlap": {"gap": 5},
    "minimise": {"objective": "start", "best": 540},
    "transition": {"lag": {"Dock": {"Hill": 5}, "Hill": {"Dock": 5}}, "origin": "Dock", "origin_time": 530},
    "precedence": {"first": {"id": "s3"}, "then": {"id": "s9"}, "min_lag": 5, "max_lag": 200},
    "capacity": {"resource": "crew", "limit": 1},
    "total": {"field": "cost", "max": 70},
    "cover": {"field": "location", "values": ["Dock", "Hill"]},
    "present": {"location": "Dock", "interval": [541, 550]},
    "bounds": {"start": 540, "end": 935},
    "domain": {"keys": ["v0", "v1"], "values": [0, 1, 2]},
    "differ": {"pairs": [["v0", "v1"]]},
    "regex": {"pattern": "days"},
    "json_schema": {"schema": {"type": "object", "required": ["days"]}},
    "implies": {"when": _COUNTED, "then": {"type": "total", "field": "cost", "max": 90}},
    "any_of": {"checks": [{"type": "count", "select": {"action": "train"}, "min": 1}, _COUNTED]},
    "expr": {"expr": "sum(s.cost for s in steps if s.location == 'Dock') <= 40"},
    "sql": {"query": "select a.id, b.id from step a join step b on a.id < b.id and a.start = b.start"},
    "pddl": {"domain": _DOMAIN, "problem": _PROBLEM},
    "python": {"code": "def check(plan):\n    return []"},
    "llm": {"rubric": "No day feels rushed."},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when the limit is broken or a check does not pass."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    rows, faults = _families(options.runs)
    whole, fault = _whole(options.runs)
    faults += [fault] if fault else []
    parts = [
        table(("family", "µs a check", "says"), rows),
        table(("what", "ms"), [[f"{STEPS} steps under {CONSTRAINTS} constraints", whole], *_solver(options.runs)]),
        LEGEND.format(steps=STEPS, runs=options.runs, count=CONSTRAINTS),
        *(f"**BROKEN**: {fault}" for fault in faults),
    ]
    publish("Cost of checking", parts, options.out)
    return 1 if faults else 0


def seconds(work: Callable[[], object], runs: int, calls: int, *, clock: Callable[[], float] = process_time) -> float:
    """The median over `runs` of the mean seconds a call takes, of the processor unless the clock is another."""
    figures = []
    for _ in range(runs):
        began = clock()
        for _ in range(calls):
            work()
        figures.append((clock() - began) / calls)
    return median(figures)


def sample(family: str) -> dict[str, Any]:
    """The check of a family that the plan passes; `KeyError` for a family that has none here."""
    return {"type": family, **SAMPLES[family]}


def _families(runs: int) -> tuple[list[list[str]], list[str]]:
    rows, faults = [], []
    for family in FAMILIES:
        check: Check = build_check(sample(family))
        plan = _WALK if family == "pddl" else PLAN
        judged = check.evaluate(plan, Scope())
        said = "abstains" if judged.violations is None else "fails" if judged.violations else "passes"
        if said != ("abstains" if family in UNJUDGED else "passes"):
            faults.append(f"{family} {said}")
        cost = seconds(lambda check=check, plan=plan: check.evaluate(plan, Scope()), runs, 20)  # type: ignore[misc]
        rows.append([f"`{family}`", f"{cost * 1e6:.0f}", said])
    return rows, faults


def declarative() -> Task:
    """A task with 30 declarative constraints, its steps in turn where a check speaks about one."""
    families = [family for family in FAMILIES if family not in LANGUAGES and family != "minimise"]
    listed = []
    for number in range(CONSTRAINTS):
        check = sample(families[number % len(families)])
        if check["type"] in ("window", "duration", "avoid"):
            check["select"] = {"id": f"s{number % STEPS}"}
        listed.append(Constraint(id=f"c{number}", text="It holds.", trust="confirmed", check=check))
    return Task(text="Meet everybody.", constraints=tuple(listed))


def _whole(runs: int) -> tuple[str, str]:
    task = declarative()
    findings = check_constraints(task, PLAN)
    wrong = [f"{finding.constraint} says {finding.status}" for finding in findings if finding.status != "pass"]
    cost = seconds(lambda: check_constraints(task, PLAN), runs, 20) * 1000
    broken = f"{cost:.2f} ms for the whole plan" if cost > LIMIT else "; ".join(wrong)
    return within(cost, LIMIT), broken


def meetings(number: int) -> Task:
    """So many meetings of half an hour at two places, five minutes apart, as early as possible."""
    slots = tuple(
        Slot(
            id=f"s{index}",
            action="meet",
            location=("Dock", "Hill")[index % 2],
            actors=(f"p{index}",),
            within=((540, 1020),),
            duration=(30, 30),
            every=5,
        )
        for index in range(number)
    )
    busy = [
        {"type": "avoid", "select": {"id": f"s{index}"}, "intervals": [[540 + 30 * index, 600 + 30 * index]]}
        for index in range(number)
    ]
    ways = {"Dock": {"Hill": 15}, "Hill": {"Dock": 15}}
    checks = [{"type": "no_overlap", "gap": 5}, {"type": "transition", "lag": ways}, *busy]
    checks.append({"type": "minimise", "objective": "end"})
    listed = tuple(
        Constraint(id=f"c{index}", text="It holds.", trust="confirmed", check=check)
        for index, check in enumerate(checks)
    )
    return Task(text="Meet everybody.", plan_format=PlanFormat(slots=slots), constraints=listed)


def _solver(runs: int) -> list[list[str]]:
    if not installed():
        return [["solver", "not installed"]]
    return [_solved(number, min(runs, 5)) for number in (1, 4, 8)]


def _solved(number: int, runs: int) -> list[str]:
    task = meetings(number)
    status = solve(task).status
    cost = seconds(lambda: solve(task), runs, 1, clock=perf_counter) * 1000
    return [f"solver, {number} meeting{'s' if number > 1 else ''} ({status})", f"{cost:.0f}"]


if __name__ == "__main__":
    sys.exit(main())
