"""Table rows as facts."""

import pytest

from plangen.formalising.facts import Follows, Lasts

from .typed import blocked, checks, formal, notes, unread


def test_a_row_gives_an_activity_and_its_length():
    found = notes(("length", "task | minutes\nwash | 30\ndry | 20"))
    assert [(fact.activity, fact.low) for fact in found.facts if isinstance(fact, Lasts)] == [("wash", 30), ("dry", 20)]


@pytest.mark.parametrize(("header", "low"), [("minutes", 2), ("hours", 120), ("length (h)", 120)])
def test_bare_numbers_have_the_unit_of_their_header(header, low):
    found = notes(("length", f"task | {header}\nwash | 2\ndry | 2"))
    assert {fact.low for fact in found.facts if isinstance(fact, Lasts)} == {low}


def test_the_column_after_is_an_order():
    found = notes(("length", "| task | minutes | after |\n| wash | 30 | - |\n| dry | 20 | wash |"))
    assert [(fact.first, fact.then) for fact in found.facts if isinstance(fact, Follows)] == [("wash", "dry")]


def test_an_order_after_nothing_known_is_unread():
    found = notes(("length", "| task | minutes | after |\n| wash | 30 | - |\n| dry | 20 | baking |"))
    assert [why for _, why in found.unread] == ["`baking` names nothing that comes before"]


def test_busy_times_of_a_row_are_blocked():
    found = formal(
        "Meeting of 30 minutes with Ada and Bo on Monday.\n\n"
        "name | busy\nAda | 9:00-10:00\nBo | 11:00-12:00, 13:00-14:00"
    )
    assert blocked(found, actor="Ada") == [("09:00", "10:00")]
    assert blocked(found, actor="Bo") == [("11:00", "12:00"), ("13:00", "14:00")]


def test_free_times_of_a_row_leave_nothing_else():
    found = formal(
        "Meeting of 30 minutes with Ada and Bo on Monday.\n\nname | available\nAda | 9:00-10:00\nBo | 9:30-12:00"
    )
    assert blocked(found, actor="Ada") == [("00:00", "09:00"), ("10:00", "1/00:00")]
    assert blocked(found, actor="Bo") == [("00:00", "09:30"), ("12:00", "1/00:00")]


def test_deadline_and_release_bound_from_their_sides():
    found = formal(
        "Plan these on Monday.\n\ntask | minutes | earliest | deadline\n"
        "wash | 30 | 9:00 | 11:00\ndry | 20 | 10:00 | 12:00"
    )
    assert blocked(found, id="wash") == [("00:00", "09:00"), ("11:00", "1/00:00")]
    assert blocked(found, id="dry") == [("00:00", "10:00"), ("12:00", "1/00:00")]


def test_a_cell_that_nobody_understands_makes_the_row_unread():
    text = "Plan these on Monday.\n\ntask | minutes | volts\nwash | 30 | 230\ndry | 20 | 110"
    assert unread(formal(text), text) == ["wash | 30 | 230", "dry | 20 | 110"]


def test_a_single_time_of_hours_is_unread():
    text = "Meeting of 30 minutes with Ada and Bo on Monday.\n\nname | busy\nAda | 9:00\nBo | 9:30-12:00"
    assert unread(formal(text), text) == ["Ada | 9:00"]


def test_machines_in_the_header_are_passed_in_order():
    found = formal(
        "Plan these on Monday.\n\njob | saw | lathe\nleg | 20 min | 30 min\nseat | 15 min | 25 min\n\n"
        "Each machine handles one job at a time."
    )
    assert [(slot.id, slot.location) for slot in found.plan_format.slots] == [
        ("leg_saw", "saw"),
        ("leg_lathe", "lathe"),
        ("seat_saw", "saw"),
        ("seat_lathe", "lathe"),
    ]
    assert [(one["first"]["id"], one["then"]["id"]) for one in checks(found, "precedence")] == [
        ("leg_saw", "leg_lathe"),
        ("seat_saw", "seat_lathe"),
    ]
    assert [one["select"] for one in checks(found, "no_overlap")] == [{"location": "saw"}, {"location": "lathe"}]
