"""Outcomes are noted on the command line, and decide what a later run accepts."""

import json

import pytest

from plangen import Planner
from plangen.cli.app import run
from plangen.cli.options import default_calibration
from plangen.models.scripted import ScriptedModel
from plangen.verifiers.calibration import Calibration
from tests.cli.running import plangen
from tests.cli.test_commands import GOOD, SCHEMA, TASK, envelope
from tests.graphs.worlds import MEETING, PROSE, reply


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANGEN_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "runs"


def picnic(runs, name, cost):
    planner = Planner(
        "sim:p=1,fr=0",
        strategy="best_of_n:n=2",
        extract="never",
        accept="judged",
        false_accept_cost=cost,
        calibration=Calibration(default_calibration()),
        runs=runs,
    )
    return planner.plan(PROSE, run_id=name)


def test_a_judged_plan_is_accepted_only_after_enough_outcomes(kept, capsys):
    assert not picnic(kept, "r1", 1.5).verified
    assert run(["verify", "--outcome", "right", "r1"]) == 0
    assert "r1 was right; sim:p=1.0,fr=0.0, judged 0.975-1: 1 right, 0 wrong, chance 0.67" in capsys.readouterr().out
    second = picnic(kept, "r2", 1.5)
    assert (second.verified, round(second.acceptance.chance, 2), second.acceptance.needed) == (True, 0.67, 0.6)
    assert run(["verify", "--outcome", "wrong", "r1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wrong"] == 1
    assert not picnic(kept, "r3", 1.5).verified


def test_an_outcome_of_nothing_is_misuse(kept, capsys):
    model = ScriptedModel(reply("Monday 09:00"))
    assert not Planner(model, strategy="best_of_n:n=1", runs=kept).plan(MEETING, run_id="bad").verified
    for arguments, said in (
        (["--outcome", "right", "bad"], "claims nothing"),
        (["--outcome", "perhaps", "bad"], "right, wrong"),
        (["--outcome", "right", "other"], "no run `other`"),
        (["--outcome", "right", "bad", "plan.json"], "a run alone"),
        ([str(TASK)], "there is no plan"),
        ([str(TASK), "plan.json", "--false-accept-cost", "-1"], "cannot cost -1"),
    ):
        assert run(["verify", *arguments]) == 2, arguments
        done = capsys.readouterr()
        assert said in done.err
        assert done.out == ""
    assert not default_calibration().exists()


def test_verify_says_what_it_accepts_and_why(tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(GOOD)
    done = plangen(tmp_path, "verify", str(TASK), str(plan), "--false-accept-cost", "9", "--json")
    assert done.returncode == 0, done.stderr
    found = envelope(done)["acceptance"]
    assert (found["accepted"], found["chance"], found["needed"]) == (True, None, 0.9)
    assert "acceptance" in SCHEMA["properties"]
