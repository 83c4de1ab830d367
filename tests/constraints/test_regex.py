import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Plan


def check(pattern="^Day 1", **fields):
    return build_check({"type": "regex", "pattern": pattern, **fields})


def test_passes_when_the_text_matches():
    assert check().evaluate(Plan(text="Day 1: Riga"), Scope()).violations == ()
    assert check(negate=True).evaluate(Plan(text="Riga first"), Scope()).violations == ()


def test_a_violation_names_the_pattern():
    (found,) = check().evaluate(Plan(text="Riga first"), Scope()).violations
    assert (found.message, found.expected) == ("the text does not match the pattern ^Day 1", "a match of ^Day 1")
    assert check(negate=True).evaluate(Plan(text="Day 1"), Scope()).violations[0].by == 1


def test_what_is_no_whole_text_is_not_judged(day):
    assert check().evaluate(day, Scope()).reason == "the plan has no text"
    assert check().evaluate(Plan(values={"a": 1}), Scope()).violations is None
    assert check().evaluate(Plan(text="Da"), Scope(partial=True)).violations is None
    assert check().evaluate(Plan(text="x" * 200_001), Scope()).violations is None


@pytest.mark.parametrize(("pattern", "message"), [("(a", "not closed"), (r"(a)\1", "backreferences"), ("", "pattern")])
def test_hostile_patterns_are_refused(pattern, message):
    with pytest.raises(UsageError, match=message):
        check(pattern)


def test_is_described_with_its_pattern():
    assert check(negate=True).describe() == "the text does not match the pattern ^Day 1"
