"""What readings of different makers come to."""

import pytest

from plangen.formalising.readings import open_questions, settle


@pytest.mark.parametrize(
    ("votes", "kind"),
    [
        ({"cues": "blocked", "nearest": "blocked"}, "blocked"),
        ({"cues": "blocked", "nearest": "open", "asked": "blocked"}, "blocked"),
        ({"structure": "open", "cues": "blocked", "asked": "blocked"}, "blocked"),
        ({"nearest": "open", "asked": "open"}, "open"),
        ({"structure": "length", "cues": "length"}, "length"),
    ],
)
def test_two_makers_that_agree_settle_a_kind(votes, kind):
    found = settle(votes)
    assert (found.kind, found.settled) == (kind, True)


@pytest.mark.parametrize(
    "votes",
    [
        {},
        {"cues": "blocked"},
        {"nearest": "blocked"},
        {"cues": "blocked", "nearest": "open"},
        {"structure": "open", "cues": "blocked"},
        {"nearest": "open", "asked": "blocked"},
    ],
)
def test_nothing_else_settles_a_kind(votes):
    assert not settle(votes).settled


def test_two_ways_of_one_model_never_outvote_a_program():
    found = settle({"cues": "blocked", "nearest": "open", "asked": "open"})
    assert (found.kind, found.settled) == ("blocked", False)


def test_kinds_that_demand_nothing_are_one_where_there_is_nothing_to_demand():
    assert settle({"cues": "request", "nearest": "context"}, bare=True).kind == "context"
    assert settle({"cues": "request", "nearest": "context"}, bare=True).settled
    assert not settle({"cues": "request", "nearest": "context"}).settled


def test_a_demand_stays_a_demand_where_there_is_nothing_to_demand():
    assert not settle({"cues": "limit", "nearest": "context"}, bare=True).settled


def test_what_is_not_settled_is_asked():
    assert open_questions([settle({"cues": "open", "nearest": "open"}), settle({"cues": "open"})]) == [1]
