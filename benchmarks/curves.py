"""Every strategy's curve, success against calls, on a simulated proposer and judge at three settings of its dials.

    python -m benchmarks.curves --out docs/benchmarks

Writes `curves.svg`, `feedback.svg`, `curves.csv` and `curves.md`. Exits 1 when best_of_n leaves its closed form, or
when a judge that cannot be read gives a score.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from math import sqrt
from multiprocessing import get_context
from pathlib import Path

from benchmarks.picture import Curves, draw
from benchmarks.simulation import Outcome, Point, best_of_n_chance, simulate
from benchmarks.tables import publish, table
from plangen.models.simulated import Dials

P = 0.2
SETTINGS = {
    "perfect judge, good feedback": Dials(p=P, fa=0, fr=0, feedback=0.5),
    "judge errs in 10 %": Dials(p=P, fa=0.1, fr=0.1, feedback=0.25),
    "judge near chance (45 %)": Dials(p=P, fa=0.45, fr=0.45, feedback=0),
}
FEEDBACK = {
    "useless feedback": Dials(p=P, fa=0.1, fr=0.1, feedback=0),
    "weak feedback (25 %)": SETTINGS["judge errs in 10 %"],
    "strong feedback (75 %)": Dials(p=P, fa=0.1, fr=0.1, feedback=0.75),
}
MUTE = Dials(p=P, mute=1)
SIGMAS = 4.0
"""How far best_of_n may lie from its closed form, in standard errors."""

Job = tuple[Dials, Point]
Found = Mapping[Job, Outcome]
LEGEND = """\
Drafts are right with p = 0.2. The judge accepts a wrong plan and rejects a right one as often as the panel says; a
draft with feedback is right with p + f (1 − p), f being 0.5, 0.25 and 0 in the first picture. *Right* is what the
oracle says of the returned plan, not what the judge says; bars are 95 % Wilson intervals; the dotted line is one draft.
The settings share their random draws, so that points differ by strategy and dials alone, and err together. Calls are
all calls, the judge's too: 2 a draft, 3 a step. `sound_loop` abstains without a program as the judge, so it has a
checker that errs as often, and drafts alone cost it calls. `self_consistency` stays at p: these plans never agree by
chance, so there is nothing to vote on. The second picture keeps the judge at 10 % and turns the use of feedback.

What it shows: calls buy success only as far as the judge can tell right from wrong. With 10 % errors best_of_n ends at
69 %, the share of right plans among those that are accepted, whatever is spent; trees, which ask the judge at every
step, get further at a higher price. Near chance nothing gains."""


def points() -> list[Point]:
    """Every strategy at several efforts; the mixture at several caps on its calls."""
    swept = [
        ("best_of_n", "n", "best_of_n:n={}", (1, 2, 4, 8, 16)),
        ("self_consistency", "n", "self_consistency:n={}", (1, 3, 7, 15)),
        ("tree_of_thoughts", "breadth", "tree_of_thoughts:breadth={}", (1, 2, 3, 4)),
        ("rebase", "width", "rebase:width={}", (1, 2, 3, 4)),
        ("iterative_decoding", "rounds", "iterative_decoding:n=2,rounds={}", (1, 2, 4, 8, 16)),
        ("hybrid", "parallel", "hybrid:parallel={},sequential=2", (1, 2, 4, 8)),
    ]
    listed = [Point(name, f"{key}={value}", spec.format(value)) for name, key, spec, of in swept for value in of]
    rounds = (1, 2, 4, 8, 16)
    listed += [Point("sound_loop", f"rounds={n}", f"sound_loop:rounds={n}", programmed=True) for n in rounds]
    caps = (4, 8, 16, 32, 64)
    return listed + [Point("mixture", f"max-calls={cap}", "mixture:rounds=30", calls=cap) for cap in caps]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, write and check; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=200, help="runs of each point")
    parser.add_argument("--out", type=Path, help="the folder; nothing is written without it")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    jobs: list[Job] = [(dials, point) for dials in SETTINGS.values() for point in points()]
    jobs += [(dials, point) for dials in FEEDBACK.values() for point in _refining()]
    jobs = list(dict.fromkeys(jobs)) + [(MUTE, point) for point in _each()]
    found: Found = dict(zip(jobs, _run(jobs, options.runs), strict=True))
    broken, checks = _closed_form(found)
    silent, mute = _muted(found)
    if options.out is not None:
        _write(options.out, found)
    pictures = "![Success against calls](curves.svg)\n\n![The use of feedback](feedback.svg)"
    spent = f"{options.runs} runs a point, {(time.monotonic() - started) / 60:.1f} min."
    parts = [pictures, LEGEND, *(f"**BROKEN**: {fault}" for fault in (*broken, *silent)), checks, mute]
    page = options.out / "curves.md" if options.out is not None else None
    publish("Success against calls, simulated", [*parts, _numbers(found), spent], page)
    return 1 if broken or silent else 0


def _each() -> list[Point]:
    """Every strategy once, by either kind of judging model."""
    specs = ("best_of_n:n=8", "self_consistency:n=8", "tree_of_thoughts:breadth=2,depth=3", "rebase:width=2,depth=3")
    specs += ("iterative_decoding:n=2,rounds=4", "hybrid:parallel=4,sequential=2", "sound_loop", "mixture:rounds=1")
    kinds = ("constraints", "plangen")
    return [Point(spec.partition(":")[0], kind, spec, verifier=kind) for spec in specs for kind in kinds]


def _run(jobs: Sequence[Job], runs: int) -> list[Outcome]:
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(simulate, point, dials, 20 if dials.mute else runs) for dials, point in jobs]
        found = []
        for number, future in enumerate(futures, 1):
            found.append(future.result())
            if number % 20 == 0 or number == len(jobs):
                print(f"{number}/{len(jobs)} points", file=sys.stderr)
        return found


def _closed_form(found: Found) -> tuple[list[str], str]:
    """best_of_n against its closed form."""
    rows, broken = [], []
    for title, dials in SETTINGS.items():
        for point in points():
            if point.name != "best_of_n":
                continue
            outcome = found[dials, point]
            expected = best_of_n_chance(int(point.effort.removeprefix("n=")), dials)
            error = sqrt(expected * (1 - expected) / outcome.runs)
            off = (outcome.share - expected) / error
            rows.append(
                [title, point.effort, f"{expected:.3f}", f"{outcome.share:.3f}", f"{off:+.1f} (limit {SIGMAS})"]
            )
            broken += [f"best_of_n, {title}, {point.effort}: {off:+.1f} standard errors"] if abs(off) > SIGMAS else []
    head = ("setting", "best_of_n", "closed form", "measured", "standard errors off")
    said = (
        "With a perfect judge the closed form is 1 − (1 − p)ⁿ; else the first accepted draft, or the first, is right."
    )
    return broken, f"## best_of_n against its closed form\n\n{said}\n\n{table(head, rows)}"


def _muted(found: Found) -> tuple[list[str], str]:
    """A judge whose every reply is unreadable."""
    rows = [(point, found[MUTE, point]) for point in _each()]
    broken = [f"{point.strategy}, {point.effort}: a mute judge gave a score" for point, mine in rows if mine.scored]
    cells = [[f"`{point.strategy}`", point.effort, mine.candidates, f"{mine.scored} (limit 0)"] for point, mine in rows]
    head = ("strategy", "verifier", "candidates", "scores given")
    return broken, f"## A judge that cannot be read (`mute=1`) never gives a score\n\n{table(head, cells)}"


def _numbers(found: Found) -> str:
    rows = []
    for point in points():
        outcomes = [found[dials, point] for dials in SETTINGS.values()]
        rows.append([f"{point.name}, {point.effort}", *map(_cell, outcomes)])
    return "## Numbers\n\nCalls a run: right plans in percent, with the 95 % interval.\n\n" + table(
        ("strategy", *SETTINGS), rows
    )


def _cell(outcome: Outcome) -> str:
    low, high = outcome.interval
    return f"{outcome.calls:.1f}: {100 * outcome.share:.0f} [{100 * low:.0f}, {100 * high:.0f}]"


def _write(folder: Path, found: Found) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "curves.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        dials_of = ("p", "fa", "fr", "feedback", "mute")
        rows.writerow([*dials_of, "strategy", "specification", "max_calls", "runs", "right", "low", "high", "calls"])
        for (dials, point), mine in found.items():
            low, high = mine.interval
            setting = [getattr(dials, name) for name in dials_of]
            ends = [f"{low:.4f}", f"{high:.4f}", f"{mine.calls:.2f}"]
            rows.writerow([*setting, point.name, point.strategy, point.calls or "", mine.runs, mine.right, *ends])
    draw(_curves(SETTINGS, points(), found), folder / "curves.svg", single=P)
    draw(_curves(FEEDBACK, _refining(), found), folder / "feedback.svg", single=P)


def _curves(settings: Mapping[str, Dials], of: Sequence[Point], found: Found) -> Curves:
    lines = {name: list(group) for name, group in groupby(of, key=lambda point: point.name)}
    return {
        title: {name: [found[dials, point] for point in mine] for name, mine in lines.items()}
        for title, dials in settings.items()
    }


def _refining() -> list[Point]:
    return [p for p in points() if p.name in ("best_of_n", "iterative_decoding", "sound_loop", "hybrid", "mixture")]


if __name__ == "__main__":
    sys.exit(main())
