"""Limits, orders, parts and aims."""

import pytest

from plangen.formalising.facts import AtLeast, AtMost, Best, Follows, Free, OneAtATime, Part, Whole

from .typed import last, notes

JOBS = (
    ("length", "Washing the car takes 30 minutes."),
    ("length", "Sewing the curtain takes 45 minutes."),
    ("length", "Painting the door takes 1 hour."),
)
CAR, CURTAIN, DOOR = (item.id for item in notes(*JOBS).activities)


def orders(said):
    return [(fact.first, fact.then, fact.lag) for fact in last(*JOBS, ("order", said), kind=Follows)]


@pytest.mark.parametrize(
    "said",
    [
        "Wash the car before painting the door.",
        "Paint the door after washing the car.",
        "The door is painted once the car is washed.",
    ],
)
def test_an_order_is_never_turned_round(said):
    assert orders(said) == [(CAR, DOOR, 0)]


def test_the_minutes_between_are_kept():
    assert orders("Paint the door 20 minutes after washing the car.") == [(CAR, DOOR, 20)]


def test_one_comes_before_all_others():
    assert orders("The curtain comes before everything else.") == [(CURTAIN, CAR, 0), (CURTAIN, DOOR, 0)]


def test_one_comes_after_all_others():
    assert orders("The curtain comes last of all.") == [(CAR, CURTAIN, 0), (DOOR, CURTAIN, 0)]


@pytest.mark.parametrize("said", ["Feed the cat before noon.", "Wash before painting and sewing."])
def test_an_order_of_things_not_known_is_unread(said):
    found = notes(*JOBS, ("order", said))
    assert not [fact for fact in found.facts if isinstance(fact, Follows)]
    assert found.unread


@pytest.mark.parametrize("said", ["I do one thing at a time.", "No two jobs at the same time.", "I work alone."])
def test_one_at_a_time(said):
    (fact,) = last(*JOBS, ("limit", said), kind=OneAtATime)
    assert fact.gap == 0


def test_a_gap_between_two():
    (fact,) = last(*JOBS, ("limit", "There must be 15 minutes between two jobs."), kind=OneAtATime)
    assert fact.gap == 15


@pytest.mark.parametrize("said", ["At most two things at the same time.", "Never more than 2 jobs at once."])
def test_at_most_so_many_at_once(said):
    (fact,) = last(*JOBS, ("limit", said), kind=AtMost)
    assert fact.limit == 2


def test_at_least_so_many_of_all():
    (fact,) = last(*JOBS, ("limit", "Pick at least 2 jobs of these."), kind=AtLeast)
    assert fact.number == 2


@pytest.mark.parametrize("said", ["Never more than that at once.", "The limit is what it is."])
def test_a_limit_without_a_number_is_unread(said):
    found = notes(*JOBS, ("limit", said))
    assert found.unread
    assert not [fact for fact in found.facts if isinstance(fact, OneAtATime | AtMost | AtLeast)]


def test_who_does_what():
    (fact,) = last(*JOBS, ("part", "The car is washed by Ada."), kind=Part)
    assert (fact.activity, fact.persons) == (CAR, ("Ada",))


def test_who_does_all():
    found = last(*JOBS, ("part", "All three need Ada and Bo."), kind=Part)
    assert [(fact.activity, fact.persons) for fact in found] == [(one, ("Ada", "Bo")) for one in (CAR, CURTAIN, DOOR)]


def test_a_part_in_nothing_known_is_unread():
    assert notes(*JOBS, ("part", "Ada feeds the cat.")).unread


@pytest.mark.parametrize(
    ("said", "objective", "most"),
    [
        ("Finish as early as possible.", "end", False),
        ("Start at the earliest time.", "start", False),
        ("Do as many jobs as possible.", "steps", True),
        ("Spend as little as possible.", "cost", False),
    ],
)
def test_an_aim_is_known_by_its_words(said, objective, most):
    (fact,) = last(*JOBS, ("objective", said), kind=Best)
    assert (fact.objective, fact.most) == (objective, most)


def test_an_aim_that_nobody_knows_is_unread():
    found = notes(*JOBS, ("objective", "Make it beautiful."))
    assert [why for _, why in found.unread] == ["what is to be made best is not understood"]


def test_the_hours_of_a_request_hold_for_all():
    (fact,) = last(*JOBS, ("request", "Plan my Monday from 9:00 to 17:00."), kind=Free)
    assert fact.who.everyone


def test_the_dates_of_a_trip_are_its_first_and_last_day():
    lines = (("length", "We stay in Riga for 3 days."),)
    (fact,) = last(*lines, ("request", "Plan our trip from 2 May 2026 to 4 May 2026."), kind=Whole)
    assert len(fact.dates) == 3


def test_a_statement_whose_kind_is_not_known_is_unread():
    found = notes(*JOBS, (None, "The moon is 3 days old."))
    assert "its kind is not settled" in [why for _, why in found.unread]


def test_a_value_that_no_fact_uses_makes_its_statement_unread():
    found = notes(*JOBS, ("order", "Wash the car before painting the door for 7 guests."))
    assert [why for _, why in found.unread] == ["`7 guests` is not understood in it"]


def test_somebody_without_a_part_makes_the_statement_unread():
    found = notes(*JOBS, ("order", "Wash the car with Zoe Holm before painting the door."))
    assert [why for _, why in found.unread] == ["`Zoe Holm` has no part in what was read"]


def test_words_that_also_speak_of_something_else_are_unread():
    found = notes(*JOBS, ("length", "Mowing the lawn takes 20 minutes and never overlaps, one at a time."))
    assert any("something else" in why for _, why in found.unread)
