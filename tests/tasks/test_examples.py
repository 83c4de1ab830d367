import itertools

import pytest

from plangen.reading import read_plan, render_plan
from plangen.schema import Plan
from plangen.tasks import dump_task, load_task
from plangen.verifiers import certificate, check_constraints, combine
from tests.tasks.conftest import ROOT

EXAMPLES = sorted((ROOT / "examples" / "tasks").glob("*.yaml"))


def claims(task):
    """The claim of every plan on the half hours."""
    slots = [
        [
            {"id": slot.id, "start": start, "end": start + length}
            for opening, closing in slot.within
            for start in range(opening, closing, slot.every)
            for length in range(slot.duration[0], slot.duration[1] + 1, 30)
            if start + length <= closing
        ]
        for slot in task.plan_format.slots
    ]
    for steps in itertools.product(*slots):
        import json

        plan = read_plan(task.plan_format, json.dumps({"steps": steps}))
        verdict = combine(task.constraints, check_constraints(task, plan), complete=True, threshold=0.975)
        yield plan, certificate(task.constraints, verdict).claim


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_load_are_grounded_and_dump(path, tmp_path):
    task = load_task(path)
    assert all(constraint.grounded for constraint in task.constraints)
    (tmp_path / "dump.yaml").write_text(dump_task(task))
    assert load_task(tmp_path / "dump.yaml") == task


@pytest.mark.parametrize(
    ("name", "good", "all_plans"),
    [("team_sync", 5, 16), ("board_meeting", 1, 30)],
)
def test_small_examples_have_as_many_good_plans_as_stated(name, good, all_plans):
    found = [claim for _, claim in claims(load_task(ROOT / "examples" / "tasks" / f"{name}.yaml"))]
    assert len(found) == all_plans
    assert found.count("verified by program") == good
    assert set(found) == {"verified by program", "failed"}


def test_the_board_meets_as_early_as_it_can():
    task = load_task(ROOT / "examples" / "tasks" / "board_meeting.yaml")
    (plan,) = [plan for plan, claim in claims(task) if claim == "verified by program"]
    assert render_plan(plan) == "1. board: Monday 15:00–16:00 (Odile, Marek, Sanna, Yusuf)"


def test_the_other_examples_can_be_met():
    day = load_task(ROOT / "examples" / "tasks" / "workshop_day.yaml")
    times = {"kneading": ("09:00", "10:00"), "baking": ("12:30", "14:00"), "tasting": ("15:00", "15:30")}
    steps = ", ".join(f'{{"id": "{name}", "start": "{a}", "end": "{b}"}}' for name, (a, b) in times.items())
    plan = read_plan(day.plan_format, f'{{"steps": [{steps}]}}')
    verdict = combine(day.constraints, check_constraints(day, plan), complete=True, threshold=0.975)
    assert verdict.certified
    assert verdict.score == 1.0


def test_a_demand_that_no_program_can_judge_stays_open():
    visits = load_task(ROOT / "examples" / "tasks" / "site_visits.yaml")
    reply = '{"steps": [{"id": "mill", "start": "Monday 10:00"}, {"id": "harbour", "start": "Tuesday 11:00"}]}'
    plan: Plan = read_plan(visits.plan_format, reply)
    verdict = combine(visits.constraints, check_constraints(visits, plan), complete=True, threshold=0.975)
    assert certificate(visits.constraints, verdict).undecided == ("order",)
    assert not verdict.certified
