"""Gold plans and mutants of all data sets, judged by `plangen verify` and by independent oracles.

    python -m benchmarks.gold --out docs/benchmarks/gold.md

Exits 1 when an invalid plan is accepted, or when a refused gold plan or another difference has no known reason.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from benchmarks.gold.calendars import calendar_cases
from benchmarks.gold.case import Case
from benchmarks.gold.colourings import colouring_cases
from benchmarks.gold.explained import differences
from benchmarks.gold.game24 import game24_cases
from benchmarks.gold.judged import judge_all
from benchmarks.gold.meetings import meeting_cases
from benchmarks.gold.planbench import blocksworld_cases, logistics_cases
from benchmarks.gold.report import faults, parts
from benchmarks.gold.trips import trip_cases
from benchmarks.tables import publish

SETS: dict[str, Callable[[Path], list[Case]]] = {
    "calendar": calendar_cases,
    "meeting": meeting_cases,
    "trip": trip_cases,
    "game24": game24_cases,
    "blocksworld": blocksworld_cases,
    "logistics": logistics_cases,
    "colouring": colouring_cases,
}
DATA = Path(__file__).parents[2].parent / "shared" / "data"


def main(arguments: list[str] | None = None) -> int:
    """Print the page; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", default=",".join(SETS), help="names with commas between")
    parser.add_argument("--golds", type=int, help="at most so many gold plans a set")
    parser.add_argument("--mutants", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument(
        "--list", action="store_true", help="list every plan that verifier and oracle judge differently"
    )
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        sys.exit(f"{options.data} is not there; name the folder of development data with --data")
    began, found = time.monotonic(), []
    for name in options.sets.split(","):
        if name not in SETS:
            sys.exit(f"there is no set `{name}`; the sets are {', '.join(SETS)}")
        found += judge_all(islice(SETS[name](options.data), options.golds), options.mutants, options.seed)
    seconds = time.monotonic() - began
    sections = parts(found, number=options.mutants, seed=options.seed, seconds=seconds)
    broken = faults(found)
    limits = "\n".join(f"- **BROKEN**: {fault}" for fault in broken[:50]) or (
        "Limits kept: no invalid plan is accepted, and every difference between two opinions has its reason below."
    )
    publish("Gold plans and their mutants", [sections[0], limits, *sections[1:]], options.out)
    if options.list:
        for one in differences(found, "oracle"):
            print(f"{one.name}, {one.mutation}: verifier {one.reason}; oracle {'; '.join(one.faults) or 'valid'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
