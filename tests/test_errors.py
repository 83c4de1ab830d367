import re

import pytest

from plangen import errors
from plangen.errors import PlangenError, from_report


def tree(kind=PlangenError):
    return [kind, *(below for child in kind.__subclasses__() for below in tree(child))]


@pytest.mark.parametrize("kind", tree(), ids=lambda kind: kind.__name__)
def test_the_drawing_shows_every_error_under_its_parent(kind):
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__)


@pytest.mark.parametrize("kind", [kind for kind in tree() if "code" in kind.__dict__], ids=lambda kind: kind.__name__)
def test_a_report_becomes_the_error_that_it_reports(kind):
    error = from_report(kind.code, "what", "do this")
    assert type(error) is kind
    assert str(error) == "what (do this)"
    assert error.exit_code == kind.exit_code


def test_codes_are_unique():
    codes = [kind.code for kind in tree() if "code" in kind.__dict__]
    assert len(codes) == len(set(codes))


def test_an_unknown_code_is_an_internal_error():
    assert type(from_report("strange", "what")) is PlangenError
