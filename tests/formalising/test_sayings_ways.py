"""Ways between places, where one sets out and has to be."""

import pytest

from plangen.formalising.facts import Begins, Present, Returns, Way

from .typed import last, notes

VISITS = (
    ("length", "Visit the castle for 1 hour, the museum for 90 minutes and the tower for 30 minutes."),
    ("travel", "From the castle to the museum it takes 20 minutes, from the museum to the tower it takes 5 minutes."),
)


def ways(said):
    return [(way.start, way.end, way.minutes) for way in last(*VISITS, ("travel", said), kind=Way)]


@pytest.mark.parametrize(
    "said",
    [
        "From the castle to the tower it takes 10 minutes.",
        "castle to tower: 10 min",
        "castle -> tower: 10 minutes",
        "It takes ten minutes from the castle to the tower.",
    ],
)
def test_a_way_has_one_direction(said):
    assert ways(said) == [("castle", "tower", 10)]


@pytest.mark.parametrize(
    "said",
    [
        "From the castle to the tower it takes 10 minutes, both ways.",
        "castle to tower: 10 min in either direction",
        "Between the castle and the tower it takes 10 minutes.",
        "castle - tower: 10 min there and back",
    ],
)
def test_a_way_has_both_directions_where_the_words_say_so(said):
    assert sorted(ways(said)) == [("castle", "tower", 10), ("tower", "castle", 10)]


def test_any_two_places_are_as_far_apart():
    found = ways("Between any two of the castle, the museum and the tower it takes 15 minutes.")
    assert len(found) == 6
    assert {minutes for _, _, minutes in found} == {15}


def test_each_way_of_a_list_has_its_own_minutes():
    assert ways("castle to tower: 10 minutes, tower to museum: 15 minutes") == [
        ("castle", "tower", 10),
        ("tower", "museum", 15),
    ]


def test_more_minutes_than_ways_are_unread():
    found = notes(
        *VISITS, ("travel", "From the castle to the tower it takes 10 minutes, or else 15 minutes and 20 minutes.")
    )
    assert [why for _, why in found.unread] == ["no way between places is understood"]


def test_a_connection_of_a_trip_has_no_minutes():
    lines = (("length", "We stay in Riga for 3 days, in Tartu for 4 days."),)
    found = last(*lines, ("travel", "There are direct trains between Riga and Tartu."), kind=Way)
    assert [(way.start, way.end, way.minutes) for way in found] == [("Riga", "Tartu", None), ("Tartu", "Riga", None)]


def test_a_connection_from_one_to_another_goes_one_way():
    lines = (("length", "We stay in Riga for 3 days, in Tartu for 4 days."),)
    found = last(*lines, ("travel", "There is a train from Riga to Tartu."), kind=Way)
    assert [(way.start, way.end) for way in found] == [("Riga", "Tartu")]


def test_a_matrix_gives_a_way_for_each_cell():
    found = notes(*VISITS, ("travel", "to | castle | museum\ncastle | 0 | 15\nmuseum | 20 | 0"))
    ways = {(fact.start, fact.end, fact.minutes) for fact in found.facts if isinstance(fact, Way)}
    assert {("castle", "museum", 15), ("museum", "castle", 20)} <= ways


def test_one_sets_out_at_a_place_and_a_time():
    (fact,) = last(*VISITS, ("start", "I start at the castle at 9:00."), kind=Begins)
    assert (fact.place, fact.when.start) == ("castle", 540)


def test_one_has_to_be_back_by_a_time():
    (fact,) = last(*VISITS, ("start", "I have to be back at the castle by 17:00."), kind=Returns)
    assert (fact.place, fact.when.end) == ("castle", 1020)


def test_a_start_without_place_and_time_is_unread():
    found = notes(*VISITS, ("start", "We start together."))
    assert [why for _, why in found.unread] == ["place or time of the start are not understood"]


def test_one_has_to_be_at_a_place_on_days():
    lines = (("length", "We stay in Riga for 3 days, in Tartu for 4 days."),)
    (fact,) = last(*lines, ("event", "A wedding is in Tartu from day 3 to day 5."), kind=Present)
    assert fact.place == "Tartu"
    assert [day.number for day in fact.days] == [3, 4, 5]


def test_an_event_without_days_is_unread():
    found = notes(("length", "We stay in Riga for 3 days."), ("event", "A wedding is in Riga."))
    assert [why for _, why in found.unread] == ["no place or no days are named"]
