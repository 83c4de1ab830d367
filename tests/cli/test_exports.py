import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace

import icalendar
import pytest

from plangen.cli.app import run
from plangen.schema import Plan
from tests.cli import running

ROOT = Path(__file__).parents[2]
TASK = ROOT / "examples" / "tasks" / "team_sync.yaml"
GOOD = '{"steps": {"sync": {"start": "Monday 11:00"}}}'
DATED = {"unit": "minute", "origin": "2026-03-29", "steps": [{"id": "walk", "start": 210, "end": 330}]}


@pytest.fixture
def plan_file(tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(DATED))
    return file


@pytest.fixture
def plangen(tmp_path, monkeypatch, capfd):
    """Runs a command line in this process, which is quicker."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANGEN_RUNS", str(tmp_path / "runs"))

    def do(*arguments):
        capfd.readouterr()
        code = run(list(arguments))
        said = capfd.readouterr()
        return SimpleNamespace(returncode=code, stdout=said.out, stderr=said.err)

    return do


SOLVE = ("solve", "-f", str(TASK), "-m", f"fake:{GOOD}")


def test_a_solved_task_becomes_a_calendar_file(tmp_path):
    arguments = ("--format", "ics", "--origin", "2026-01-05", "--timezone", "Europe/Riga", "-o", "plan.ics")
    done = running.plangen(tmp_path, *SOLVE, *arguments)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    raw = (tmp_path / "plan.ics").read_bytes()
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-01-05T11:00:00+02:00"
    assert "Certificate: verified by program" in event["description"]
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_a_run_is_exported_as_often_as_wanted(plangen):
    assert plangen(*SOLVE, "--run-id", "r1").returncode == 0
    table = plangen("export", "r1", "--format", "csv")
    assert [row["start"] for row in csv.DictReader(io.StringIO(table.stdout))] == ["Monday 11:00"]
    report = plangen("export", "last")
    assert report.stdout.startswith("# team\\_sync\n\n| # | step | action | when | who |\n")
    assert report.stdout.endswith("**Certificate:** verified by program\n")
    plan = plangen("export", "last", "--format", "json")
    assert Plan.model_validate_json(plan.stdout).steps[0].start == 660


def test_a_plan_is_verified_and_drawn(plangen, tmp_path):
    (tmp_path / "plan.json").write_text(GOOD)
    done = plangen("verify", str(TASK), "plan.json", "--format", "mermaid")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("gantt\n    title team_sync\n")
    reply = plangen("export", "plan.json", "--task", str(TASK), "--format", "mermaid")
    assert reply.stdout == done.stdout


def test_markdown_of_a_result_has_the_table_and_the_checks(plangen):
    done = plangen(*SOLVE, "--format", "md")
    assert done.stdout.startswith("## Plan\n\n| # | step | action | when | who |\n")
    assert "**Certificate:** verified by program\n\n- [x] **ines\\_teaches**" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "xyz"), "--format cannot take `xyz`"),
        (("--format", "text"), "text is for results"),
        (("--format", "ics", "--timezone", "Europe/Rigaa"), "unknown time zone"),
        (("--format", "ics", "--timezone", "Europe/Riga"), "clocks in Europe/Riga skip"),
        (("--format", "ics", "--origin", "2026-01-05"), "takes no other origin"),
        (("--format", "csv", "--origin", "2026-01-05"), "--origin is for calendars"),
        (("--format", "pddl"), "no ground action"),
    ],
)
def test_what_cannot_be_exported_is_2_and_says_why(plangen, plan_file, arguments, said):
    done = plangen("export", str(plan_file), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("source", "said"), [("nothing", "there is no run"), ("no.json", "there is no such file")])
def test_a_source_that_is_not_there_is_2(plangen, source, said):
    done = plangen("export", source)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("solve", "Plan a picnic", "--format", "csv"), "asks for prose"),
        (("solve", "-f", str(TASK), "--format", "ics"), "no date"),
        (("solve", "-f", str(TASK), "--format", "ics", "--origin", "2026-01-06"), "beginning of a Monday"),
    ],
)
def test_no_plan_is_paid_for_that_could_not_be_written(plangen, tmp_path, arguments, said):
    done = plangen(*arguments, "-m", "fake:never asked")
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "runs").exists()
