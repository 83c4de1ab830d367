"""References in arguments: only to declared ids, in one pass, typed."""

import pytest

from plangen.errors import ToolError
from plangen.tools.references import references, substitute

VALUES = {"1": 7, "a": {"price": [10, 20], "name": "Riga"}, "evil": "${1} and $1", "text": '{"x": [5]}', "none": None}


def fill(template):
    return substitute(template, VALUES, VALUES.__getitem__)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("$1", 7),
        ("${1}", 7),
        ("${a.price[1]}", 20),
        ('${a["name"]}', "Riga"),
        ("${a.price.0}", 10),
        ("${text.x[0]}", 5),
        ("${none.any[3]}", None),
        ("to ${a.name} for $1", "to Riga for 7"),
        ("${a.price}", [10, 20]),
        ("prices ${a.price}", "prices [10, 20]"),
        ({"k": ["$1", {"deep": "${a.name}"}], "${1}": 2}, {"k": [7, {"deep": "Riga"}], "${1}": 2}),
        (3.5, 3.5),
    ],
)
def test_a_reference_becomes_what_it_points_to(template, value):
    assert fill(template) == value


@pytest.mark.parametrize("text", ["$15", "$1.50", "$1,000", "$12", "$1k", "$", "${}", "${b}", "a$b", "${a b}", "$$"])
def test_money_and_what_is_not_declared_stay(text):
    assert fill(text) == text


def test_one_text_may_hold_a_reference_and_money():
    assert fill("$1 costs $15") == "7 costs $15"


def test_the_id_of_one_call_may_begin_the_id_of_another():
    values = {"1": "one", "10": "ten"}
    assert substitute("$1 $10 ${1}0 $100", values, values.__getitem__) == "one ten one0 $100"


def test_a_result_is_never_read_again():
    assert fill("${evil}") == "${1} and $1"
    assert fill("say ${evil}") == "say ${1} and $1"
    assert fill(["${evil}", {"k": "${evil} ${evil}"}]) == [
        "${1} and $1",
        {"k": "${1} and $1 ${1} and $1"},
    ]


@pytest.mark.parametrize("text", ["${a.prize}", "${a.price[2]}", "${1.x}", "${a.name.first}"])
def test_a_missing_path_is_an_error_that_names_it(text):
    with pytest.raises(ToolError, match="has no"):
        fill(text)


def test_references_are_found_in_order_wherever_they_stand():
    found = references({"x": "${b} $1 $2", "y": ["${a.price}"]}, VALUES)
    assert [item.id for item in found] == ["b", "1", "a"]
