"""How far a formalisation is believed."""

import pytest

from plangen.agents.formaliser import build
from plangen.formalising.believed import believed_task
from plangen.formalising.readings import Kinded
from plangen.formalising.statements import statements
from plangen.schema import Task

pytest.importorskip("ortools")
TEXT = "Plan a meeting with Ada on Monday for 30 minutes. Ada is busy until 10:00. "


def believed(text, *kinds, doubted=()):
    said = statements(text)
    readings = [Kinded(kind, number not in doubted, {}) for number, kind in enumerate(kinds)]
    return believed_task(Task(text=text), said, readings, build(text, said, readings))


def test_what_is_settled_and_tested_is_agreed():
    task, warnings = believed(TEXT, "request", "blocked")
    assert {one.trust for one in task.constraints} == {"agreed"}
    assert (task.uncovered, warnings) == ((), ())


def test_a_doubted_statement_is_not_agreed_and_stays_uncovered():
    task, _ = believed(TEXT, "request", "blocked", doubted={1})
    trust = {one.quote: one.trust for one in task.constraints}
    assert trust["Ada is busy until 10:00."] == "tested"
    assert task.uncovered == ("Ada is busy until 10:00.",)


def test_what_nobody_understood_is_left_to_a_judge():
    task, _ = believed(TEXT + "Ada prefers tea.", "request", "blocked", "objective")
    (judged,) = [one for one in task.constraints if one.check is None]
    assert judged.quote == "Ada prefers tea."
    assert "Ada prefers tea." in task.uncovered


def test_a_remark_that_is_settled_is_covered():
    task, _ = believed(TEXT + "It will be fun.", "request", "blocked", "context")
    assert task.uncovered == ()


def test_demands_that_contradict_are_warned_of_and_not_agreed():
    task, warnings = believed(TEXT + "Ada is busy after 9:00.", "request", "blocked", "blocked")
    assert len(warnings) == 1
    assert "cannot all hold" in warnings[0]
    assert "agreed" not in {one.trust for one in task.constraints if one.check and one.check["type"] == "avoid"}
