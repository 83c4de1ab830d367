import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from plangen import Planner
from plangen.errors import RunLockedError, UsageError
from plangen.models.scripted import ScriptedModel
from tests.fault_server import FaultServer
from tests.graphs.worlds import HALF_HOURS, MEETING, PROSE, SlowModel, reply

ROOT = Path(__file__).parents[2]
IN_FLIGHT = 4


def start(server, runs, strategy, world):
    command = [sys.executable, "-m", "tests.graphs.planning_process", server.url, server.key, str(runs)]
    return subprocess.Popen([*command, strategy, str(IN_FLIGHT), world], cwd=ROOT, stdout=subprocess.PIPE)


def finished(server):
    return Counter(entry["body"] for entry in server.ledger())


def wait_for(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def outcome(result):
    kept = ("termination_reason", "certificate", "plan", "score", "candidate", "constraints", "candidates")
    return {name: result[name] for name in kept}


@pytest.mark.parametrize(
    ("strategy", "world"), [("best_of_n:n=25", "meeting"), ("iterative_decoding:n=5,rounds=5", "busy")]
)
def test_kill_9_in_the_middle_of_25_calls_and_resume(tmp_path, strategy, world):
    """No finished call again, at most the calls in flight twice, the same plan as a run that nobody killed."""
    with FaultServer(latency=0.05, reply=HALF_HOUR_REPLIES) as server:
        whole = start(server, tmp_path / "whole", strategy, world)
        expected = json.loads(whole.communicate(timeout=120)[0])
    with FaultServer(latency=0.05, reply=HALF_HOUR_REPLIES) as server:
        first = start(server, tmp_path / "runs", strategy, world)
        wait_for(lambda: len(server.ledger()) >= 10)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        first.stdout.close()
        paid = journalled(tmp_path / "runs" / "killed")
        before = finished(server)
        second = start(server, tmp_path / "runs", strategy, world)
        result = json.loads(second.communicate(timeout=120)[0])
        after = finished(server)
    assert 5 <= paid < 25
    assert sum(before.values()) - paid <= IN_FLIGHT
    assert len(after) == 25
    assert sum(after.values()) <= 25 + IN_FLIGHT
    assert result["usage"]["calls"] >= 25
    assert outcome(result) == outcome(expected)


HALF_HOUR_REPLIES = f"{Path(__file__).parent / 'half_hours.py'}:answer"


def journalled(folder):
    import sqlite3

    database = sqlite3.connect(f"file:{folder / 'journal.sqlite'}?mode=ro", uri=True)
    (count,) = database.execute("select count(*) from replies").fetchone()
    database.close()
    return count


def test_a_finished_run_pays_nothing_again(tmp_path):
    model = ScriptedModel([reply(start) for start in HALF_HOURS])
    planner = Planner(model, strategy="best_of_n:n=4", runs=tmp_path)
    first = planner.plan(MEETING, run_id="again")
    calls = len(model.calls)
    second = planner.plan(MEETING, run_id="again")
    assert len(model.calls) == calls
    assert outcome(first.model_dump()) == outcome(second.model_dump())
    assert second.usage == first.usage


def test_a_run_is_one_writers(tmp_path):
    model = SlowModel(lambda sample: reply("Monday 09:00"), lambda sample: 0.3)

    async def both():
        first = Planner(model, runs=tmp_path, strategy="best_of_n")
        second = Planner(model, runs=tmp_path, strategy="best_of_n")
        task = asyncio.ensure_future(first.plan_async(MEETING, run_id="one"))
        await asyncio.sleep(0.1)
        with pytest.raises(RunLockedError):
            await second.plan_async(MEETING, run_id="one")
        return await task

    assert asyncio.run(both()).candidates


def test_a_run_is_resumed_with_what_it_was_begun_with(tmp_path):
    Planner("sim:p=1", runs=tmp_path, strategy="best_of_n:n=1").plan(PROSE, run_id="one")
    with pytest.raises(UsageError, match="other settings"):
        Planner("sim:p=1", runs=tmp_path, strategy="best_of_n:n=2").plan(PROSE, run_id="one")
    with pytest.raises(UsageError, match="another task"):
        Planner("sim:p=1", runs=tmp_path, strategy="best_of_n:n=1").plan(MEETING, run_id="one")


@pytest.mark.parametrize("run_id", ["../up", "/abs", "a/b", ".hidden", "x" * 65, "nul\x00", ""])
def test_a_run_id_never_leaves_the_folder(tmp_path, run_id):
    planner = Planner("sim:p=1", runs=tmp_path / "runs", strategy="best_of_n:n=1")
    if run_id:
        with pytest.raises(UsageError):
            planner.plan(PROSE, run_id=run_id)
    assert {item.name for item in tmp_path.iterdir()} <= {"runs"}
