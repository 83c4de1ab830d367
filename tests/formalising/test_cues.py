"""The words that announce a kind."""

import pytest

from plangen.formalising.cues import cue_scores, strongest

SENTENCES = {
    "Ada is busy from 9:00 to 10:00.": "blocked",
    "Bo cannot meet before 10:00.": "blocked",
    "The museum is open from 10:00 to 16:00.": "open",
    "The talk takes 30 minutes.": "length",
    "From the dock to the park it takes 15 minutes.": "travel",
    "I start at the station at 9:00.": "start",
    "Wash the car before painting the door.": "order",
    "The oven holds one tray at a time.": "limit",
    "Finish as early as possible.": "objective",
    "Plan a meeting for Monday.": "request",
    "Ada is free all day.": "free",
}


@pytest.mark.parametrize(("sentence", "kind"), SENTENCES.items())
def test_plain_words_announce_their_kind(sentence, kind):
    assert strongest(cue_scores(sentence)) == kind


def test_words_that_announce_nothing_have_no_kind():
    assert strongest(cue_scores("Purple trees sing.")) is None


def test_of_equal_cues_the_more_specific_kind_wins():
    assert strongest({"context": 3, "travel": 3}) == "travel"


def test_a_heavier_cue_wins_over_a_more_specific_one():
    assert strongest({"context": 4, "travel": 3}) == "context"
