import asyncio
import json
from pathlib import Path

import pytest

from plangen.tools.code import Limits, available

DATA = Path(__file__).parents[4] / "shared" / "data" / "humaneval" / "humaneval.jsonl"


@pytest.mark.skipif(not DATA.is_file(), reason="the HumanEval sample is not beside the repository")
async def test_all_reference_solutions_pass():
    found = available("auto")
    if isinstance(found, str):
        pytest.skip(found)
    tasks = [json.loads(line) for line in DATA.read_text().splitlines()]
    wrong = {}
    for task in tasks:
        parts = (task["prompt"], task["canonical_solution"], task["test"], f"check({task['entry_point']})\n'passed'")
        outcome = await found.run("\n".join(parts[:1]) + "\n".join(parts[1:]), limits=Limits(seconds=10))
        if outcome.value != "passed":
            wrong[task["task_id"]] = outcome
    found.close()
    assert len(tasks) == 50
    assert wrong == {}


async def test_a_wrong_solution_fails():
    found = available("auto")
    if isinstance(found, str):
        pytest.skip(found)
    code = "def add(a, b):\n    return a - b\ndef check(f):\n    assert f(1, 2) == 3\ncheck(add)\n'passed'"
    outcome = await asyncio.wait_for(found.run(code), 20)
    found.close()
    assert outcome.status == "error"
    assert outcome.message.startswith("AssertionError")
