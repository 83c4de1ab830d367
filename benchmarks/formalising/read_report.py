"""The report of results files of `benchmarks.formalising.read`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.formalising.judged import CERTIFIED
from benchmarks.tables import publish, share, table

Record = Mapping[str, Any]

ORDER = ("calendar", "meeting", "trip", "develop", "heldout")
NAMES = {
    "calendar": "NATURAL PLAN calendar",
    "meeting": "NATURAL PLAN meeting",
    "trip": "NATURAL PLAN trip",
    "develop": "our corpus, develop",
    "heldout": "our corpus, held-out",
}
READ = ("data", "tasks", "formalised", "precision", "recall", "all right", "same people and places", "all read")
PLANS = (
    "data",
    "certified",
    "false certificates (limit 0)",
    "other people or places",
    "abstained",
    "plan right all the same",
    "plan right",
    "official exact match",
)
COST = ("data", "calls", "prompt tokens", "completion tokens", "seconds", "seconds, median", "seconds, largest")
KINDS = ("data", "statements", "settled")
GROUPS = ("{by}", "tasks", "precision", "recall", "all right", "certified", "false certificates")

LEGEND = """\
The formaliser is given the words of a task alone (of NATURAL PLAN the whole prompt). Intervals are Wilson's at 95 %;
demands of one task are not independent of each other, so the true intervals of precision and recall are wider.

- **formalised**: enough was understood for a typed task. **precision**: hard constraints that were read and that the
  right reading demands too; **recall**: hard constraints of the right reading that the one made demands. A reading
  demands a constraint if no plan was found that keeps the reading and breaks the constraint, among plans aimed at the
  parameters of both and near misses of solutions. What could not be judged counts against, and so does a demand on a
  step that the other side does not have.
- **all right**: every demand right, none missing, and the same steps. **same people and places**: of the tasks with all
  right, those whose steps also have the same people and place. **all read**: no statement left unread, no word
  of the text uncovered.
- **certified**: the solver's plan of the reading would be called "verified by program": every hard constraint is
  agreed, all are kept, nothing is uncovered. **false certificates**: of these, plans that break a hard constraint of
  the right reading, or that the independent oracle of NATURAL PLAN refuses (also for somebody who is missing).
  **other people or places**: certified plans of our corpus whose steps name others than the right reading's.
- **abstained**: everything else; **plan right all the same**: of these, the solver's plan is right. **plan right**: of
  all tasks. **official exact match**: the rule of NATURAL PLAN, which knows one right plan of a calendar or trip only
  and does not look at the people of a calendar plan.
- The right readings: NATURAL PLAN by the template readers, our corpus by hand. The oracles share no code with the
  product; our corpus has none. NATURAL PLAN's tasks and the develop half were in view while rules were made; the
  held-out texts were not, but whole counts of that half were seen several times, and two rules followed one
  (decision 7)."""
AGAIN = """\
    python -m benchmarks.formalising.read --model local --data DIR --corpus both --out read.jsonl
    python -m benchmarks.formalising.read --report read.jsonl --page docs/benchmarks/formalising.md

`DIR` is the folder `natural_plan` with NATURAL PLAN's three files; model `program` is none: the programs read alone, so
that only statements on which two of them agree are settled."""
MAKERS = """\
Who settled the kind of the statements, in percent of all: `cues` and `structure` are programs, `nearest` the model's
embeddings, `asked` the model itself; `idle` means that they name different kinds which demand nothing there, `open`
that they did not agree (the words then stay uncovered)."""


def report(records: Sequence[Record], page: Path | None) -> int:
    """Print the tables, one set for each model; 1 when a wrong plan was certified."""
    models = dict.fromkeys(record["model"] for record in records)
    parts = [LEGEND]
    for model in models:
        parts += _parts(model, [record for record in records if record["model"] == model])
    broken = [record for record in records if is_false(record)]
    parts.append(f"**BROKEN**: {len(broken)} false certificates" if broken else "Limit kept: no false certificate.")
    parts.append(AGAIN)
    publish("Plain words read as typed tasks", parts, page)
    return 1 if broken else 0


def is_certified(record: Record) -> bool:
    """Whether the solver's plan would be called verified by program."""
    return bool(record["claim"] == CERTIFIED)


def is_right(record: Record) -> bool:
    """Whether the solver's plan is right."""
    return record["plan"] is not None and not record["plan"]["wrong"]


def is_false(record: Record) -> bool:
    """Whether a wrong plan would be certified."""
    return is_certified(record) and not is_right(record)


def _parts(model: str, mine: Sequence[Record]) -> list[str]:
    by_data = {NAMES[data]: [one for one in mine if one["data"] == data] for data in ORDER}
    groups = {name: found for name, found in by_data.items() if found}
    together = {"NATURAL PLAN": [one for one in mine if one["data"] in ORDER[:3]]}
    if len({one["data"] for one in mine} & set(ORDER[:3])) > 1:
        groups = dict(sorted({**groups, **together}.items(), key=lambda item: not item[0].startswith("NATURAL")))
    parts = [
        f"## Model: `{model}`",
        table(READ, [_read(name, found) for name, found in groups.items()]),
        table(PLANS, [_plans(name, found) for name, found in groups.items()]),
        _why(groups),
        table(COST, [_cost(name, found) for name, found in groups.items()]),
        MAKERS,
        _makers(groups),
    ]
    if found := by_data[NAMES["develop"]]:
        parts.append("### Our corpus, develop: by domain and by notation")
        parts += [_by("domain", found, lambda one: [one["size"]]), _by("notation", found, lambda one: one["notations"])]
    return parts


def _read(name: str, found: Sequence[Record]) -> list[str]:
    right = [one for one in found if one["right"]]
    return [
        name,
        str(len(found)),
        _share(found, lambda one: one["read"]),
        _of_demands(found, "precise"),
        _of_demands(found, "recalled"),
        share(len(right), len(found)),
        f"{sum(one['cast'] for one in right)} of {len(right)}",
        _share(found, lambda one: one["unread"] == 0 and one["uncovered"] == 0),
    ]


def _plans(name: str, found: Sequence[Record]) -> list[str]:
    certified = [one for one in found if is_certified(one)]
    others = [one for one in found if not is_certified(one)]
    return [
        name,
        share(len(certified), len(found)),
        f"{sum(map(is_false, certified))} of {len(certified)}",
        str(sum(one["data"] not in ORDER[:3] and not one["cast"] for one in certified)),
        str(len(others)),
        f"{sum(map(is_right, others))} of {len(others)}",
        _share(found, is_right),
        _share([one for one in found if one["data"] in ORDER[:3]], _is_official),
    ]


def _is_official(record: Record) -> bool:
    return record["plan"] is not None and record["plan"]["official"] is True


def _why(groups: Mapping[str, Sequence[Record]]) -> str:
    """Why tasks were not certified: the first reason that holds."""
    rows = []
    for name, found in groups.items():
        reasons = Counter(reason(one) for one in found if not is_certified(one))
        said = ", ".join(f"{why} {number}" for why, number in reasons.most_common())
        rows.append([name, said or "none"])
    return table(("data", "why tasks were not certified"), rows)


def reason(record: Record) -> str:
    """Why a task was not certified."""
    trusted = record["trust"].get("agreed", 0) + record["trust"].get("confirmed", 0)
    if not record["read"]:
        return "not formalised"
    if record["plan"] is None:
        return f"no plan ({record['solver']})"
    if record["claim"] == "failed":
        return "own checks refuse the plan"
    if record["unread"]:
        return "a statement unread"
    if trusted < sum(record["trust"].values()):
        return "a demand not agreed"
    return "words uncovered" if record["uncovered"] else "a demand not judged"


def _cost(name: str, found: Sequence[Record]) -> list[str]:
    seconds = [one["seconds"] for one in found]
    figures = (mean(one[field] for one in found) for field in ("calls", "prompt_tokens", "completion_tokens"))
    times = (f"{figure:.1f}" for figure in (mean(seconds), median(seconds), max(seconds)))
    return [name, *(f"{figure:.1f}" for figure in figures), *times]


def _makers(groups: Mapping[str, Sequence[Record]]) -> str:
    totals = {name: _summed(one["settled_by"] for one in found) for name, found in groups.items()}
    makers = [maker for maker, _ in _summed(totals.values()).most_common() if maker != "open"]
    rows = []
    for name, counts in totals.items():
        whole = sum(counts.values())
        part = (f"{100 * counts[maker] / max(1, whole):.0f}" for maker in (*makers, "open"))
        rows.append([name, str(whole), share(whole - counts["open"], whole), *part])
    return table((*KINDS, *makers, "open"), rows)


def _summed(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total


def _by(what: str, found: Sequence[Record], keys: Callable[[Record], Sequence[str]]) -> str:
    groups: dict[str, list[Record]] = {}
    for one in found:
        for key in keys(one):
            groups.setdefault(key, []).append(one)
    rows = [
        [
            name,
            str(len(mine)),
            _of_demands(mine, "precise"),
            _of_demands(mine, "recalled"),
            _share(mine, lambda one: one["right"]),
            _share(mine, is_certified),
            str(sum(map(is_false, mine))),
        ]
        for name, mine in sorted(groups.items())
    ]
    return table([head.format(by=what) for head in GROUPS], rows)


def _of_demands(found: Sequence[Record], side: str) -> str:
    counts = _summed(one[side] for one in found)
    return share(counts["yes"], sum(counts.values()))


def _share(found: Sequence[Record], holds: Callable[[Record], bool]) -> str:
    return share(sum(map(bool, map(holds, found))), len(found))
