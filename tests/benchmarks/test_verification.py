from benchmarks.verification import PLAN, SAMPLES, declarative, meetings, seconds

from plangen.constraints import FAMILIES
from plangen.verifiers import check_constraints


def test_every_family_is_measured():
    assert set(SAMPLES) == set(FAMILIES)


def test_the_whole_plan_meets_thirty_constraints():
    findings = check_constraints(declarative(), PLAN)
    assert [finding.status for finding in findings] == ["pass"] * 30


def test_a_task_for_the_solver_has_a_slot_for_each_meeting():
    assert [len(meetings(number).plan_format.slots) for number in (1, 4)] == [1, 4]


def test_the_time_of_a_call_is_a_mean_of_its_run():
    calls = []
    assert seconds(lambda: calls.append(1), runs=3, calls=5) >= 0
    assert len(calls) == 15
