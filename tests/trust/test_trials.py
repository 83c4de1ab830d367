from random import Random

import pytest

from plangen.constraints import Scope, build_check
from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.trust import aimed, near_misses
from plangen.trust.trials import filled
from plangen.trust.trials.edits import reach

CHECKS = [
    {"type": "window", "earliest": 60, "latest": 300},
    {"type": "duration", "min": 30, "max": 50},
    {"type": "avoid", "intervals": [[100, 130], [200, 260]]},
    {"type": "present", "location": "Hill", "interval": [100, 150]},
    {"type": "bounds", "start": 60, "end": 400},
    {"type": "no_overlap", "gap": 15},
    {"type": "transition", "lag": {"Hill": {"Mill": 10}, "Mill": {"Hill": 12}}},
    {"type": "transition", "lag": {"Dock": {"Hill": 5}, "Hill": {"Mill": 10}}, "origin": "Dock", "origin_time": 60},
    {"type": "precedence", "first": {"id": "hill"}, "then": {"id": "mill"}, "min_lag": 5, "max_lag": 90},
    {"type": "capacity", "resource": "crew", "limit": 3},
    {"type": "count", "min": 1, "max": 1},
    {"type": "total", "field": "cost", "max": 70},
    {"type": "allowed", "field": "location", "values": ["Hill", "Dock"]},
    {"type": "cover", "field": "location", "values": ["Hill", "Mill"], "once": True},
    {"type": "domain", "keys": ["paint"], "values": ["red", "blue"]},
    {"type": "differ", "pairs": [["paint", "trim"]]},
]
SHAPE = PlanFormat(
    slots=(
        Slot(id="hill", location="Hill", within=((0, 1440),), duration=(40, 60), resources={"crew": 2}, cost=40),
        Slot(id="mill", location="Mill", within=((0, 1440),), duration=(40, 60), resources={"crew": 2}, cost=50),
    ),
    values={"paint": ("red", "blue", "green"), "trim": ("red", "blue")},
)


def said(check, plans):
    built = build_check(check)
    return [not built.evaluate(plan, Scope()).violations for plan in plans]


def loosened(check):
    """The check with one more tick, item or unit of room at every bound."""
    changes = {"earliest": -1, "latest": 1, "start": -1, "end": 1, "min": -1, "max": 1, "limit": 1, "gap": -1}
    found = {key: value + changes[key] if key in changes else value for key, value in check.items()}
    if "intervals" in check:
        found["intervals"] = [[low + 1, high - 1] for low, high in check["intervals"]]
    return found


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check["type"])
def test_aimed_plans_stand_on_both_sides_of_a_check(check):
    task = Task(text="-", plan_format=SHAPE)
    verdicts = said(check, aimed(task, Constraint(id="c", text="-", check=check), beyond=True))
    assert {True, False} == set(verdicts)


@pytest.mark.parametrize("check", [check for check in CHECKS if loosened(check) != check], ids=lambda one: one["type"])
def test_one_tick_of_room_is_seen(check):
    plans = aimed(Task(text="-", plan_format=SHAPE), Constraint(id="c", text="-", check=check))
    assert said(check, plans) != said(loosened(check), plans)


@pytest.mark.parametrize("way", [("Hill", "Mill"), ("Mill", "Hill")])
def test_each_lost_way_is_seen(way):
    here, there = way
    check = {"type": "transition", "lag": {"Hill": {"Mill": 10}, "Mill": {"Hill": 12}}}
    lost = {**check, "lag": {a: {b: n for b, n in row.items() if (a, b) != way} for a, row in check["lag"].items()}}
    plans = aimed(Task(text="-", plan_format=SHAPE), Constraint(id="c", text="-", check=check))
    assert said(check, plans) != said(lost, plans)
    assert (here, there) == way


def test_plans_beyond_the_days_of_the_format_are_left_out():
    night = Constraint(id="c", text="-", check={"type": "avoid", "intervals": [[3000, 3100]]})
    task = Task(text="-", plan_format=SHAPE)
    assert all(step.end <= 1440 for plan in aimed(task, night) for step in plan.steps)
    assert any(step.end > 1440 for plan in aimed(task, night, beyond=True) for step in plan.steps)


def test_members_of_a_check_are_aimed_at():
    members = [{"type": "window", "earliest": 60}, {"type": "window", "latest": 30}]
    check = {"type": "any_of", "checks": members}
    starts = {
        step.start
        for plan in aimed(Task(text="-", plan_format=SHAPE), Constraint(id="c", text="-", check=check))
        for step in plan.steps
    }
    assert {59, 60} <= starts


def test_data_of_the_wrong_type_are_not_aimed_at():
    odd = Constraint(id="c", text="-", check={"type": "avoid", "intervals": ["soon"]})
    assert aimed(Task(text="-", plan_format=SHAPE), odd)


def test_without_a_plan_format_there_is_nothing_to_aim_with():
    assert aimed(Task(text="-"), Constraint(id="c", text="-", check=CHECKS[0])) == []


def test_near_misses_repeat_with_the_seed_and_differ_from_one_another():
    task = Task(text="-", plan_format=SHAPE)
    plans = near_misses(task, [filled(SHAPE)], Random(3))
    assert plans == near_misses(task, [filled(SHAPE)], Random(3))
    assert plans[0] == filled(SHAPE)
    assert 50 <= len(plans) <= 81
    assert len({repr(plan) for plan in plans}) == len(plans)


def test_near_misses_of_several_solutions_start_from_all_of_them():
    task = Task(text="-", plan_format=SHAPE.model_copy(update={"values": {}}))
    one = filled(SHAPE)
    two = one.model_copy(update={"steps": one.steps[:1]})
    plans = near_misses(task, [one, two], Random(0))
    assert sum(len(plan.steps) == 1 for plan in plans) > 10


def test_the_plain_plan_fills_every_slot_in_turn():
    plan = filled(SHAPE)
    assert [(step.id, step.start, step.end) for step in plan.steps] == [("hill", 0, 40), ("mill", 40, 80)]
    assert plan.values == {"paint": "red", "trim": "red"}


def test_the_reach_of_a_format_is_its_days():
    slot = SHAPE.slots[0]
    days = SHAPE.model_copy(update={"slots": (slot.model_copy(update={"within": ((1500, 1600), (4400, 4500))}),)})
    assert reach(days) == ((1440, 2880), (4320, 5760))
    assert reach(days.model_copy(update={"unit": "day"})) == ((1498, 4502),)
