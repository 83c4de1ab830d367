"""The attack suite beside the repository, against our executors; it judges from outside."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from plangen.tools.code import available

ROOT = Path(__file__).parents[3]
HARNESS = ROOT.parent / "shared" / "sandbox_attacks" / "harness.py"
FEW = (
    "crash_segfault", "disk_plant_module", "env_proc_parent", "fd_inherited", "file_symlink", "int_forged_frame",
    "int_giant_value", "memory_bytes", "net_abstract", "output_stderr", "proc_daemon", "proc_signal", "time_swallow",
    "control_output",
)  # fmt: skip
pytestmark = [
    pytest.mark.skipif(not HARNESS.is_file(), reason="the attack suite is not beside the repository"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the attack suite judges by /proc, on Linux only"),
]


whole = pytest.mark.skipif(
    os.environ.get("PLANGEN_ATTACKS") != "all", reason="some minutes each: run them with PLANGEN_ATTACKS=all"
)


def verdicts(adapter, tmp_path, *only):
    """How often each verdict was given, by the suite's own word; escapes and failures by name."""
    out = tmp_path / "verdicts.json"
    chosen = [word for name in only for word in ("--only", name)]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    command = [sys.executable, str(HARNESS), "--adapter", adapter, "--json", str(out), *chosen]
    subprocess.run(command, env=env, capture_output=True, cwd=ROOT, timeout=280)
    results = json.loads(out.read_text())["results"]
    bad = {item["id"]: item["reason"] for item in results if item["verdict"] in ("escaped", "broken")}
    return bad, Counter(item["category"] == "controls" for item in results)


def ours(name):
    found = available(name)
    if isinstance(found, str):
        pytest.skip(found)
    found.close()
    return f"benchmarks.sandbox.adapters:{name}"


def test_a_few_of_every_kind_are_contained_by_auto(tmp_path):
    bad, ran = verdicts(ours("auto"), tmp_path, *FEW)
    assert bad == {}
    assert ran == {False: len(FEW) - 1, True: 1}


def test_the_suite_can_tell(tmp_path):
    bad, _ = verdicts("adapters:bare_subprocess", tmp_path, "file_symlink", "proc_signal", "output_stderr")
    assert set(bad) == {"file_symlink", "proc_signal", "output_stderr"}


@pytest.mark.slow
@whole
@pytest.mark.parametrize("name", ["monty", "native", "auto", "bwrap"])
def test_nothing_escapes(name, tmp_path):
    bad, ran = verdicts(ours(name), tmp_path)
    assert bad == {}
    assert ran == {False: 66, True: 6}


@pytest.mark.slow
@whole
def test_a_bare_subprocess_fails(tmp_path):
    bad, ran = verdicts("adapters:bare_subprocess", tmp_path)
    assert len(bad) == 46
    assert ran == {False: 66, True: 6}
