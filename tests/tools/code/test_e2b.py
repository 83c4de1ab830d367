"""The adapter against a stand-in with the shapes of e2b-code-interpreter 2."""

import sys
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import pytest

from plangen.errors import ConfigurationError, ToolError, UsageError
from plangen.tools.code import Limits, executor


class TimeoutException(Exception):
    pass


class Machine:
    made: ClassVar[list] = []

    def __init__(self, options):
        self.options, self.ran, self.killed = options, [], False
        Machine.made.append(self)

    @classmethod
    async def create(cls, **options):
        return cls(options)

    async def run_code(self, code, **options):
        self.ran.append((code, options))
        if code == "slow":
            raise TimeoutException("late")
        if code == "down":
            raise ConnectionError("no route")
        main = [SimpleNamespace(is_main_result=True, text=repr('{"a": [1]}') if "dumps" in code else "{'a': [1]}")]
        error = SimpleNamespace(name="ValueError", value="x\x1b[31m") if code == "bad" else None
        logs = SimpleNamespace(stdout=["o" * 5000] if code == "long" else ["out\n"], stderr=[])
        return SimpleNamespace(results=[] if code == "x = 1" else main, logs=logs, error=error)

    async def kill(self):
        self.killed = True


@pytest.fixture
def e2b(monkeypatch):
    package = ModuleType("e2b_code_interpreter")
    package.AsyncSandbox = Machine
    package.__spec__ = SimpleNamespace(name="e2b_code_interpreter")
    monkeypatch.setitem(sys.modules, "e2b_code_interpreter", package)
    monkeypatch.setenv("E2B_API_KEY", "e2b_test")
    monkeypatch.setattr(Machine, "made", [])
    return executor("e2b")


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "e2b_code_interpreter", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match="pip install 'e2b-code-interpreter"):
        executor("e2b")


def test_without_a_key_it_says_which(e2b, monkeypatch):
    monkeypatch.delenv("E2B_API_KEY")
    with pytest.raises(ConfigurationError, match="set E2B_API_KEY"):
        executor("e2b")


async def test_a_run_rents_one_machine_without_internet_and_gives_it_back(e2b):
    outcome = await e2b.run("{'a': [1]}", inputs={"x": "it's"})
    assert (outcome.status, outcome.value, outcome.stdout) == ("ok", {"a": [1]}, "out\n")
    (machine,) = Machine.made
    assert machine.options == {"allow_internet_access": False}
    assert machine.killed
    assert machine.ran[0][0] == "x = __import__('json').loads('\"it\\'s\"')"


async def test_memory_is_not_said_to_be_enforced(e2b):
    assert "memory" not in (await e2b.run("1")).enforced


async def test_a_session_keeps_its_machine(e2b):
    async with e2b.session() as session:
        assert (await session.run("x = 1")).value is None
        await session.run("x")
    assert len(Machine.made) == 1


async def test_errors_and_limits(e2b):
    async with e2b.session(limits=Limits(output_bytes=100)) as session:
        assert (await session.run("bad")).message == "ValueError: x"
        assert (await session.run("long")).status == "output"
        slow = await session.run("slow")
        assert (slow.status, slow.ended, Machine.made[0].killed) == ("timeout", True, True)


async def test_a_service_that_fails_is_a_tool_error(e2b):
    with pytest.raises(ToolError, match="ConnectionError: no route"):
        await e2b.run("down")


def test_host_functions_are_refused(e2b):
    with pytest.raises(UsageError, match="host functions"):
        e2b.session(functions={"f": print})
