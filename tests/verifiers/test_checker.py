import asyncio
import sys
import time

import pytest

from plangen.errors import UsageError
from plangen.schema import Finding, Plan, Task
from plangen.verifiers import OwnChecker, load_checker

TASK, PLAN = Task(text="x"), Plan(text="y")


async def ask(function, **fields):
    (found,) = await OwnChecker(function, **fields).verify(TASK, PLAN)
    assert found.constraint == "checker"
    return found


@pytest.mark.parametrize(
    ("value", "status", "score"),
    [
        (True, "pass", 1.0),
        (False, "fail", 0.0),
        (None, "abstain", None),
        ("too late", "fail", 0.0),
        ("", "pass", 1.0),
        ([], "pass", 1.0),
        (["a", "b"], "fail", 0.0),
        (1.0, "pass", 1.0),
        (1, "pass", 1.0),
        (0.98, "pass", 0.98),
        (0.5, "fail", 0.5),
        (0, "fail", 0.0),
        (float("nan"), "error", None),
        (float("inf"), "error", None),
        (1.5, "error", None),
        (-1, "error", None),
        (10**400, "error", None),
        ({"ok": True}, "error", None),
        ([1], "error", None),
        (b"x", "error", None),
        (object(), "error", None),
    ],
)
async def test_reads_what_checkers_return(value, status, score):
    found = await ask(lambda task, plan: value)
    assert (found.status, found.score, found.by) == (status, score, "program")

    async def later(task, plan):
        await asyncio.sleep(0)
        return value

    assert (await ask(later)).status == status


async def test_messages_become_violations():
    found = await ask(lambda task, plan: ["too late", " ", "too long"])
    assert [violation.message for violation in found.violations] == ["too late", "too long"]


async def test_a_finding_is_taken_over_under_the_checkers_name():
    found = await ask(lambda task, plan: Finding(constraint="x", status="fail", by="model", score=0.2))
    assert (found.status, found.by, found.score) == ("fail", "model", 0.2)


class Stop(BaseException):
    pass


@pytest.mark.parametrize(
    "error", [ValueError("v"), StopIteration(), TimeoutError("t"), SystemExit(3), Stop(), RecursionError()]
)
async def test_a_crash_is_an_error_of_the_checker(error):
    def crash(task, plan):
        raise error

    found = await ask(crash)
    assert (found.status, found.score) == ("error", None)
    assert found.reason.startswith("the checker failed: ")


async def test_an_async_crash_is_an_error_of_the_checker():
    async def crash(task, plan):
        raise ValueError("v")

    assert (await ask(crash)).reason == "the checker failed: ValueError: v"


async def test_a_checker_of_the_wrong_shape_is_an_error_of_the_checker():
    assert (await ask(lambda: True)).status == "error"


async def test_a_checker_that_hangs_is_given_up():
    began = time.perf_counter()
    found = await ask(lambda task, plan: time.sleep(2), timeout=0.05)
    assert (found.status, found.reason) == ("error", "the checker gave no answer within 0.05 s")

    async def forever(task, plan):
        await asyncio.sleep(60)

    assert (await ask(forever, timeout=0.05)).status == "error"
    assert time.perf_counter() - began < 1


async def test_a_plain_checker_does_not_block_the_loop():
    checker = OwnChecker(lambda task, plan: time.sleep(0.2) or True)
    began = time.perf_counter()
    await asyncio.gather(*(checker.verify(TASK, PLAN) for _ in range(8)))
    assert time.perf_counter() - began < 1


async def test_cancelling_is_not_an_error():
    running = asyncio.create_task(OwnChecker(lambda task, plan: time.sleep(0.3)).verify(TASK, PLAN))
    await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_beginning_is_not_judged():
    (found,) = await OwnChecker(lambda task, plan: False).verify(TASK, PLAN, partial=True)
    assert found.status == "abstain"


def test_is_loaded_from_a_file(tmp_path):
    file = tmp_path / "checks.py"
    file.write_text("def good(task, plan):\n    return True\nnumber = 3\n")
    assert load_checker(f"{file}:good")(TASK, PLAN) is True


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("checks.py:bad", "def good(): ...", "has no `bad`"),
        ("checks.py:good", "good = 3", "not a function"),
        ("checks.py:good", "import nothing_of_the_kind", "fails: ModuleNotFoundError"),
        ("checks.py:good", "def good(:", "fails: SyntaxError"),
        ("checks.py:good", "raise SystemExit", "fails: SystemExit"),
        ("checks.txt:good", "good = 3", "is not a Python file"),
        ("other.py:good", "", "there is no checker file"),
        ("checks.py", "", "does not name a checker"),
        ("checks.py:", "", "does not name a checker"),
        ("checks.py:a.b", "", "does not name a checker"),
    ],
)
def test_a_checker_that_cannot_be_had_is_named(tmp_path, name, text, message):
    (tmp_path / name.split(":")[0].replace("other", "checks")).write_text(text)
    with pytest.raises(UsageError, match=message):
        load_checker(f"{tmp_path}/{name}")


def test_a_hanging_checker_does_not_keep_the_process(tmp_path):
    import subprocess

    code = (
        "import asyncio, time\nfrom plangen.schema import *\nfrom plangen.verifiers import OwnChecker\n"
        "asyncio.run(OwnChecker(lambda t, p: time.sleep(60), timeout=0.1).verify(Task(text='x'), Plan(text='y')))"
    )
    subprocess.run([sys.executable, "-c", code], timeout=30, check=True)
