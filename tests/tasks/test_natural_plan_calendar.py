"""All calendar rows of the data: gold accepted, annotation agreed with, mutants judged as by brute force."""

import importlib.util
import json

import pytest

from plangen.errors import TaskFileError
from plangen.reading import Clock, read_plan
from plangen.schema import Plan
from plangen.tasks import load_task, natural_plan_task
from plangen.verifiers import certificate, check_constraints, combine
from tests.tasks.conftest import ROOT

CLOCK = Clock("minute")
# The annotation loses bare days of a wish ("on Monday after 14:30. Tuesday. Wednesday.") or gives them the time of a
# later one ("Tuesday. Thursday before 15:00."), and in the second row also the end of two working days.
MISREAD = ("calendar_scheduling_example_776", "calendar_scheduling_example_867")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def official():
    spec = importlib.util.spec_from_file_location("official", ROOT / "benchmarks" / "natural_plan" / "official.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(calendar):
    return [json.loads(line) for line in calendar.read_text().splitlines()]


def place(task, start):
    slot = task.plan_format.slots[0]
    step = {
        "id": slot.id,
        "action": slot.action,
        "actors": slot.actors,
        "start": start,
        "end": start + slot.duration[0],
    }
    return Plan(unit="minute", steps=(step,))


def judged(task, plan):
    return combine(task.constraints, check_constraints(task, plan), complete=True, threshold=0.975)


def gold_start(row):
    day, start, _ = official().official_slot(row["golden_plan"])
    return DAYS.index(day) * 1440 + round(start * 60)


def blocked(check):
    return {tick for start, end in check["intervals"] for tick in range(start, end)}


def test_every_gold_plan_is_verified(rows):
    assert len(rows) == 50
    for row in rows:
        task = natural_plan_task(row)
        verdict = judged(task, place(task, gold_start(row)))
        assert certificate(task.constraints, verdict).claim == "verified by program", (row["id"], verdict.feedback)


def test_the_quotes_stand_in_the_question_alone(rows):
    for row in rows:
        task = natural_plan_task(row)
        assert task.text in row["prompt"]
        assert not any(word in task.text for word in ("TASK", "SOLUTION", "expert"))
        for constraint in task.constraints:
            assert task.text[slice(*constraint.span)] == constraint.quote
        assert len(task.plan_format.slots[0].actors) == row["num_people"]
        assert len(task.plan_format.slots[0].within) == row["num_days"]
        assert task.plan_format.slots[0].duration[0] == row["duration"] * 60


def test_the_blocked_times_equal_the_annotation(rows):
    annotated = [row for row in rows if row["constraints"]]
    assert len(annotated) == 30
    for row in annotated:
        task = natural_plan_task(row)
        mine = set().union(*(blocked(c.check) for c in task.constraints if c.check["type"] == "avoid"))
        theirs = set()
        for busy in row["constraints"]["disallowed_ranges"]:
            day = DAYS.index(busy["day"]) * 1440
            theirs |= set(range(day + round(busy["start"] * 60), day + round(busy["end"] * 60)))
        days = {tick for start, _ in task.plan_format.slots[0].within for tick in range(start - 540, start + 900)}
        if row["id"] in MISREAD:
            assert theirs < mine & days
        else:
            assert mine & days == theirs, row["id"]


def test_every_slot_of_the_week_is_judged_as_by_brute_force(rows):
    for row in rows:
        task = natural_plan_task(row)
        slot = task.plan_format.slots[0]
        busy = set().union(*(blocked(c.check) for c in task.constraints if c.check["type"] == "avoid"))
        legal = [start for a, b in slot.within for start in range(a, b - slot.duration[0] + 1, 30)]
        free = [s for s in legal if not busy & set(range(s, s + slot.duration[0]))]
        earliest = any(c.check["type"] == "minimise" for c in task.constraints)
        good = free[:1] if earliest else free
        for start in range(0, 7 * 1440, 15):
            assert judged(task, place(task, start)).certified == (start in good), (row["id"], CLOCK.time(start))


def test_rows_are_found_by_id_and_index(rows, calendar):
    assert load_task(f"{calendar}#3") == natural_plan_task(rows[3])
    assert load_task(f"{calendar}#{rows[7]['id']}").id == rows[7]["id"]
    assert load_task(calendar, row=0).id == rows[0]["id"]


def test_the_official_rule(rows):
    rule = official()
    for row in rows:
        plan = place(natural_plan_task(row), gold_start(row))
        assert rule.official_answer(plan) == row["golden_plan"].strip()
        assert rule.official_match(rule.official_answer(plan), row["golden_plan"])
    gold = "Here is the proposed time: Monday, 9:30 - 10:00 "
    assert rule.official_match("Perhaps Monday, 9:30 - 10:15? Or Tuesday, 9:00 - 9:30.", gold)
    assert not rule.official_match("Tuesday, 9:00 - 9:30. Or Monday, 9:30 - 10:00.", gold)
    assert not rule.official_match("Monday 9:30 - 10:00", gold)
    assert not rule.official_match("no idea", gold)
    assert rule.official_answer(Plan()) == ""


OWN = "\n".join(
    [
        "Some preamble.",
        "",
        "TASK: You need to schedule a meeting for Zora, Zo and Ike for one hour between the work hours of 8:00 to "
        "12:00 on either Monday or Friday. ",
        "",
        "Here are the existing schedules for everyone during the days: ",
        "Zorahas no meetings the whole week.",
        "Zo has meetings on Monday during 8:00 to 9:00, 10:00 to 10:30, Friday during 8:00 to 9:00; ",
        "Ike's calendar is wide open the entire week.",
        "",
        "Ike would rather not meet on Friday before 10:00. Zora can not meet on Monday. "
        "The group would like to meet at their earlist availability.",
        "Find a time that works for everyone's schedule and constraints. ",
        "SOLUTION: ",
    ]
)


def test_the_template_is_read_in_our_own_words():
    task = natural_plan_task({"id": "own", "prompt": OWN})
    friday = 4 * 1440
    assert [(c.id, c.check.get("intervals")) for c in task.constraints] == [
        ("length", None),
        ("work_hours", [[0, 480], [720, friday + 480], [friday + 720, 7 * 1440]]),
        ("zo_monday", [[480, 540], [600, 630]]),
        ("zo_friday", [[friday + 480, friday + 540]]),
        ("ike_wish_friday", [[friday, friday + 600]]),
        ("zora_wish_monday", [[0, 1440]]),
        ("earliest", None),
    ]
    reply = '{"steps": [{"id": "meeting", "start": "Friday 10:00"}]}'
    assert judged(task, read_plan(task.plan_format, reply)).certified


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("wide open the entire week", "wide open on some days"), "which the template does not have"),
        (("would rather not meet", "would love to meet"), "which the template does not have"),
        (("10:00 to 10:30", "10:30 to 10:00"), "does not end after it starts"),
        (("one hour", "some time"), "is not a length"),
        (("between the work hours", "during the work hours"), "which the template does not have"),
        (("Friday during", "Monday during"), "two things about `zo_monday`"),
    ],
)
def test_a_prompt_that_is_not_understood_is_refused_whole(change, message):
    with pytest.raises(TaskFileError, match=message):
        natural_plan_task({"prompt": OWN.replace(*change)})
    with pytest.raises(TaskFileError, match="not a text"):
        natural_plan_task({"prompt": 3})
