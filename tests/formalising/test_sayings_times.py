"""When something can be used: never the other way round, and never a guess."""

import pytest

from plangen.formalising.facts import Busy, Due, Free

from .typed import blocked, formal, last, notes, unread

MEETING = "Plan a meeting with Ada on Monday for 30 minutes."
BLOCKED = {
    "Ada is busy from 9:00 to 11:00.": [("09:00", "11:00")],
    "Ada is busy until 10:00.": [("00:00", "10:00")],
    "Ada is busy from 9 to 11 and from 14:30 to 15.": [("09:00", "11:00"), ("14:30", "15:00")],
    "Ada has lunch from 12:00 to 13:00.": [("12:00", "13:00")],
    "Ada is in class from 10:00 to 11:30.": [("10:00", "11:30")],
    "Ada is away all afternoon.": [("12:00", "1/00:00")],
    "Ada is unavailable after noon.": [("12:00", "1/00:00")],
    "Ada cannot meet after 15:00.": [("15:00", "1/00:00")],
    "Ada can't before 10:00.": [("00:00", "10:00")],
    "Ada is not free before 9:00.": [("00:00", "09:00")],
    "Ada is never free before 10:00.": [("00:00", "10:00")],
    "Ada cannot make it before 10:00 or after 16:00.": [("00:00", "10:00"), ("16:00", "1/00:00")],
}
OPEN = {
    "Ada is available from 13:00 to 15:00.": [("00:00", "13:00"), ("15:00", "1/00:00")],
    "Ada is available between 1pm and 3pm.": [("00:00", "13:00"), ("15:00", "1/00:00")],
    "Ada only works 9:00-12:00.": [("00:00", "09:00"), ("12:00", "1/00:00")],
    "Ada can only meet before 10:00.": [("10:00", "1/00:00")],
    "Ada is free from 9:00 to 11:00 or after 14:00.": [("00:00", "09:00"), ("11:00", "14:00")],
    "Ada opens at 9:00.": [("00:00", "09:00")],
}
EVERYBODY = {
    "Not before 9:00.": [("00:00", "09:00")],
    "No earlier than 9:30.": [("00:00", "09:30")],
    "No later than 16:00.": [("16:00", "1/00:00")],
    "The office closes at 17:00.": [("17:00", "1/00:00")],
}
NOT_SURE = [
    "Ada must not be finished before 7:00.",
    "Ada is only home at 6:45 pm.",
    "Ada won't be back before 10:00.",
    "The meeting must not be finished before 7:00.",
]


@pytest.mark.parametrize(("said", "times"), [*BLOCKED.items(), *OPEN.items()])
def test_what_is_forbidden_to_somebody_is_what_was_said(said, times):
    found = formal(f"{MEETING} {said}")
    assert blocked(found, actor="Ada") == times
    assert found.unread == ()


@pytest.mark.parametrize(("said", "times"), EVERYBODY.items())
def test_what_is_said_of_nobody_holds_for_all(said, times):
    found = formal(f"{MEETING} {said}")
    assert blocked(found) == times
    assert found.unread == ()


@pytest.mark.parametrize("said", NOT_SURE)
def test_a_time_whose_side_is_not_sure_is_unread(said):
    text = f"{MEETING} {said}"
    found = formal(text)
    assert unread(found, text) == [said]
    assert blocked(found, actor="Ada") == blocked(found) == []


@pytest.mark.parametrize("said", ["Is Ada busy from 9:00 to 10:00?", "Could Ada be away until 11:00?"])
def test_a_question_is_unread(said):
    text = f"{MEETING} {said}"
    assert said in unread(formal(text), text)
    assert blocked(formal(text), actor="Ada") == []


def test_bounds_hold_from_both_sides():
    (fact,) = last(("open", "Ada is in from 5:30pm, until 7:30pm at the latest."))
    assert isinstance(fact, Free)
    found = formal(f"{MEETING} Ada is available after 9:00 and before 17:00.")
    assert blocked(found, actor="Ada") == [("00:00", "09:00"), ("17:00", "1/00:00")]


def test_each_has_its_own_share_of_the_times():
    text = (
        "Visit the castle for 1 hour and the museum for 90 minutes on Monday. "
        "The castle is open from 10:00 to 13:00, the museum from 11:00 to 16:00. "
        "From the castle to the museum it takes 20 minutes."
    )
    found = formal(text)
    assert blocked(found, id="castle") == [("00:00", "10:00"), ("13:00", "1/00:00")]
    assert blocked(found, id="museum") == [("00:00", "11:00"), ("16:00", "1/00:00")]


def test_each_clause_has_its_own_day():
    found = formal(
        "Meeting with Ada for 30 minutes on Monday or Tuesday. "
        "On Monday Ada is busy from 9:00 to 12:00 and on Tuesday she is busy from 13:00 to 17:00."
    )
    assert blocked(found, actor="Ada") == [("09:00", "12:00"), ("1/13:00", "1/17:00")]


def test_a_fragment_goes_on():
    found = formal("Meeting with Ada for 30 minutes on Monday or Tuesday. Ada is busy on Monday. Tuesday until 12:00.")
    assert blocked(found, actor="Ada") == [("00:00", "1/00:00"), ("1/00:00", "1/12:00")]


def test_an_unknown_subject_is_unread():
    found = notes(("request", MEETING), ("blocked", "Harbour Hall is closed from 9:00 to 10:00."))
    assert [fact.who.places for fact in found.facts if isinstance(fact, Busy)] == [("Harbour Hall",)]
    text = f"{MEETING} Harbour Hall is closed from 9:00 to 10:00."
    assert "Harbour Hall is closed from 9:00 to 10:00." in unread(formal(text), text)


def test_a_sentence_without_a_time_is_unread():
    found = notes(("request", MEETING), ("blocked", "Ada is very busy these days, as always."))
    assert [why for _, why in found.unread] == ["no time is named"]


def test_ready_by_a_moment_is_a_deadline():
    lines = (("length", "Washing the car takes 30 minutes."), ("length", "Sewing the curtain takes 45 minutes."))
    (fact,) = last(*lines, ("open", "The curtain has to be ready by 12:00."))
    assert isinstance(fact, Due)
    assert fact.when.end == 12 * 60
    assert fact.who.activities == (notes(*lines).activities[1].id,)


def test_a_speaker_speaks_of_themselves():
    found = formal(
        "Tom: Please plan a talk of 30 minutes on Monday.\nAda: I am busy until 10:00.\nTom: I can't after 12:00."
    )
    assert blocked(found, actor="Ada") == [("00:00", "10:00")]
    assert blocked(found, actor="Tom") == [("12:00", "1/00:00")]


def test_a_clause_goes_on_about_whom_the_one_before_was_about():
    found = formal(f"{MEETING} Ada is busy until 10:00 and she is busy from 14:00 to 15:00.")
    assert blocked(found, actor="Ada") == [("00:00", "10:00"), ("14:00", "15:00")]


@pytest.mark.parametrize("wish", ["Ideally not before 10:00.", "If possible, not before 10:00."])
def test_a_wish_is_soft(wish):
    found = formal(f"{MEETING} {wish}")
    assert [one.kind for one in found.constraints if one.check["type"] == "avoid"] == ["soft"]


def test_a_signature_demands_nothing():
    found = formal(
        "Dear all,\nplease find a slot of 30 minutes for Ada and Tom on Monday.\n"
        "Ada is busy from 9:00 to 10:00.\nBest,\nMarta Holm"
    )
    assert found.plan_format.slots[0].actors == ("Ada", "Tom")
    assert found.unread == ()
