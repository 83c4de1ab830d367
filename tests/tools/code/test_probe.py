import importlib.util
import sys

import pytest

from plangen.cli.commands.doctor import checks
from plangen.errors import ConfigurationError, MissingExtraError
from plangen.tools.code import available, executor
from plangen.tools.code.native import bwrap, grants
from plangen.tools.code.native import executor as native
from plangen.tools.code.probe import Walls, probe


@pytest.mark.parametrize(
    ("walls", "can"),
    [
        (Walls(1, True, True, None, False), True),
        (Walls(7, True, None, None, True), True),
        (Walls(0, True, True, None, True), False),
        (Walls(7, False, True, "/usr/bin/bwrap", True), False),
    ],
)
def test_native_needs_both_walls(walls, can):
    assert walls.native is can


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="walls of Linux")
def test_what_is_found_is_what_runs():
    assert probe().native is not isinstance(available("native"), str)
    assert probe().monty is (importlib.util.find_spec("pydantic_monty") is not None)


@pytest.mark.parametrize(
    ("walls", "lacks"), [(Walls(0, True, True, None, True), "Landlock"), (Walls(3, False, True, None, True), "seccomp")]
)
def test_native_is_refused_without_a_wall(monkeypatch, walls, lacks):
    monkeypatch.setattr(native, "probe", lambda: walls)
    with pytest.raises(ConfigurationError, match=lacks):
        executor("native")
    assert "see plangen doctor" not in available("native")
    assert lacks in available("native")


@pytest.mark.parametrize(("path", "spaces", "lacks"), [(None, True, "bubblewrap"), ("/bin/true", False, "namespaces")])
def test_bwrap_says_what_it_lacks(monkeypatch, path, spaces, lacks):
    walls = Walls(7, True, spaces, path, True)
    monkeypatch.setattr(native, "probe", lambda: walls)
    monkeypatch.setattr(bwrap, "probe", lambda: walls)
    with pytest.raises(ConfigurationError, match=lacks):
        executor("bwrap")


async def test_bwrap_that_the_kernel_refuses_is_an_error_and_runs_nothing(monkeypatch):
    if not probe().native:
        pytest.skip("native is not possible here")
    walls = Walls(7, True, True, "/bin/false", True)
    monkeypatch.setattr(bwrap, "probe", lambda: walls)
    with pytest.raises(ConfigurationError, match="did not start"):
        await executor("bwrap").run("1")


async def test_bwrap_runs_native_in_namespaces_of_its_own():
    found = available("bwrap")
    if isinstance(found, str):
        pytest.skip(found)
    outcome = await found.run("import os\n[os.getpid() < 10, os.path.exists('/home'), os.getuid()]")
    assert (outcome.executor, outcome.value) == ("bwrap", [True, False, 65534])


def test_monty_without_its_package_names_the_extra(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install '.\[code\]'"):
        executor("monty")


def test_only_the_interpreter_its_libraries_and_named_packages_are_granted():
    granted = grants.grants(("numpy", "no_such_package"))
    assert {name for name, _ in granted.packages} <= {"numpy"}
    assert not any(path in {"/", "/etc", "/home", "/root", "/tmp", "/usr", "/var"} for path in granted.readable)


def test_a_closed_folder_on_the_way_is_seen(tmp_path):
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    assert not grants._open_to_all(inner)


def test_doctor_tells_of_the_walls(tmp_path):
    (line,) = [check for check in checks("sim:p=1", None, tmp_path) if check.name == "sandbox"]
    assert line.ok is None
    for word in ("monty", "native", "Landlock ABI", "seccomp", "user namespaces"):
        assert word in line.detail
