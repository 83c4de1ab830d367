"""Kinds by the build of a text."""

from plangen.formalising.cues import cue_scores
from plangen.formalising.statements import statements
from plangen.formalising.structure import kinds_by_structure, says_nothing
from plangen.reading.mentions import Day, Number, read_values


def kinds(text):
    said = statements(text)
    cues = [cue_scores(one.text if one.row is None else "") for one in said]
    return {one.text: kind for one, kind in zip(said, kinds_by_structure(said, cues, read_values(text)), strict=True)}


def test_a_line_that_only_leads_a_list_demands_nothing():
    assert kinds("Hello all:\n- castle 1 hour")["Hello all:"] == "context"


def test_what_follows_the_closing_of_a_letter_demands_nothing():
    found = kinds("Ada is busy until 10:00.\nBest,\nMarta Holm\nRoom 12")
    assert found["Best,"] == found["Marta Holm"] == found["Room 12"] == "context"
    assert found["Ada is busy until 10:00."] is None


def test_items_are_of_the_kind_that_their_lead_announces():
    found = kinds("Opening hours:\n- castle 10:00 to 13:00\n- museum 9:00 to 12:00")
    assert found["castle 10:00 to 13:00"] == found["museum 9:00 to 12:00"] == "open"


def test_a_fragment_goes_on_with_what_was_said_before():
    assert kinds("Ada is busy on Monday. Tuesday.")["Tuesday."] == "blocked"


def test_a_heading_of_a_day_asks_for_a_plan_of_it():
    assert kinds("Rota, Monday\nAda is busy until 10:00.")["Rota, Monday"] == "request"


def test_a_remark_without_values_demands_nothing():
    assert kinds("Purple trees sing. Ada is busy until 10:00.")["Purple trees sing."] == "context"


def test_a_row_is_of_the_kind_of_its_columns():
    assert kinds("task | minutes\nwash | 10\ndry | 5")["wash | 10"] == "length"


def test_one_as_a_pronoun_says_nothing():
    assert says_nothing(Number(1, (0, 3), "one"))
    assert not says_nothing(Number(2, (0, 1), "2"))


def test_a_day_that_names_no_day_says_nothing():
    assert says_nothing(Day((), (0, 7), "the day"))
