"""Plans of minutes: slots and checks."""

from .typed import blocked, checks, formal, unread

DAY = "Plan my Monday from 9:00 to 17:00. Washing the car takes 30 minutes. Sewing the curtain takes 45 minutes. "
VISITS = (
    "Visit the castle for 1 hour and the museum for 90 minutes on Monday between 9:00 and 18:00. "
    "From the castle to the museum it takes 20 minutes, both ways. "
)


def test_activities_are_slots_with_their_length():
    found = formal(DAY)
    assert [(slot.id, slot.duration) for slot in found.plan_format.slots] == [
        ("washing_the_car", (30, 30)),
        ("sewing_the_curtain", (45, 45)),
    ]
    assert [(one["min"], one["max"]) for one in checks(found, "duration")] == [(30, 30), (45, 45)]


def test_the_hours_of_the_request_bound_all():
    assert blocked(formal(DAY)) == [("00:00", "09:00"), ("17:00", "1/00:00")]


def test_starts_lie_on_the_largest_step_of_all_times():
    assert {slot.every for slot in formal(DAY).plan_format.slots} == {15}
    assert {slot.every for slot in formal(f"{DAY} The curtain has to be ready by 12:07.").plan_format.slots} == {1}


def test_hours_of_one_that_two_statements_name_are_taken_together():
    found = formal(
        "Plan a meeting with Ada on Monday for 30 minutes. "
        "Ada is free from 9:00 to 10:00. Ada is free from 14:00 to 15:00."
    )
    assert blocked(found, actor="Ada") == [("00:00", "09:00"), ("10:00", "14:00"), ("15:00", "1/00:00")]


def test_a_deadline_is_the_latest_end_of_what_is_due():
    found = formal(f"{DAY} The curtain has to be ready by 12:00.")
    assert checks(found, "window") == [{"type": "window", "latest": 720, "select": {"id": "sewing_the_curtain"}}]


def test_an_order_is_a_precedence():
    (one,) = checks(formal(f"{DAY} Wash the car before sewing the curtain."), "precedence")
    assert (one["first"], one["then"]) == ({"id": "washing_the_car"}, {"id": "sewing_the_curtain"})


def test_ways_are_lags_between_places():
    (one,) = checks(formal(VISITS), "transition")
    assert one["lag"] == {"castle": {"museum": 20}, "museum": {"castle": 20}}


def test_the_start_is_the_origin_of_the_ways():
    (one,) = checks(formal(f"{VISITS} I start at the castle at 9:00."), "transition")
    assert (one["origin"], one["origin_time"]) == ("castle", 540)


def test_each_place_is_left_early_enough_to_be_back():
    found = formal(f"{VISITS} I have to be back at the castle by 17:00.")
    assert {one["select"]["location"]: one["latest"] for one in checks(found, "window")} == {
        "castle": 1020,
        "museum": 1000,
    }


def test_a_way_back_that_is_not_known_is_unread():
    text = (
        "Visit the castle for 1 hour and the museum for 90 minutes on Monday between 9:00 and 18:00. "
        "From the castle to the museum it takes 20 minutes. I have to be back at the castle by 17:00."
    )
    assert unread(formal(text), text) == ["I have to be back at the castle by 17:00."]


def test_one_thing_at_a_time_is_no_overlap():
    assert checks(formal(f"{DAY} I do one thing at a time."), "no_overlap") == [{"type": "no_overlap"}]


def test_a_gap_is_kept_between_any_two():
    (one,) = checks(formal(f"{DAY} There must be 15 minutes between two jobs."), "no_overlap")
    assert one["gap"] == 15


def test_at_most_so_many_is_a_capacity():
    found = formal(f"{DAY} At most two things at the same time.")
    assert [one["limit"] for one in checks(found, "capacity")] == [2]
    assert {slot.resources["at_once"] for slot in found.plan_format.slots} == {1}


def test_nobody_is_at_two_things_at_once():
    found = formal("Plan Monday from 9:00 to 17:00.\n- Painting with Ada: 30 minutes\n- Singing with Ada: 45 minutes")
    assert {"type": "no_overlap", "select": {"actor": "Ada"}} in checks(found, "no_overlap")


def test_what_is_done_as_often_as_possible_may_be_left_out():
    found = formal(f"{DAY} Do as many jobs as possible.")
    assert all(slot.optional for slot in found.plan_format.slots)
    assert checks(found, "minimise") == [{"type": "minimise", "objective": "steps", "sense": "max"}]


def test_a_day_that_cannot_be_placed_is_unread():
    text = "Plan a meeting with Ada on Monday for 30 minutes. Ada is busy on the 5th from 9:00 to 10:00."
    found = formal(text)
    assert unread(found, text) == ["Ada is busy on the 5th from 9:00 to 10:00."]
    assert blocked(found, actor="Ada") == []


def test_every_constraint_quotes_its_words():
    found = formal(DAY)
    assert all(one.quote == DAY[slice(*one.span)] for one in found.constraints)


def test_the_same_text_gives_the_same_problem():
    text = f"{VISITS} I have to be back at the castle by 17:00."
    assert formal(text) == formal(text)


def test_one_activity_and_no_times_are_not_worth_a_plan():
    assert not formal("Washing the car takes 30 minutes.").worth
    assert formal(DAY).worth
