import asyncio
import threading

import pytest

from plangen.errors import ProviderError, WeightsError
from plangen.models.base import Completion, Message, Request, Usage
from plangen.models.local.engine import _alike
from plangen.models.local.jobs import Collector, Job, ask, prompt_bound, seed_of
from plangen.models.local.shared import Shared

REPLY = Completion("hi", "stop", Usage(1, 1), 0.0)


def request(text="?", **options):
    return Request((Message("user", text),), **options)


def runs(*requests, limit=8):
    return [[job.request.sample for job in run] for run in _alike([Job(r) for r in requests], limit=limit)]


def test_samples_of_one_request_run_together():
    assert runs(*(request(seed=3, sample=k) for k in (2, 0, 1))) == [[0, 1, 2]]
    assert runs(*(request(sample=k) for k in range(3))) == [[0, 1, 2]]


def test_runs_are_no_longer_than_the_slots():
    assert runs(*(request(seed=3, sample=k) for k in range(5)), limit=2) == [[0, 1], [2, 3], [4]]


def test_what_differs_runs_apart():
    assert len(runs(request("a"), request("b"), request("a", temperature=1.0), request("a", max_tokens=3))) == 4
    assert runs(request(seed=1), request(seed=2)) == [[0], [0]]
    assert sorted(runs(*(request(seed=1, sample=k) for k in (0, 2)))) == [[0], [2]]
    assert len(runs(request(seed=1), request())) == 2


def test_seeds_of_samples_count_up_and_seeds_of_runs_lie_apart():
    assert seed_of(request()) is None
    first = seed_of(request(seed=1))
    assert seed_of(request(seed=1, sample=7)) == first + 7
    assert abs(seed_of(request(seed=2)) - first) > 1000


def test_bound_is_above_the_bytes():
    assert prompt_bound(request("héllo")) >= 6


async def test_ask_returns_the_reply_and_shows_its_pieces_on_the_loop():
    shown = []

    def work(job):
        job.start()
        job.on_text("h")
        job.on_text("i")
        job.reply.set_result(REPLY)

    def show(text):
        shown.append((text, threading.current_thread() is threading.main_thread()))

    assert await ask(lambda job: threading.Thread(target=work, args=(job,)).start(), request(), show) is REPLY
    assert shown == [("h", True), ("i", True)]


async def test_cancelled_ask_stops_a_running_job_and_drops_a_waiting_one():
    jobs = []
    running = asyncio.create_task(ask(lambda job: (jobs.append(job), job.start()), request(), None))
    waiting = asyncio.create_task(ask(jobs.append, request(), None))
    await asyncio.sleep(0)
    for task in (running, waiting):
        task.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    assert [job.stop.is_set() for job in jobs] == [True, True]
    assert jobs[1].start() is False


async def test_foreign_error_becomes_a_typed_one():
    def work(job):
        job.start()
        job.fail(RuntimeError("out of memory"))

    with pytest.raises(ProviderError, match="RuntimeError: out of memory"):
        await ask(work, request(), None)


def test_collector_hands_on_together_what_arrives_together():
    batches = []
    collector = Collector(batches.append, window=0.2, name="test")
    for _ in range(3):
        collector.put(Job(request()))
    collector.close()
    assert [len(batch) for batch in batches] == [3]


async def test_shared_value_is_made_once():
    made = []
    shared = Shared()
    values = await asyncio.gather(*(shared.get("k", lambda stop: made.append(1) or object()) for _ in range(4)))
    assert len(made) == 1
    assert {id(value) for value in values} == {id(shared.peek("k"))}


async def test_failed_value_is_tried_again():
    shared = Shared()

    def fail(stop):
        raise WeightsError("no")

    with pytest.raises(WeightsError):
        await shared.get("k", fail)
    assert await shared.get("k", lambda stop: 1) == 1


async def test_making_is_told_to_stop_when_the_last_who_waits_is_gone():
    shared = Shared()
    began, stopped = threading.Event(), threading.Event()

    def make(stop):
        began.set()
        if stop.wait(10):
            stopped.set()
        raise WeightsError("stopped")

    first, second = (asyncio.create_task(shared.get("k", make)) for _ in range(2))
    await asyncio.to_thread(began.wait, 10)
    first.cancel()
    await asyncio.sleep(0.05)
    assert not stopped.is_set()
    second.cancel()
    assert await asyncio.to_thread(stopped.wait, 10)
    await asyncio.gather(first, second, return_exceptions=True)
    assert shared.peek("k") is None
