"""How a text is cut into statements."""

import pytest

from plangen.formalising.statements import speakers, statements
from plangen.reading.mentions import read_values


def cut(text):
    return [one.text for one in statements(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ada is busy. Bo is free!", ["Ada is busy.", "Bo is free!"]),
        ("Meet Dr. Holm at 9 a.m. on Monday.", ["Meet Dr. Holm at 9 a.m. on Monday."]),
        ("Ada is busy until 10; Bo is free.", ["Ada is busy until 10;", "Bo is free."]),
        ("Lunch lasts 30 min. Ada cooks.", ["Lunch lasts 30 min.", "Ada cooks."]),
        ("- wash: 10 min\n- dry: 5 min", ["wash: 10 min", "dry: 5 min"]),
        ("1) wash\n2) dry", ["wash", "dry"]),
    ],
)
def test_sentences_and_items_are_statements(text, parts):
    assert cut(text) == parts


def test_spans_stand_in_the_text():
    text = "Ada is busy until 10:00, and Bo is free after 9:00.\n- Cleo: from 8:00 to 9:00"
    assert all(text[slice(*one.span)] == one.text for one in statements(text))


def test_a_new_verb_begins_a_clause_that_goes_on():
    one, other = statements("Ada is busy until 10:00 and Bo is free after 9:00.")
    assert (one.text, one.goes_on) == ("Ada is busy until 10:00", False)
    assert (other.text, other.goes_on) == ("Bo is free after 9:00.", True)


def test_things_joined_by_and_stay_together():
    assert len(statements("Ada and Bo are busy on Monday and Tuesday.")) == 1


def test_items_stand_under_the_line_that_leads_them():
    lead, one, other, after = statements(
        "Opening hours:\n- castle 10:00 to 13:00\n- museum 9:00 to 12:00\nI start at 8:00."
    )
    assert lead.text == "Opening hours:"
    assert one.lead == other.lead == "Opening hours:"
    assert after.lead == ""
    assert one.in_context == "Opening hours: castle 10:00 to 13:00"


def test_a_line_of_a_chat_has_its_speaker():
    text = "Tom: When?\nAda: I am busy until 10:00.\nTom: Fine."
    assert speakers(text) == {"Tom", "Ada"}
    assert [(one.speaker, one.text) for one in statements(text)][1] == ("Ada", "I am busy until 10:00.")


def test_a_single_word_before_a_colon_is_no_speaker():
    assert speakers("Ada: busy\nBo: free") == frozenset()


@pytest.mark.parametrize("text", ["Tuesday.", "9:00 to 10:00", "Mon and Tue", "before 10:30"])
def test_a_bare_day_or_time_is_a_fragment(text):
    (one,) = statements(text)
    assert one.fragment
    assert one.goes_on


def test_a_sentence_is_no_fragment():
    assert not statements("Ada is busy on Tuesday.")[0].fragment


def test_rows_are_statements_with_their_headers():
    one, other = statements("task | minutes\nwash | 10\ndry | 5")
    assert one.in_context == "task: wash; minutes: 10"
    assert other.text == "dry | 5"


def test_values_belong_to_the_statement_that_they_begin_in():
    text = "Wash for 10 minutes. Dry for 5 minutes."
    one, other = statements(text)
    values = read_values(text)
    assert [value.text for value in one.inside(values)] == ["10 minutes"]
    assert [value.text for value in other.inside(values)] == ["5 minutes"]
