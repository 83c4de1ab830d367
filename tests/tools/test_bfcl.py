"""Gold lists of parallel calls that others wrote, through the check, the executor and the written form."""

import asyncio
from collections import Counter

import pytest
from benchmarks.bfcl import CATEGORIES, download, instances, mutants, read_back, refused, runs

from plangen.tools import find_problems

MISFITS = {
    "parallel_multiple_12",
    "parallel_multiple_21",
    "parallel_multiple_26",
    "parallel_multiple_94",
    "live_parallel_15-11-0",
    "live_parallel_multiple_2-2-0",
    "live_parallel_multiple_21-18-0",
}
"""Gold calls that do not fit the schema beside them: an argument that is not there, a text for a number."""


@pytest.fixture(scope="module")
def tasks(tmp_path_factory):
    wheel = download(tmp_path_factory.mktemp("bfcl"))
    if wheel is None:
        pytest.skip("the wheel bfcl-eval cannot be had")
    return [task for category in CATEGORIES for task in instances(wheel, category)]


def test_every_task_is_there(tasks):
    counts = Counter(task.id.rpartition("_")[0] for task in tasks)
    assert counts == {"parallel": 200, "parallel_multiple": 200, "live_parallel": 16, "live_parallel_multiple": 24}


def test_the_check_accepts_all_gold_but_what_does_not_fit(tasks):
    assert {task.id for task in tasks if refused(task)} == MISFITS


def test_every_gold_list_runs_with_its_arguments(tasks):
    async def main():
        return [await runs(task) for task in tasks if task.id not in MISFITS]

    assert all(asyncio.run(main()))


def test_every_gold_list_is_read_back_from_written_lines(tasks):
    assert all(read_back(task) for task in tasks)


def test_every_fault_put_in_is_found(tasks):
    for task in tasks[::5]:
        for kind, calls in mutants(task):
            assert kind in {problem.kind for problem in find_problems(calls, task.tools)}, (task.id, kind)
