"""One planning run in a process of its own, to be killed: `URL KEY RUNS STRATEGY CONCURRENCY WORLD`."""

import sys
from pathlib import Path

from plangen import Planner
from plangen.models.api import ApiModel
from tests.graphs.worlds import BUSY, MEETING


def main(url: str, key: str, runs: str, strategy: str, concurrency: str, world: str) -> None:
    model = ApiModel("openai/test", api_base=url, api_key=key)
    planner = Planner(model, strategy=strategy, runs=Path(runs), concurrency=int(concurrency), stop_on_certified=False)
    sys.stdout.write(planner.plan({"meeting": MEETING, "busy": BUSY}[world], run_id="killed").model_dump_json())


if __name__ == "__main__":
    main(*sys.argv[1:])
