import asyncio

import pytest
from benchmarks.critical_path import critical_path
from benchmarks.natural_plan.uniform import UniformModel
from benchmarks.parallel import world

from plangen import Planner
from plangen.tracing.events import CallStarted, WaveStarted


def call(candidate="", purpose="plan"):
    return CallStarted(call="x", role="generation", purpose=purpose, model="m", candidate=candidate)


def wave(number):
    return WaveStarted(wave=number, operations=(), branches=1)


def test_waves_add_up_and_the_longest_branch_of_each_counts():
    events = [wave(0), call("c1"), call("c2"), call("c1", "verify"), wave(1), call("c3"), call("c4")]
    assert critical_path(events) == 3


def test_questions_of_one_wave_run_side_by_side_and_reading_the_task_comes_first():
    assert critical_path([call(purpose="constraints"), call(purpose="repair"), wave(0), call(), call()]) == 3


def test_no_call_no_path():
    assert critical_path([wave(0)]) == 0


@pytest.mark.parametrize(
    ("strategy", "kind", "chain"),
    [
        ("best_of_n:n=5", "checked", 1),
        ("iterative_decoding:n=2,rounds=3", "checked", 3),
        ("best_of_n:n=3", "judged", 2),
    ],
)
def test_the_chain_of_a_real_trace(strategy, kind, chain):
    events = []
    planner = Planner(UniformModel(), strategy=strategy, stop_on_certified=False)
    asyncio.run(planner.plan_async(world(kind), listeners=(events.append,)))
    assert critical_path(events) == chain
