import json
from pathlib import Path

import pytest

from plangen.schema import Constraint, Plan, Step, Task
from plangen.tools.code import available
from plangen.verifiers import PythonChecks, check_constraints, combine, python_checks
from tests.cli.running import plangen

CODE = "def check(plan):\n    return [s['id'] + ' is late' for s in plan['steps'] if s['start'] > 5]"
SUBCLASS = "class Late(list):\n    pass\ndef check(plan):\n    return list(Late())"
GOOD, BAD = Plan(steps=(Step(id="a", start=3, end=4),)), Plan(steps=(Step(id="b", start=9, end=10),))


def task(code=CODE, kind="python"):
    check = {"type": "python", "code": code} if kind == "python" else {"type": "count", "max": 3}
    return Task(text="x", constraints=(Constraint(id="c", text="none late", trust="confirmed", check=check),))


@pytest.fixture
async def checks():
    if isinstance(available("auto"), str):
        pytest.skip(available("auto"))
    made = PythonChecks()
    yield made
    made.close()


async def verdict(checks, given, plan):
    findings = await checks.verify(given, plan) + check_constraints(given, plan)
    return combine(given.constraints, findings, complete=True, threshold=0.975)


async def test_a_plan_that_passes_is_verified(checks):
    found = await verdict(checks, task(), GOOD)
    assert (found.status, found.sound) == ("valid", True)


async def test_a_plan_that_fails_is_invalid_by_the_checks_message(checks):
    found = await verdict(checks, task(), BAD)
    assert found.status == "invalid"
    assert "b is late" in found.feedback


async def test_code_beyond_monty_runs_all_the_same(checks):
    if isinstance(available("native"), str):
        pytest.skip(available("native"))
    assert (await verdict(checks, task(SUBCLASS), GOOD)).status == "valid"


async def test_a_check_that_fails_is_no_fault_of_the_plan(checks):
    found = await verdict(checks, task("def check(plan):\n    return plan['nothing']"), GOOD)
    assert found.status == "unknown"
    assert "KeyError" in found.findings[0].reason


async def test_a_check_cannot_reach_the_plan_itself(checks):
    (finding,) = await checks.verify(task("def check(plan):\n    plan['steps'].clear()\n    return []"), GOOD)
    assert finding.status == "pass"
    assert len(GOOD.steps) == 1


async def test_without_a_sandbox_the_check_abstains_and_says_what_to_install(monkeypatch):
    monkeypatch.setattr(python_checks, "available", lambda name: "no walls here; pip install '.[code]'")
    found = await verdict(PythonChecks(), task(), BAD)
    assert found.status == "unknown"
    assert found.findings[0].reason == "its code was not run: no walls here; pip install '.[code]'"


async def test_a_task_without_such_checks_makes_no_executor(monkeypatch):
    def refuse(name):
        raise AssertionError("an executor was made")

    monkeypatch.setattr(python_checks, "available", refuse)
    assert await PythonChecks().verify(task(kind="count"), GOOD) == ()


@pytest.mark.parametrize(("plan", "code", "status"), [(GOOD, 0, "satisfied"), (BAD, 5, "violated")])
def test_the_command_verify_runs_them(tmp_path: Path, plan, code, status):
    if isinstance(available("auto"), str):
        pytest.skip(available("auto"))
    (tmp_path / "task.json").write_text(task().model_dump_json(exclude_none=True))
    (tmp_path / "plan.json").write_text(plan.model_dump_json(exclude_none=True))
    done = plangen(tmp_path, "verify", "task.json", "plan.json", "--json")
    assert done.returncode == code, done.stderr
    (constraint,) = json.loads(done.stdout)["constraints"]
    assert constraint["status"] == status


@pytest.mark.parametrize(("reply", "code"), [("go home early", 0), ("go home late", 5)])
def test_a_run_is_certified_by_them(tmp_path: Path, reply, code):
    if isinstance(available("auto"), str):
        pytest.skip(available("auto"))
    prose = "def check(plan):\n    return ['too late'] if 'late' in plan['text'] else []"
    (tmp_path / "task.json").write_text(task(prose).model_dump_json(exclude_none=True))
    done = plangen(tmp_path, "solve", "-f", "task.json", "-m", f"fake:{reply}", "--strategy", "best_of_n:n=1", "--json")
    assert done.returncode == code, done.stderr
    assert json.loads(done.stdout)["verified"] is (code == 0)
