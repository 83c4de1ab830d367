"""The table of a results file of `benchmarks.natural_plan.run`: every method, and chance beside each.

    python -m benchmarks.natural_plan.report runs.jsonl --out docs/benchmarks/natural_plan.md

Exits 1 when a certified plan is wrong, a run spent more than its budget, or traced other calls than it charged.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.intervals import count_range
from benchmarks.natural_plan.methods import BARRED, DEFAULT, OTHERS
from benchmarks.natural_plan.run import read
from benchmarks.natural_plan.uniform import hit
from benchmarks.tables import publish, share, table

Record = Mapping[str, Any]
Row = tuple[str, bool]
"""Method, and whether refuted starts were barred."""

HEAD = (
    "method",
    "verified by program",
    "official exact match",
    "false accepts (limit 0)",
    "chance with as many draws",
    "drafts",
    "calls",
    "tokens",
    "seconds",
)
LEGEND = """\
Per task the same budget of {tokens} tokens (prompt and completion, every role; limit kept by the engine before each
call), except zero-shot, which is one draft. The search ends at the first certified plan. Percentages are of {tasks}
tasks with 95 % Wilson intervals; drafts, calls, tokens and seconds are means a task, cancelled calls included.

- **verified by program**: the certificate of the returned plan. **official exact match**: the benchmark's own rule,
  which knows one right plan a task, also where several are valid.
- **false accepts**: certified, but wrong by the gold plan or the annotation of others; `open` are certified plans
  other than gold's in tasks with several valid ones and no annotation.
- **chance with as many draws**: how many tasks an even draw from the legal half-hour starts solves with as many draws
  as this method's budget allows (estimated from tokens a draft where a certificate ended the run early), exactly
  computed; in brackets the middle 95 %. For methods whose later waves are not offered what a program has refuted
  (`bar`), draws are without replacement: an upper bound of their chance, since drafts of one wave can be equal.
- `tree_of_thoughts` and `rebase` have one step to write here, a meeting: both are repeated sampling with the prompt
  and temperature of their steps.
- **seconds** are on the wall of a machine that may have been shared. The methods of a task run one after the other, and
  a local model keeps the beginning of a prompt it has read: zero-shot, the first, pays for reading it.
- **Read a row as**: the search gains over zero-shot because a sound program picks; the model gains over chance only if
  its count lies above the bracket."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    records = read(options.runs)
    groups = grouped(records)
    if not groups:
        sys.exit(f"{options.runs} holds no task that every method has finished")
    first = records[0]
    tasks = len(next(iter(groups.values())))
    rows = [_row(row, mine, allowed(mine, groups)) for row, mine in groups.items()]
    rows += _chance(groups)
    broken = faults(records)
    said = [f"- **BROKEN**: {fault}" for fault in broken] or [
        "- limits kept: no false accept, no run above its tokens, calls charged = calls traced in every run"
    ]
    title = f"NATURAL PLAN, calendar: `{first['model']}` and chance, {tasks} tasks, {first['tokens']} tokens each"
    legend = LEGEND.format(tokens=first["tokens"], tasks=tasks)
    publish(title, [table(HEAD, rows), "\n".join(said), legend, _by_size(groups)], options.out)
    return 1 if broken else 0


def grouped(records: Iterable[Record]) -> dict[Row, list[Record]]:
    """The records by method, of those tasks that every method in the file has finished."""
    groups: dict[Row, list[Record]] = {}
    for record in records:
        groups.setdefault((record["method"], record["bar"]), []).append(record)
    common = set.intersection(*({record["task"] for record in mine} for mine in groups.values())) if groups else set()
    order = [*DEFAULT, *OTHERS]
    ranked = sorted(groups, key=lambda row: (order.index(row[0]), not row[1]))
    return {row: [record for record in groups[row] if record["task"] in common] for row in ranked} if common else {}


def allowed(mine: Sequence[Record], groups: Mapping[Row, Sequence[Record]]) -> list[int]:
    """Drafts that the budget of each record allows: those made, or an estimate where a certificate ended it early.

    A draft of one wave costs what its record says. Later waves have longer prompts: there the method's runs that used
    their budget up say how many drafts it gets for what one zero-shot draft of the task costs.
    """
    single = {record["task"]: record["tokens_spent"] for record in groups.get(("zero_shot", True), [])}
    spent = [record for record in mine if not _early(record) and record["drafts"] and record["task"] in single]
    ratios = [record["drafts"] * single[record["task"]] / record["tokens"] for record in spent]
    counts = []
    for record in mine:
        made = int(record["drafts"])
        if not _early(record) or not made:
            counts.append(made)
        elif record["method"] in BARRED and ratios:
            share_of = sum(ratios) / len(ratios) / single.get(record["task"], record["tokens_spent"] / made)
            counts.append(max(made, round(record["tokens"] * share_of)))
        else:
            each = record["tokens_spent"] / made
            counts.append(max(made, int((record["tokens"] - each - record["max_tokens"]) / each) + 1))
    return counts


def _early(record: Record) -> bool:
    return record["method"] != "zero_shot" and record.get("reason") == "certified"


def faults(records: Iterable[Record]) -> list[str]:
    """What breaks a stated limit."""
    found = []
    for record in records:
        where = f"{record['task']}, {record['method']}"
        if _verified(record) and record["independent"] == "wrong":
            found.append(f"{where}: certified and wrong")
        if record.get("tokens_spent", 0) > record["tokens"]:
            found.append(f"{where}: {record['tokens_spent']} tokens spent of {record['tokens']}")
        if "charged" in record and record["charged"] != record["calls"]:
            found.append(f"{where}: {record['charged']} calls charged, {record['calls']} traced")
    return found


def _verified(record: Record) -> bool:
    return bool(record["claim"] == "verified by program")


def _name(row: Row) -> str:
    method, bar = row
    return f"{method}{'' if method not in BARRED else ' (bar)' if bar else ' (no bar)'}"


def _row(row: Row, mine: Sequence[Record], draws: Sequence[int]) -> list[str]:
    verified = [record for record in mine if _verified(record)]
    wrong = sum(record["independent"] == "wrong" for record in verified)
    unsaid = sum(record["independent"] == "open" for record in verified)
    replace = row[0] not in BARRED or not row[1]
    chances = [_hit(record, count, replace=replace) for record, count in zip(mine, draws, strict=True)]
    failed = sum(record["claim"] == "error" for record in mine)
    return [
        _name(row) + (f", {failed} failed" if failed else ""),
        share(len(verified), len(mine)),
        share(sum(bool(record.get("official")) for record in mine), len(mine)),
        f"{wrong} of {len(verified) - unsaid}" + (f", {unsaid} open" if unsaid else ""),
        _expected(chances),
        *(_mean(mine, name) for name in ("drafts", "calls", "tokens_spent")),
        f"{sum(record.get('wall_s', 0.0) for record in mine) / len(mine):.1f}",
    ]


def _chance(groups: Mapping[Row, Sequence[Record]]) -> list[list[str]]:
    """The uniform-random proposer: one draw, and as many as best_of_n had."""
    mine = groups.get(("best_of_n", True), [])
    many = allowed(mine, groups)
    kinds = [("one draw", [1] * len(mine), True), ("as many draws as best_of_n", many, True)]
    rows = []
    for name, draws, replace in [*kinds, ("the same, none twice", many, False)] if mine else ():
        chances = [_hit(record, count, replace=replace) for record, count in zip(mine, draws, strict=True)]
        # A certified plan is drawn evenly from the valid ones, of which gold is one; no other plan can match.
        matches = [chance / record["good"] for chance, record in zip(chances, mine, strict=True)]
        count = f"{sum(draws) / len(draws):.1f}"
        rows.append([f"*uniform, {name}*", _expected(chances), _expected(matches), "0", "", count, "0", "0", "0"])
    return rows


def _hit(record: Record, count: int, *, replace: bool) -> float:
    return hit(count, legal=record["legal"], good=record["good"], replace=replace)


def _expected(chances: Sequence[float]) -> str:
    low, high = count_range(chances)
    total = sum(chances)
    return f"{total:.1f}/{len(chances)} = {100 * total / len(chances):.0f} % ({low} to {high})"


def _mean(mine: Sequence[Record], name: str) -> str:
    return f"{sum(record.get(name, 0) for record in mine) / len(mine):.1f}"


def _by_size(groups: Mapping[Row, Sequence[Record]]) -> str:
    sizes = sorted({(record["people"], record["days"]) for mine in groups.values() for record in mine})
    rows = []
    for people, days in sizes:
        cells = []
        for mine in groups.values():
            here = [record for record in mine if (record["people"], record["days"]) == (people, days)]
            cells.append(f"{sum(map(_verified, here))}/{len(here)}")
        rows.append([f"{people} people, {days} day{'s' if days > 1 else ''}", *cells])
    return "## Verified by program, by size\n\n" + table(("size", *map(_name, groups)), rows)


if __name__ == "__main__":
    sys.exit(main())
