"""Kinds that the values of a statement allow."""

import pytest

from plangen.formalising.possible import possible_kinds, read_alike
from plangen.formalising.statements import statements
from plangen.reading.mentions import read_values


def possible(text):
    (one,) = statements(text)
    return possible_kinds(one, read_values(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lovely weather.", "blocked"),
        ("Lovely weather.", "length"),
        ("Lovely weather.", "order"),
        ("At 9:00 we start.", "event"),
        ("On Monday we start.", "length"),
    ],
)
def test_a_kind_without_its_values_cannot_be(text, kind):
    assert kind not in possible(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("At 9:00 we start.", "start"),
        ("At 9:00 we start.", "blocked"),
        ("On Monday we meet.", "event"),
        ("It takes 20 minutes.", "length"),
        ("Ada meets Bo.", "travel"),
        ("Wash before drying.", "order"),
        ("Lovely weather.", "context"),
    ],
)
def test_a_kind_with_its_values_can_be(text, kind):
    assert kind in possible(text)


def test_a_row_can_be_anything():
    text = "task | minutes\nwash | 10"
    (row,) = statements(text)
    assert len(possible_kinds(row, read_values(text))) == 13


def test_a_request_for_a_length_reads_like_a_length():
    text = "We need a slot of 30 minutes."
    (one,) = statements(text)
    assert read_alike(one, read_values(text), "request") == "length"


def test_a_request_with_a_time_stays_a_request():
    text = "We need a slot of 30 minutes on Monday."
    (one,) = statements(text)
    assert read_alike(one, read_values(text), "request") == "request"
    assert read_alike(one, read_values(text), "blocked") == "blocked"
