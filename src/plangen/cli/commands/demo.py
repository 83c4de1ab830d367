"""`plangen demo`: a whole run offline, with a model that only guesses, so that the verifier does all the work."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import as_file, files
from random import Random
from typing import Any

from plangen.cli.delivery import Delivery
from plangen.cli.run import conduct, exit_code
from plangen.cli.show.screen import make_screen
from plangen.cli.streams import only_results_on_stdout, tell
from plangen.graphs.planner import Planner
from plangen.graphs.runs import new_run_id
from plangen.models.base import Capabilities, Completion, OnText, Request, Usage
from plangen.tasks.files import load_task

SECONDS = 0.3
"""How long the guesser pretends to think."""


class Guesser:
    """A simulated model: draws each value of the asked JSON at random, and knows nothing about planning."""

    name = "sim:guesser"
    capabilities = Capabilities(schema=True, seed=True)

    async def sample(self, request: Request, *, on_text: OnText | None = None) -> Completion:
        """A random plan of the asked form, the same for the same sample."""
        await asyncio.sleep(SECONDS)
        random = Random(f"{request.seed}/{request.sample}")
        text = json.dumps(_draw(dict(request.schema or {}), random))
        if on_text:
            on_text(text)
        return Completion(text, "stop", Usage(0, len(text) // 4, reported=False), 0.0)


def _draw(schema: dict[str, Any], random: Random) -> Any:
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return random.choice(schema["enum"])
    return {name: _draw(value, random) for name, value in schema.get("properties", {}).items()}


def demo(delivery: Delivery) -> int:
    """Plan the demo task; the exit code, 0 when the plan is certified."""
    with as_file(files("plangen.cli.commands") / "demo.yaml") as file:
        task = load_task(file)
    if not delivery.quiet:
        tell("A demonstration without any model: the plans are random guesses, only the checks are real.")
        tell(f"The task: {' '.join(task.text.split())}\n")
    planner = Planner(Guesser(), strategy="iterative_decoding:n=4,rounds=16")
    with only_results_on_stdout():
        outcome = asyncio.run(conduct(planner, task, new_run_id(), make_screen(quiet=delivery.quiet)))
    if outcome.result is None:
        return exit_code(outcome)
    delivery.result(outcome.result)
    if not delivery.quiet:
        tell("\nNext: plangen solve -f TASK.yaml    plangen chat    plangen doctor")
    return exit_code(outcome)
