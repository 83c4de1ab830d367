"""The report of results files of `benchmarks.formalising.solve`, beside published figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.formalising.arms import ARMS
from benchmarks.formalising.judged import CERTIFIED
from benchmarks.tables import publish, share, table

Record = Mapping[str, Any]

PUBLISHED = {
    "calendar": {"Gemini-1.5-Pro": 48.9, "PlanGEN": 60.7},
    "meeting": {"PlanGEN": 43.8},
    "trip": {"PlanGEN": 41.6},
}
"""Percent of official exact match on the whole data sets, from arXiv 2502.16111 (PlanGEN, with Gemini-1.5-Pro)."""

HEAD = (
    "arm",
    "official exact match",
    "constraints satisfied",
    "verified by program",
    "false certificates (limit 0)",
    "verified except some judged by the model",
    "of these wrong",
    "no plan or error",
    "calls",
    "prompt tokens",
    "completion tokens",
    "seconds",
)
_MIXED = "verified except k judged by a model"

LEGEND = """\
Every arm is given the words of the prompt and nothing else. Shares have 95 % Wilson intervals; calls, tokens and
seconds are means a task, seconds on the wall of a machine that may have been shared, the model in memory.

- **formalise + solver**: the default strategy `auto`: the solver's plan of what was read, else drafts of the model.
  **formalise + search**: `best_of_n:n=8` on the formalised task: the model writes, the program verifies, no solver.
  **direct**: zero-shot, one draft in prose, nothing formalised.
- **official exact match**: NATURAL PLAN's own rules, which know one right plan of a calendar or trip only.
  **constraints satisfied**: the plan keeps every hard constraint of the task as its template is read (not as the
  formaliser did) and is right by an independent oracle, people included; any right plan counts. Prose counts where it
  has the benchmark's answer form.
- **verified by program**: the certificate of the returned plan; **false certificates**: of these, wrong plans.
- *Published* figures are those of the papers on the whole data sets, all with Gemini-1.5-Pro; ours are on the shared
  tasks (at most 50 calendar, 50 meeting, 48 trip, drawn evenly over the sizes), so they are not to be compared to the
  last point; and these tasks were in view while the formaliser's rules were made, which flatters it."""

AGAIN = """\
    python -m benchmarks.formalising.solve --model local --data DIR --out solve.jsonl
    python -m benchmarks.formalising.solve --report solve.jsonl --page docs/benchmarks/end_to_end.md

`DIR` is the folder `natural_plan` with NATURAL PLAN's three files; model `program` is none: the programs read alone,
and the solver's plan is what there is."""


def report(records: Sequence[Record], page: Path | None) -> int:
    """Print the tables, one for each model and kind; 1 when a wrong plan was verified by program."""
    parts = [LEGEND]
    for model in dict.fromkeys(record["model"] for record in records):
        mine = [record for record in records if record["model"] == model]
        for kind in PUBLISHED:
            of_kind = finished([record for record in mine if record["data"] == kind])
            if of_kind:
                tasks = len({record["task"] for record in of_kind})
                parts += [f"## {kind.capitalize()}, model `{model}`: {tasks} tasks", _table(kind, of_kind)]
    broken = sum(map(is_false, records))
    parts.append(f"**BROKEN**: {broken} false certificates" if broken else "Limit kept: no false certificate.")
    parts.append(AGAIN)
    publish("From plain words to plans", parts, page)
    return 1 if broken else 0


def finished(records: Sequence[Record]) -> list[Record]:
    """The records of those tasks that every arm in the file has finished."""
    arms: dict[str, set[str]] = {}
    for record in records:
        arms.setdefault(record["arm"], set()).add(record["task"])
    common = set.intersection(*arms.values()) if arms else set()
    return [record for record in records if record["task"] in common]


def is_false(record: Record) -> bool:
    """Whether a wrong plan was verified by program."""
    return record["claim"] == CERTIFIED and (record["plan"] is None or record["plan"]["wrong"])


def _table(kind: str, records: Sequence[Record]) -> str:
    rows = [_row(arm, mine) for arm in ARMS if (mine := [one for one in records if one["arm"] == arm])]
    blank = [""] * (len(HEAD) - 2)
    rows += [[f"*published: {name}*", f"{figure} %", *blank] for name, figure in PUBLISHED[kind].items()]
    return table(HEAD, rows)


def _row(arm: str, mine: Sequence[Record]) -> list[str]:
    plans = [record["plan"] for record in mine if record["plan"] is not None]
    mixed = [record for record in mine if record["claim"] == _MIXED]
    certified = [record for record in mine if record["claim"] == CERTIFIED]
    figures = (mean(one[field] for one in mine) for field in ("calls", "prompt_tokens", "completion_tokens", "seconds"))
    return [
        arm,
        share(sum(plan["official"] is True for plan in plans), len(mine)),
        share(sum(not plan["wrong"] for plan in plans), len(mine)),
        share(len(certified), len(mine)),
        f"{sum(map(is_false, certified))} of {len(certified)}",
        str(len(mixed)),
        str(sum(record["plan"] is None or record["plan"]["wrong"] for record in mixed)),
        str(len(mine) - len(plans)),
        *(f"{figure:.1f}" for figure in figures),
    ]
