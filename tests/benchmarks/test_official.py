import json
from itertools import pairwise

import pytest
from benchmarks.natural_plan.official_meeting import official_meetings
from benchmarks.natural_plan.official_rows import answer_text, kind_of, official_score, read_gold
from benchmarks.natural_plan.official_trip import official_stays

from plangen.schema import Plan, Step
from plangen.tasks import natural_plan_task

KINDS = {"calendar_scheduling": 50, "meeting_planning": 50, "trip_planning": 48}
TRIP = {"cities": "Graz**Turku**Bergen", "durations": "3**2**4", "prompt": "You plan a trip for 7 days."}
MEETING = {
    "official_constraints": [
        ["Dock", "9:00AM"],
        ["Ana", "Hill", "9:30AM to 11:00AM", 30],
        ["Ben", "Mill", "12:00PM to 2:00PM", 60],
    ],
    "dist_matrix": {"Dock": {"Hill": 20, "Mill": 9}, "Hill": {"Dock": 15, "Mill": 8}, "Mill": {"Dock": 9, "Hill": 7}},
    "golden_plan": [
        "You start at Dock at 9:00AM.",
        "You travel to Hill in 20 minutes and arrive at 9:20AM.",
        "You wait until 9:30AM.",
        "You meet Ana for 30 minutes from 9:30AM to 10:00AM.",
        "You travel to Mill in 8 minutes and arrive at 10:08AM.",
        "You wait until 12:00PM.",
        "You meet Ben for 60 minutes from 12:00PM to 1:00PM.",
    ],
}


@pytest.fixture(scope="module")
def rows(calendar):
    read = {}
    for kind in KINDS:
        lines = calendar.with_name(f"{kind}.jsonl").read_text().splitlines()
        read[kind] = [json.loads(line) for line in lines]
    return read


def gold_text(row):
    return row["golden_plan"] if isinstance(row["golden_plan"], str) else "SOLUTION: " + " ".join(row["golden_plan"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_gold_scores_as_published_and_through_our_plan(rows, kind):
    assert len(rows[kind]) == KINDS[kind]
    for row in rows[kind]:
        assert kind_of(row) == kind.partition("_")[0]
        assert official_score(row, gold_text(row))
        assert official_score(row, answer_text(row, read_gold(row)))
        assert not official_score(row, "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_gold_plan_fills_slots_of_its_task(rows, kind):
    for row in rows[kind]:
        task, plan = natural_plan_task(row), read_gold(row)
        slots = {slot.id: (slot.action, slot.location, slot.actors) for slot in task.plan_format.slots}
        assert plan.unit == task.plan_format.unit
        assert plan.steps
        assert all(slots[step.id] == (step.action, step.location, step.actors) for step in plan.steps)


def test_the_gold_of_another_row_does_not_score(rows):
    for kind, several in rows.items():
        wrong = sum(official_score(row, gold_text(other)) for row, other in pairwise(several))
        assert wrong <= len(several) // 10, kind


@pytest.mark.parametrize(
    ("change", "met"),
    [
        (("wait until 9:30AM", "wait until 9:10AM"), 0),
        (("wait until 9:30AM", "wait until 10:31AM"), 0),
        (("wait until 9:30AM", "wait until 10:30AM"), 2),
        (("meet Ana for 30 minutes from 9:30AM to 10:00AM", "meet Ana for 5 minutes from 1:00AM to 1:05AM"), 2),
        (("travel to Mill in 8 minutes and arrive at 10:08AM", "travel to Mill in 1 minutes and arrive at 3:00AM"), 2),
        (("travel to Mill", "travel to Mall"), 1),
        (("meet Ben", "meet Ana"), 1),
        (("meet Ben", "meet Zoe"), 1),
        (("You wait until 12:00PM.", ""), 1),
        (("You wait until 12:00PM.", "You have lunch."), 1),
        (("from 12:00PM to 1:00PM.", "from 12:00PM to 1:00PM. You sleep."), 2),
    ],
)
def test_an_answer_is_acted_out_up_to_its_first_error(change, met):
    answer = "SOLUTION: " + " ".join(MEETING["golden_plan"])
    assert change[0] in answer
    assert official_meetings(MEETING, answer.replace(*change)) == met
    assert official_score(MEETING, answer.replace(*change)) == (met == 2)


def test_a_longer_meeting_is_written_so_that_the_rule_does_not_run_ahead():
    steps = (
        Step(id="a", action="meet", location="Hill", actors=("Ana",), start=570, end=660),
        Step(id="b", action="meet", location="Mill", actors=("Ben",), start=720, end=800),
    )
    text = answer_text(MEETING, Plan(unit="minute", steps=steps[::-1]))
    assert "You meet Ana for 90 minutes from 9:30AM to 11:00AM." in text
    assert official_score(MEETING, text)
    assert answer_text(MEETING, Plan(unit="minute", steps=(Step(id="a"),))) == ""


def trip(*stays):
    steps = [Step(id=city, action="stay", location=city, start=start, end=end) for city, start, end in stays]
    return Plan(unit="day", steps=tuple(steps))


GOOD = (("Graz", 1, 3), ("Turku", 3, 4), ("Bergen", 4, 7))


def test_a_trip_is_written_and_read_in_the_order_of_its_days():
    text = answer_text(TRIP, trip(*GOOD[::-1]))
    assert official_stays(text) == [("Graz", 3), ("Turku", 2), ("Bergen", 4)]
    assert official_score(TRIP, text)
    assert "**Day 3:** Fly from Graz to Turku." in text


@pytest.mark.parametrize(
    ("stays", "scores"),
    [
        ((("Turku", 1, 2), ("Graz", 2, 4), ("Bergen", 4, 7)), False),
        ((("Graz", 1, 4), ("Turku", 4, 5), ("Bergen", 5, 7)), False),
        (GOOD[:2], False),
        ((*GOOD[:2], ("Bergen", 4, 8)), False),
        ((*GOOD, ("Oslo", 7, 9)), True),
    ],
)
def test_stays_are_compared_in_order_up_to_the_last_of_gold(stays, scores):
    assert official_score(TRIP, answer_text(TRIP, trip(*stays))) == scores


def test_a_trip_without_flights_or_days_is_no_answer():
    assert official_stays("**Day 1-3:** Visit Graz for 3 days.") == []
    assert official_stays("**Day 3:** Fly from Graz to Turku.") == []
    assert answer_text(TRIP, Plan(unit="day")) == ""
    assert answer_text(TRIP, Plan(unit="day", steps=(Step(id="a", location="Graz"),))) == ""
