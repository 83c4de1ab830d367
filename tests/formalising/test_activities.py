"""What has to be done, found by the lengths that are said of it."""

import pytest

from plangen.formalising.facts import Follows, Lasts, Whole

from .typed import notes


def activities(*lines):
    return [(item.phrase, item.persons, item.place) for item in notes(*lines).activities]


def lengths(*lines):
    return [(one.activity, one.low, one.high) for one in notes(*lines).facts if isinstance(one, Lasts)]


@pytest.mark.parametrize(
    "text",
    [
        "Painting the door takes 30 minutes.",
        "Painting the door: 30 min",
        "Painting the door (half an hour)",
        "30 minutes of painting the door",
        "We need half an hour for painting the door.",
    ],
)
def test_an_activity_is_known_from_its_length(text):
    (found,) = notes(("length", text)).activities
    assert "door" in found.phrase
    assert lengths(("length", text)) == [(found.id, 30, 30)]


def test_each_length_of_a_list_has_its_own_activity():
    found = lengths(("length", "Sand the chair 20 minutes, oil the table 15 minutes, sweep the floor 10 minutes."))
    assert [low for _, low, _ in found] == [20, 15, 10]
    assert len({activity for activity, _, _ in found}) == 3


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("at least 30 minutes", (30, None)),
        ("at most 30 minutes", (None, 30)),
        ("30 to 45 minutes", (30, 45)),
        ("exactly 30 minutes", (30, 30)),
    ],
)
def test_a_bounded_length_keeps_its_side(words, bounds):
    assert [one[1:] for one in lengths(("length", f"Painting the door takes {words}."))] == [bounds]


def test_the_same_thing_named_twice_is_one_activity():
    found = notes(("length", "Painting the door takes 30 minutes."), ("length", "Paint the door for 30 minutes."))
    assert len(found.activities) == 1


def test_everybody_that_a_request_names_takes_part():
    (found,) = activities(("request", "Plan a meeting with Ada, Bo and Cleo for 30 minutes."))
    assert found[1] == ("Ada", "Bo", "Cleo")


def test_what_a_length_of_somebody_names_is_the_visit():
    found = notes(("length", "Meet Ada for 30 minutes, Bo for 20 minutes."))
    assert [item.persons for item in found.activities] == [("Ada",), ("Bo",)]


def test_then_puts_one_after_the_other():
    found = notes(("length", "Sanding the chair takes 20 minutes, then oiling the chair 15 minutes."))
    one, other = found.activities
    assert [(fact.first, fact.then) for fact in found.facts if isinstance(fact, Follows)] == [(one.id, other.id)]


def test_a_length_of_the_whole_trip_is_no_stay():
    found = notes(("request", "Plan a trip of 7 days in total."), ("length", "We stay in Riga for 3 days."))
    assert [fact.days for fact in found.facts if isinstance(fact, Whole)] == [7]
    assert [item.place for item in found.activities] == ["Riga"]


def test_weeks_are_days():
    found = notes(("length", "We stay in Riga for 2 weeks."))
    assert [(fact.low, fact.unit) for fact in found.facts if isinstance(fact, Lasts)] == [(14, "days")]


def test_a_price_beside_the_length_is_its_cost():
    (found,) = notes(("length", "Painting the door takes 30 minutes and costs €12.50.")).activities
    assert found.cost == 12.5
