"""Tables in plain text."""

import pytest

from plangen.formalising.tables import find_tables

TABLES = {
    "bars": "task | minutes\nwash | 10\ndry | 5",
    "fenced": "| task | minutes |\n|------|---------|\n| wash | 10 |\n| dry  | 5 |",
    "tabs": "task\tminutes\nwash\t10\ndry\t5",
    "blanks": "task    minutes\nwash    10\ndry     5",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_a_table_is_read_in_every_notation(text):
    (table,) = find_tables(text)
    assert table.header == ("task", "minutes")
    assert [row.sentence for row in table.rows] == ["task: wash; minutes: 10", "task: dry; minutes: 5"]


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_the_spans_of_cells_are_their_words(text):
    (table,) = find_tables(text)
    assert all(text[slice(*cell.span)] == cell.text for row in table.rows for cell in row.cells)


def test_prose_is_no_table():
    assert find_tables("Ada is busy.\nBo is free.") == ()


def test_one_line_is_no_table():
    assert find_tables("wash | 10") == ()


def test_hours_in_the_first_line_are_no_header():
    assert find_tables("Ada | 9:00-10:00\nBo | 11:00-12:00") == ()


def test_a_table_ends_at_an_empty_line():
    first, second = find_tables("a | b\n1 | 2\n\nc | d\n3 | 4")
    assert first.header == ("a", "b")
    assert second.header == ("c", "d")


def test_an_empty_cell_is_not_said():
    (table,) = find_tables("| task | after |\n| wash |  |\n| dry | wash |")
    assert table.rows[0].sentence == "task: wash"
