import asyncio

import pytest

from plangen.schema import Constraint, Plan, Step, Task
from plangen.tools.code import Limits, Outcome
from plangen.verifiers import Sandboxed, check_constraints, combine

CODE = "def check(plan):\n    return [s['id'] + ' is late' for s in plan['steps'] if s['start'] > 5]"
PLAN = Plan(steps=(Step(id="a", start=3, end=4), Step(id="b", start=9, end=10)), values={"n": 1})


class Scripted:
    """An executor that gives the outcomes it was told, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.calls = []

    async def run(self, code, *, inputs=None, limits=None):
        self.calls.append((code, inputs, limits))
        await asyncio.sleep(0)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


def task(*codes):
    checks = [{"type": "python", "code": code} for code in codes]
    named = tuple(
        Constraint(id=f"c{index}", text="t", trust="confirmed", check=check) for index, check in enumerate(checks)
    )
    return Task(text="x", constraints=named)


async def ask(outcome, code=CODE):
    (found,) = await Sandboxed(Scripted(outcome)).verify(task(code), PLAN)
    return found


async def test_no_message_is_a_pass():
    found = await ask(Outcome("ok", []))
    assert (found.status, found.score, found.by, found.violations) == ("pass", 1.0, "program", ())


async def test_messages_are_violations():
    found = await ask(Outcome("ok", ["b is late", "too dear"]))
    assert (found.status, found.score) == ("fail", 0.0)
    assert [violation.message for violation in found.violations] == ["b is late", "too dear"]


@pytest.mark.parametrize("value", [None, True, 0, "late", {}, {"a": 1}, [1], ["late", None], [["late"]], 1.5])
async def test_any_other_value_is_an_error_of_the_constraint(value):
    found = await ask(Outcome("ok", value))
    assert (found.status, found.score) == ("error", None)
    assert "not a list of messages" in found.reason


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome("error", message="KeyError: 'steps'"), "check(plan) failed: KeyError: 'steps'"),
        (Outcome("error"), "check(plan) failed: without a message"),
        (Outcome("timeout", value=[]), "check(plan) gave no answer within 2 s"),
        (Outcome("memory"), "check(plan) needed more than 256 MiB"),
        (Outcome("output"), "check(plan) printed more than 64 KiB"),
        (Outcome("unsupported", message="no module heapq"), "the sandbox cannot run the check: no module heapq"),
        (RuntimeError("worker\x1b[31m gone"), "the sandbox failed: RuntimeError: worker [31m gone"),
    ],
)
async def test_what_goes_wrong_is_an_error_of_the_constraint(outcome, reason):
    found = await ask(outcome)
    assert (found.status, found.score, found.reason) == ("error", None, reason)


async def test_messages_are_cut_and_made_harmless():
    found = await ask(Outcome("ok", ["\x1b]0;title\x07red\n\u202eline", "", "x" * 10_000] + ["more"] * 100))
    messages = [violation.message for violation in found.violations]
    assert messages[:2] == ["]0;title red line", "the check refuses the plan"]
    assert len(messages[2]) == 500
    assert len(messages) == 20


async def test_the_code_is_given_the_plan_as_plain_data():
    executor, limits = Scripted(Outcome("ok", [])), Limits(seconds=1.0)
    await Sandboxed(executor, limits).verify(task(CODE), PLAN)
    ((code, inputs, given),) = executor.calls
    assert (inputs, given) == ({"plan": PLAN.model_dump(mode="json")}, limits)
    scope = dict(inputs)
    *body, last = code.strip().splitlines()
    exec("\n".join(body), scope)
    assert eval(last, scope) == ["b is late"]


async def test_one_that_fails_costs_no_other():
    executor = Scripted(Outcome("timeout"), Outcome("ok", []))
    found = await Sandboxed(executor).verify(task(CODE, CODE), PLAN)
    assert [(finding.constraint, finding.status) for finding in found] == [("c0", "error"), ("c1", "pass")]


async def test_code_that_cannot_be_built_never_runs():
    executor = Scripted()
    (found,) = await Sandboxed(executor).verify(task("def chek(plan): return []"), PLAN)
    assert found.status == "error"
    assert executor.calls == []


async def test_other_families_and_beginnings_are_left_alone():
    executor = Scripted()
    count = Constraint(id="n", text="t", check={"type": "count", "min": 1})
    assert await Sandboxed(executor).verify(Task(text="x", constraints=(count,)), PLAN) == ()
    (found,) = await Sandboxed(executor).verify(task(CODE), PLAN, partial=True)
    assert (found.status, executor.calls) == ("abstain", [])


@pytest.mark.parametrize(
    ("expression", "values", "status"),
    [
        ("plan['steps']", {}, "abstain"),
        ("plan['steps'] or plan['text']", {}, "abstain"),
        ("plan['text']", {}, "pass"),
        ("plan['values']", {}, "abstain"),
        ("plan['values']", {"n": 1}, "pass"),
    ],
)
async def test_prose_passes_no_check_of_steps(expression, values, status):
    known = task(f"def check(plan):\n    return [] if {expression} else ['nothing']")
    prose = Plan(text="First rest, then walk.", values=values)
    (found,) = await Sandboxed(Scripted(Outcome("ok", []))).verify(known, prose)
    assert found.status == status


async def test_a_stop_goes_through():
    with pytest.raises(asyncio.CancelledError):
        await ask(asyncio.CancelledError())


async def test_its_finding_counts_and_certifies():
    known = task(CODE)
    program = check_constraints(known, PLAN)
    assert program[0].status == "abstain"
    sandbox = await Sandboxed(Scripted(Outcome("ok", []))).verify(known, PLAN)
    assert combine(known.constraints, program + sandbox, complete=True, threshold=0.975).certified
    broken = await Sandboxed(Scripted(Outcome("timeout"))).verify(known, PLAN)
    verdict = combine(known.constraints, program + broken, complete=True, threshold=0.975)
    assert (verdict.status, verdict.score) == ("unknown", None)


class InMonty:
    """Runs the code in a worker of pydantic-monty's interpreter."""

    name = "monty"

    async def run(self, code, *, inputs=None, limits=None):
        monty = pytest.importorskip("pydantic_monty", reason="pydantic-monty is not installed")
        try:
            async with monty.AsyncMonty() as pool, pool.checkout() as session:
                return Outcome("ok", await session.feed_run(code, inputs=dict(inputs)), executor="monty")
        except monty.MontyError as error:
            return Outcome("error", message=str(error), executor="monty")


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        (CODE, "fail", ""),
        (CODE.replace("> 5", "> 50"), "pass", ""),
        ("def check(plan):\n    return plan['none']", "error", "KeyError"),
        ("def check(plan):\n    return 3", "error", "returned a value of type int"),
        ("def check(plan):\n    return open('/etc/passwd').read()", "error", "PermissionError"),
    ],
)
async def test_runs_in_a_real_sandbox(code, status, reason):
    (found,) = await Sandboxed(InMonty()).verify(task(code), PLAN)
    assert found.status == status
    assert reason in found.reason
