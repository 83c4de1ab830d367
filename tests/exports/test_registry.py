import subprocess
import sys

import pytest

from plangen.errors import MissingExtraError, UsageError
from plangen.exports import FORMATS, TYPED, export, prepare
from plangen.schema import Plan, Step
from tests.exports.plans import DAY, PROSE, VALUES, WILD


def test_an_unknown_format_names_the_near_one():
    with pytest.raises(UsageError, match="did you mean `mermaid`"):
        export(DAY, "mermiad")
    with pytest.raises(UsageError, match="it is one of md, json"):
        export(DAY, "xyz")


@pytest.mark.parametrize("form", sorted(TYPED))
def test_prose_and_nothing_are_refused_with_what_to_do(form):
    with pytest.raises(UsageError, match="prose, which has no steps") as caught:
        export(PROSE, form)
    assert "md" in caught.value.hint
    with pytest.raises(UsageError, match="is empty"):
        export(Plan(), form)


@pytest.mark.parametrize("form", ["mermaid", "flowchart", "ics", "pddl"])
def test_values_alone_are_refused_by_formats_of_steps(form):
    with pytest.raises(UsageError, match="values"):
        export(VALUES, form)


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"pddl"}))
@pytest.mark.parametrize("plan", [DAY, WILD], ids=["day", "wild"])
def test_the_same_plan_gives_the_same_text_that_can_be_encoded(form, plan):
    text = export(plan, form, title="A title", certificate="verified by program")
    assert text == export(plan, form, title="A title", certificate="verified by program")
    assert text.encode("utf-8").endswith(b"\n")


def test_what_no_plan_could_have_is_said_beforehand():
    prepare("ics", timezone="Europe/Riga")
    for zone in ("Europe/Rigaa", "../../etc/passwd", "", "/etc/localtime"):
        with pytest.raises(UsageError, match="unknown time zone"):
            prepare("ics", timezone=zone)
    with pytest.raises(UsageError, match="no time zones"):
        prepare("csv", timezone="Europe/Riga")


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(MissingExtraError) as caught:
        export(DAY, "ics")
    assert "[calendar]" in caught.value.hint


def test_no_calendar_library_is_loaded_until_a_calendar_is_asked_for():
    code = "import sys, plangen.exports; print('icalendar' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("form", ["mermaid", "flowchart", "ics"])
def test_strange_links_and_equal_ids_are_refused(form):
    steps = (Step(id="a", start=0, end=5, depends_on=("ghost",)),)
    with pytest.raises(UsageError, match="depends on `ghost`"):
        export(Plan(unit="minute", origin="2026-03-02", steps=steps), form)
    twins = (Step(id="a", start=0, end=5), Step(id="a", start=5, end=9))
    with pytest.raises(UsageError, match="same id"):
        export(Plan(unit="minute", origin="2026-03-02", steps=twins), form)
