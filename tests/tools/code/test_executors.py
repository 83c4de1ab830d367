import asyncio

import pytest

from plangen.errors import UsageError
from plangen.tools.code import WALLS, Limits, executor

SHORT = Limits(seconds=0.4, memory_bytes=192 * 2**20, output_bytes=2000)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("1 + 1", 2),
        ("x = 5", None),
        ("x = 5\nx * 2.5", 12.5),
        ("[1, (2, 'ü'), {'a': None}]", [1, [2, "ü"], {"a": None}]),
        ("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(12)", 144),
        ("None", None),
        ("", None),
    ],
)
async def test_the_last_expression_is_the_value(sandbox, code, value):
    outcome = await sandbox.run(code)
    assert (outcome.status, outcome.value, outcome.message) == ("ok", value, "")


async def test_every_wall_is_named(sandbox):
    outcome = await sandbox.run("1")
    assert outcome.enforced >= WALLS
    assert outcome.executor in {"monty", "native"}


async def test_a_value_that_is_no_json_data_is_none_and_said(sandbox):
    outcome = await sandbox.run("{1, 2}")
    assert (outcome.status, outcome.value) == ("ok", None)
    assert outcome.message == "the value is no JSON data (of type set)"


async def test_printed_text_comes_back_without_control_characters(sandbox):
    outcome = await sandbox.run(r"print('a\x1b[31mb\x07\x00c\u202ed\r\n\te')")
    assert outcome.stdout == "abcd\n\te\n"


async def test_an_error_says_its_kind_text_and_line(sandbox):
    outcome = await sandbox.run("x = {}\nx['b\x1b[31m']")
    assert outcome.status == "error"
    assert outcome.message.startswith("KeyError: ")
    assert outcome.message.endswith("(line 2)")
    assert "\x1b" not in outcome.message
    assert not outcome.ended


async def test_code_that_is_no_python_is_an_error(sandbox):
    outcome = await sandbox.run("def f(")
    assert outcome.status == "error"
    assert outcome.message.startswith("SyntaxError: ")


async def test_a_module_that_nobody_has_is_an_error(sandbox):
    outcome = await sandbox.run("import no_such_module")
    assert outcome.status == "error"
    assert "ModuleNotFoundError" in outcome.message


@pytest.mark.parametrize("code", ["while True:\n    pass", "import time\ntime.sleep(30)"])
async def test_time_is_limited(sandbox, code):
    outcome = await asyncio.wait_for(sandbox.run(code, limits=SHORT), 5)
    assert (outcome.status, outcome.ended) == ("timeout", True)


async def test_memory_is_limited(sandbox):
    outcome = await sandbox.run("x = []\nwhile True:\n    x.append('y' * 4_000_000)", limits=Limits(memory_bytes=2**27))
    assert (outcome.status, outcome.ended) == ("memory", True)


async def test_output_is_cut_at_its_limit(sandbox):
    outcome = await sandbox.run("while True:\n    print('z' * 99)", limits=SHORT)
    assert (outcome.status, outcome.ended) == ("output", True)
    assert len(outcome.stdout) <= SHORT.output_bytes


async def test_a_long_value_is_refused(sandbox):
    outcome = await sandbox.run("'v' * 3000", limits=SHORT)
    assert (outcome.status, outcome.value) == ("output", None)


async def test_inputs_are_global_names_and_copies(sandbox):
    plan = {"steps": [{"id": "a"}]}
    outcome = await sandbox.run("plan['steps'].append(1)\nplan", inputs={"plan": plan})
    assert outcome.value == {"steps": [{"id": "a"}, 1]}
    assert plan == {"steps": [{"id": "a"}]}


@pytest.mark.parametrize("inputs", [{"a b": 1}, {"__builtins__": {}}, {"x": {1}}, {"x": object()}])
async def test_inputs_that_cannot_cross_are_the_callers_fault(sandbox, inputs):
    with pytest.raises(UsageError):
        await sandbox.run("1", inputs=inputs)


async def test_large_inputs_cross(sandbox):
    assert (await sandbox.run("len(x)", inputs={"x": "ü" * 500_000})).value == 500_000


async def test_one_run_leaves_nothing_for_the_next(sandbox):
    await sandbox.run("x = 1")
    assert (await sandbox.run("x")).message.startswith("NameError")


async def test_a_session_keeps_its_names_also_after_an_error(sandbox):
    async with sandbox.session() as session:
        await session.run("x = 1\ndef f():\n    return x + 1")
        await session.run("x = 5\n1 / 0")
        assert (await session.run("f() + y", inputs={"y": 10})).value == 16


async def test_sessions_share_no_state(sandbox):
    async with sandbox.session() as one, sandbox.session() as other:
        await one.run("import json\nx = 1")
        assert (await other.run("x")).message.startswith("NameError")


async def test_a_session_that_was_stopped_starts_afresh_and_says_so(sandbox):
    async with sandbox.session(limits=SHORT) as session:
        await session.run("x = 1")
        assert (await session.run("while True:\n    pass")).ended
        assert (await session.run("x")).message.startswith("NameError")


async def test_a_closed_session_takes_no_more_code(sandbox):
    session = sandbox.session()
    await session.run("1")
    await session.close()
    await session.close()
    with pytest.raises(UsageError, match="closed"):
        await session.run("1")


async def test_a_session_can_be_used_after_a_run_was_cancelled(sandbox):
    async with sandbox.session(limits=Limits(seconds=1.5)) as session:
        run = asyncio.create_task(session.run("while True:\n    pass"))
        await asyncio.sleep(0.3)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert (await session.run("2 + 3")).value == 5


async def test_runs_side_by_side_do_not_mix(sandbox):
    outcomes = await asyncio.gather(*(sandbox.run(f"print({n})\n{n}") for n in range(6)))
    assert [(outcome.value, outcome.stdout) for outcome in outcomes] == [(n, f"{n}\n") for n in range(6)]


async def test_open_sessions_keep_nobody_from_running(sandbox):
    sessions = [sandbox.session() for _ in range(6)]
    for session in sessions:
        await session.run("x = 1")
    assert (await asyncio.wait_for(sandbox.run("2"), 10)).value == 2
    for session in sessions:
        await session.close()


async def test_an_executor_can_be_used_after_close(sandbox):
    sandbox.close()
    assert (await sandbox.run("1")).value == 1


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(UsageError, match="native"):
        executor("nativ")
