"""Accept or abstain, and the outcomes that estimates rest on."""

import json

import pytest

from plangen.errors import StorageError, UsageError
from plangen.schema import Certificate
from plangen.verifiers.acceptance import accept, needed
from plangen.verifiers.calibration import Calibration, kind_of

PROGRAM = Certificate(claim="verified by program")
MIXED = Certificate(claim="verified except k judged by a model", judged_by_model=("tone",))
JUDGED = Certificate(claim="judged only")
FAILED = Certificate(claim="failed")


@pytest.mark.parametrize(("cost", "chance"), [(0, 0), (1, 0.5), (4, 0.8), (9, 0.9)])
def test_the_dearer_a_false_acceptance_the_surer_one_must_be(cost, chance):
    assert needed(cost) == pytest.approx(chance)


@pytest.mark.parametrize("cost", [-1, float("nan"), float("inf")])
def test_a_cost_is_a_number_from_0_on(cost):
    with pytest.raises(UsageError, match="cannot cost"):
        needed(cost)


@pytest.mark.parametrize(
    ("level", "accepted"), [("program", {PROGRAM.claim}), ("mixed", {PROGRAM.claim, MIXED.claim}), ("judged", None)]
)
def test_without_a_cost_the_claim_decides(level, accepted):
    for claim in (PROGRAM, MIXED, JUDGED):
        assert accept(claim, level=level).accepted == (accepted is None or claim.claim in accepted)
    assert not accept(FAILED, level=level).accepted


def test_no_data_is_no_estimate_and_no_acceptance():
    found = accept(JUDGED, level="judged", cost=0.01, chance=None)
    assert (found.accepted, found.chance) == (False, None)
    assert "no outcome" in found.reason


def test_the_chance_must_exceed_what_the_cost_asks_for():
    assert accept(MIXED, level="mixed", cost=4, chance=0.81).accepted
    assert not accept(MIXED, level="mixed", cost=4, chance=0.8).accepted
    assert accept(MIXED, level="mixed", cost=4, chance=0.8).needed == pytest.approx(0.8)


def test_what_a_program_verified_needs_no_estimate():
    assert accept(PROGRAM, level="program", cost=99).accepted


def test_no_chance_helps_a_claim_that_does_not_count():
    assert not accept(JUDGED, level="mixed", cost=1, chance=0.99).accepted
    assert not accept(FAILED, level="judged", cost=0, chance=0.99).accepted


@pytest.mark.parametrize(
    ("certificate", "score", "kind"),
    [
        (PROGRAM, None, "program"),
        (PROGRAM, 0.3, "program"),
        (JUDGED, 0.0, "judged 0-0.5"),
        (JUDGED, 0.9, "judged 0.9-0.975"),
        (MIXED, 1.0, "mixed 0.975-1"),
        (JUDGED, None, None),
        (FAILED, 0.9, None),
        (Certificate(claim="not judged"), 0.9, None),
    ],
)
def test_results_are_counted_by_claim_and_score(certificate, score, kind):
    assert kind_of(certificate, score) == kind


def test_an_estimate_is_the_mean_of_a_beta_and_none_without_data():
    known = Calibration()
    assert known.chance("local", "judged 0.9-0.975") is None
    for right in (True, True, True, False):
        known.record("local", "judged 0.9-0.975", right=right)
    assert known.chance("local", "judged 0.9-0.975") == pytest.approx(4 / 6)
    assert known.chance("local", "judged 0.975-1") is None
    assert known.chance("other", "judged 0.9-0.975") is None
    assert known.chance("local", None) is None


def test_outcomes_are_kept_and_two_processes_lose_none(tmp_path):
    path = tmp_path / "deep" / "calibration.json"
    first, second = Calibration(path), Calibration(path)
    first.record("local", "program", right=True)
    second.record("local", "program", right=False)
    assert Calibration(path).outcomes("local", "program") == (1, 1)
    assert json.loads(path.read_text())["schema_version"] == 1
    assert sorted(item.name for item in path.parent.iterdir()) in (
        ["calibration.json"],
        ["calibration.json", "calibration.json.lock"],
    )


def test_a_second_outcome_of_a_run_replaces_the_first(tmp_path):
    known = Calibration(tmp_path / "calibration.json")
    known.record("local", "program", right=True, run="r")
    assert known.record("local", "program", right=False, run="r") == (0, 1)


@pytest.mark.parametrize("content", ["{", "[]", '{"schema_version": 2}', '{"counts": {"m": {"k": [1]}}}'])
def test_a_calibration_that_does_not_read_back_is_one_clear_error(tmp_path, content):
    path = tmp_path / "calibration.json"
    path.write_text(content)
    with pytest.raises(StorageError, match="does not read back"):
        Calibration(path)
