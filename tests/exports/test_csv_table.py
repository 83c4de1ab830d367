import csv
import io

import pytest

from plangen.exports import export
from plangen.exports.csv_table import COLUMNS
from plangen.schema import Plan, Step
from tests.exports.plans import DAY, HOSTILE, VALUES, WILD


def rows(plan):
    return list(csv.DictReader(io.StringIO(export(plan, "csv"), newline=""), strict=True))


def test_a_row_a_step_reads_back():
    brief, walk, tea = rows(DAY)
    assert tuple(brief) == COLUMNS
    assert (brief["id"], brief["start"], brief["end"]) == ("brief", "2026-03-02T09:00", "2026-03-02T09:30")
    assert (brief["start_tick"], brief["end_tick"], brief["cost"]) == ("540", "570", "12.5")
    assert (brief["location"], brief["actors"]) == ("Hall", "Ana; Ben")
    assert (walk["resources"], walk["depends_on"], tea["depends_on"]) == ("1 guide", "brief", "brief; walk")
    assert tea["args"] == '{"cups": 3}'


def test_lines_end_as_the_standard_asks():
    assert export(DAY, "csv").count("\r\n") == 4


@pytest.mark.parametrize(
    ("unit", "origin", "start", "shown"),
    [("minute", None, 600, "Monday 10:00"), ("day", "2026-03-02", 1, "2026-03-03"), ("step", None, 4, "step 4")],
)
def test_times_are_dates_where_there_is_one(unit, origin, start, shown):
    (row,) = rows(Plan(unit=unit, origin=origin, steps=(Step(id="a", start=start),)))
    assert (row["start"], row["end"]) == (shown, "")


def test_hostile_labels_stay_in_their_cell_and_are_no_formula():
    found = rows(WILD)
    assert len(found) == len(HOSTILE)
    for row in found:
        assert None not in row
        for cell in row.values():
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    actions = [row["action"] for row in found]
    assert "'=cmd|' /C calc'!A0" in actions
    assert "'+1-2@x" in actions
    assert "line\nbreak\nand\nmore" in actions


@pytest.mark.parametrize("text", ["\t=1", " =1", "\n=1", "＝1", "－1", "-1"])
def test_every_beginning_of_a_formula_is_neutralised(text):
    (row,) = rows(Plan(steps=(Step(id=text),)))
    assert row["id"].startswith("'")


def test_numbers_stay_numbers():
    (row,) = rows(Plan(steps=(Step(id="a", start=-5, end=-1, cost=-2.5),)))
    assert (row["start_tick"], row["end_tick"], row["cost"]) == ("-5", "-1", "-2.5")


def test_values_are_columns_or_a_table_of_their_own():
    assert rows(VALUES) == [{"key": "colour", "value": "'=red"}, {"key": "seats", "value": "3"}]
    (row,) = rows(VALUES.model_copy(update={"steps": (Step(id="a"),)}))
    assert (row["value colour"], row["value seats"]) == ("'=red", "3")
