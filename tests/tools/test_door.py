"""The one door to tools: what is charged, kept, shown, and never done twice."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plangen.budget import Budget, Limits
from plangen.errors import BudgetExhaustedError, DeadlineError, StorageError
from plangen.journal import Journal
from plangen.tools import Decision, Errand, ToolDoor, run_plan
from plangen.tools.retry import Backoff
from plangen.tracing import Trace
from plangen.tracing.events import EVENT, ToolFinished, ToolStarted
from tests.tools.boxes import PLAIN, box, call, echo, run, statuses, tool

SWIFT = Backoff(base=0.001, cap=0.002)


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    yield journal
    journal.close()


def listening(**options):
    events = []
    return ToolDoor(trace=Trace("r", listeners=(events.append,)), **options), events


async def test_what_is_charged_is_traced_and_executed(journal):
    made = []

    async def shaky(x: int) -> int:
        made.append(x)
        if x == 1 and made.count(1) < 3:
            raise ConnectionError("gone")
        if x == 2:
            raise ValueError("no")
        return x

    budget = Budget(Limits(calls=50, cost=1.0))
    door, events = listening(budget=budget, journal=journal, backoff=SWIFT)
    calls = [
        call("a", "shaky", x=1, retries=2),
        call("b", "shaky", x=2, retries=2),
        call("c", "shaky", x=3),
        call("d", "shaky", x=3),
        call("e", "shaky", x="${b}"),
    ]
    await run_plan(calls, box(tool(shaky, idempotent=True, cost=0.01)), door)
    started = [event for event in events if isinstance(event, ToolStarted)]
    ended = [event for event in events if isinstance(event, ToolFinished) and event.source == "run"]
    spent = await journal.spent()
    assert len(made) == len(started) == len(ended) == budget.spent.calls == spent.calls == 5
    assert spent.cost == pytest.approx(0.05)
    assert budget._reserved == []


def test_events_are_read_back():
    door, events = listening()
    run([call("a", "echo", value={"x": 1}), call("b", "fail")], door=door)
    texts = [event.model_dump_json() for event in events]
    assert [EVENT.validate_json(text) for text in texts] == events
    assert {event.args for event in events if isinstance(event, ToolStarted)} == {'{"value": {"x": 1}}', "{}"}
    assert [(event.call, event.status, event.text) for event in events if isinstance(event, ToolFinished)] == [
        ("a", "ok", '{"x": 1}'),
        ("b", "failed", "ValueError: broken"),
    ]


def test_a_limit_of_calls_ends_the_plan_after_what_is_under_way():
    door = ToolDoor(budget=Budget(Limits(calls=2)))
    outcome = run(
        [
            call("a", "wait", seconds=1),
            call("b", "wait", seconds=2),
            call("c", "echo", value="${a}"),
            call("d", "echo", value="${b}"),
        ],
        door=door,
    )
    assert statuses(outcome) == {"a": "ok", "b": "ok", "c": "cancelled", "d": "cancelled"}
    assert isinstance(outcome.stopped, BudgetExhaustedError)
    assert door.budget.spent.calls == 2


def test_a_limit_of_money_is_never_passed():
    door = ToolDoor(budget=Budget(Limits(cost=0.25)))
    outcome = run([call(str(n), "echo", value=n) for n in range(5)], box(tool(echo, cost=0.1)), door)
    assert sorted(statuses(outcome).values()) == ["cancelled"] * 3 + ["ok"] * 2
    assert door.budget.spent.cost == pytest.approx(0.2)


async def test_the_deadline_of_the_run_ends_a_call_under_way(journal):
    door = ToolDoor(budget=Budget(Limits(seconds=0.2)), journal=journal)
    outcome = await run_plan([call("a", "wait", seconds=30), call("b", "echo", value="${a}")], PLAIN, door)
    assert statuses(outcome) == {"a": "cancelled", "b": "cancelled"}
    assert isinstance(outcome.stopped, DeadlineError)
    assert (await journal.spent()).calls == 1


async def test_what_the_journal_knows_is_not_done_again(journal):
    made = []

    async def book(x: int) -> dict:
        made.append(x)
        return {"booked": x}

    calls = [call("a", "book", x=1), call("b", "book", x=1), call("c", "fail"), call("d", "book", x="${a.booked}")]
    tools = box(book, PLAIN["fail"])
    first = await run_plan(calls, tools, ToolDoor(journal=journal))
    door, events = listening(journal=journal)
    second = await run_plan(calls, tools, door)
    assert len(made) == 3
    assert {name: (item.status, item.value, item.answer.error) for name, item in first.results.items()} == {
        name: (item.status, item.value, item.answer.error) for name, item in second.results.items()
    }
    assert {event.source for event in events} == {"journal"}
    assert door.budget.spent.calls == 0


async def test_equal_plans_at_other_places_are_other_calls(journal):
    made = []

    async def book(x: int) -> int:
        made.append(x)
        return x

    for place in ("1", "2"):
        await run_plan([call("a", "book", x=1)], box(book), ToolDoor(journal=journal), place=place)
    assert made == [1, 1]


async def test_an_idempotent_tool_is_answered_across_places_but_not_with_a_failure(journal):
    made = []

    async def look(x: int) -> int:
        made.append(x)
        if len(made) == 1:
            raise ValueError("once")
        return x

    tools = box(tool(look, idempotent=True))
    found = [
        (await run_plan([call("a", "look", x=1)], tools, ToolDoor(journal=journal), place=place)).results["a"]
        for place in ("1", "2", "3", "1")
    ]
    assert [(item.status, item.answer.source) for item in found] == [
        ("failed", "run"),
        ("ok", "run"),
        ("ok", "journal"),
        ("failed", "journal"),
    ]


async def test_a_denial_is_kept(journal):
    asked = []

    async def approve(question):
        asked.append(question.call)
        return Decision(False, reason="no")

    tools = box(tool(echo, needs_approval=True))
    for _ in range(2):
        outcome = await run_plan([call("a", "echo", value=1)], tools, ToolDoor(journal=journal, approve=approve))
        assert statuses(outcome) == {"a": "denied"}
    assert asked == ["a"]


async def test_a_cancelled_call_is_charged_and_not_made_again_if_it_has_side_effects(journal):
    door, events = listening(journal=journal)
    task = asyncio.create_task(run_plan([call("a", "wait", seconds=60)], PLAIN, door))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await journal.spent()).calls == door.budget.spent.calls == 1
    assert events[-1].status == "cancelled"
    outcome = await run_plan([call("a", "wait", seconds=60)], PLAIN, ToolDoor(journal=journal))
    assert outcome.results["a"].answer.code == "interrupted"


async def test_one_of_several_that_share_a_call_may_be_cancelled(journal):
    made = []

    async def look(x: int) -> int:
        made.append(x)
        await asyncio.sleep(0.1)
        return x

    spec = tool(look, idempotent=True)
    door = ToolDoor(journal=journal)
    first = asyncio.create_task(door.call(Errand(spec=spec, args={"x": 1}, place="1")))
    second = asyncio.create_task(door.call(Errand(spec=spec, args={"x": 1}, place="2")))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).value == 1
    assert made == [1, 1]


async def test_a_journal_that_breaks_ends_the_run(journal):
    async def broken(*_):
        raise StorageError("the disk is full")

    journal.put = broken
    with pytest.raises(StorageError, match="the disk is full"):
        await run_plan([call("a", "echo", value=1), call("b", "wait", seconds=0.1)], PLAIN, ToolDoor(journal=journal))


def test_what_has_no_json_form_is_kept_as_text(tmp_path):
    async def odd(n: int) -> object:
        return {"nan": float("nan"), "path": Path("/x"), 3: (1, {2})}

    outcome = run([call("a", "odd", n=1)], box(odd))
    assert outcome.results["a"].value == {"nan": "nan", "path": "/x", "3": [1, [2]]}


PROGRAM = """
import asyncio, json, sys, time
from pathlib import Path
from plangen.journal import Journal
from plangen.tools import ToolDoor, read_lines, run_plan, toolbox

folder = Path(sys.argv[1])

async def book(room: str, seconds: float) -> str:
    with (folder / "effects.txt").open("a") as file:
        file.write(room + "\\n")
    await asyncio.sleep(seconds)
    return room

async def main():
    tools = toolbox([book])
    lines = ['1. book("a", 0)', '2. book("b$1", 0)', '3. book("c", 30)', '4. book("d$2", 0)', '5. book("e$3", 0)']
    run = await run_plan(read_lines("\\n".join(lines), tools), tools, ToolDoor(journal=Journal(folder / "j.sqlite")))
    print(json.dumps({name: [item.status, item.value] for name, item in run.results.items()}))

asyncio.run(main())
"""


def test_after_a_kill_nothing_that_was_sent_is_sent_again(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    effects = tmp_path / "effects.txt"
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (effects.exists() and "dba" in effects.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert json.loads(done.stdout) == {
        "1": ["ok", "a"],
        "2": ["ok", "ba"],
        "3": ["failed", None],
        "4": ["ok", "dba"],
        "5": ["skipped", None],
    }
    assert sorted(effects.read_text().split()) == ["a", "ba", "c", "dba"]
