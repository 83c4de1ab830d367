import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(name, model, folder=None):
    environment = {**os.environ, "PLANGEN_MODEL": model}
    done = subprocess.run(
        [sys.executable, EXAMPLES / name], env=environment, cwd=folder, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.local
def test_plan_a_task():
    out = run("1_plan_a_task.py", "local")
    assert "certificate: verified by program" in out
    assert out.count("satisfied") == 5


@pytest.mark.local
def test_own_checker():
    out = run("2_own_checker.py", "local")
    assert "your checker: satisfied" in out


def test_embed_in_langgraph():
    out = run("3_embed_in_langgraph.py", "sim:p=1,fr=0")
    assert "'type': 'run_started'" in out
    assert "'type': 'candidate_judged'" in out
    assert "booked: True - judged only" in out


def test_confirm_what_was_read(tmp_path):
    """The model is of no help: all that is understood is understood by program."""
    out = run("4_confirm_what_was_read.py", "fake:I cannot say.", tmp_path)
    assert "not_ines (tested): Every step with Ines overlaps none of Monday 2026-03-02 00:00–12:00" in out
    assert "1. kickoff: Monday 2026-03-02 10:30–11:30 (Ines, Tom, Wanda)" in out
    assert "certificate: verified by program" in out
    assert "read back: identical" in out
    assert (tmp_path / "team_week.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_parallel_tools():
    out = run("5_parallel_tools.py", "sim:p=1,fr=0")
    assert "4. add: 166.0" in out
    assert out.count(" :t") == 4
    assert "section trains" in out


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_an_example_is_short(example):
    lines = [line for line in example.read_text().splitlines() if line.strip()]
    assert len(lines) <= 40
