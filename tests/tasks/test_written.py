"""Times and lengths written back as people write them, and the user's decisions on a task."""

from pathlib import Path

import pytest

from plangen.errors import TaskFileError, UsageError
from plangen.reading import Clock
from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.tasks import dump_task, load_task
from plangen.tasks.confirming import confirm
from plangen.tasks.files import parse_task
from plangen.tasks.written import check_as_written, slot_as_written

CORPUS = sorted((Path(__file__).parents[1] / "formalising" / "corpus").glob("*/*.yaml"))


@pytest.mark.parametrize(
    ("check", "written"),
    [
        ({"type": "window", "latest": 3600}, {"latest": "Wednesday 12:00"}),
        (
            {"type": "avoid", "intervals": [[540, 600], [0, 1440]]},
            {"intervals": ["Monday 09:00-10:00", "Monday 00:00-24:00"]},
        ),
        ({"type": "duration", "min": 90}, {"min": "1 h 30 min"}),
        ({"type": "transition", "lag": {"A": {"B": 10}}}, {"lag": {"A": {"B": "10 min"}}}),
        (
            {"type": "any_of", "checks": [{"type": "window", "earliest": 600}]},
            {"checks": [{"type": "window", "earliest": "Monday 10:00"}]},
        ),
        ({"type": "nonsense", "latest": 3600}, {"latest": 3600}),
    ],
)
def test_a_check_is_written_as_people_write_it(check, written):
    assert check_as_written(check, Clock()) == {**check, **written}


def test_a_slot_is_written_as_people_write_it():
    slot = {"id": "a", "within": [[540, 1020]], "duration": [60, 90], "every": 15}
    assert slot_as_written(slot, Clock()) == {
        "id": "a",
        "within": ["Monday 09:00-17:00"],
        "duration": "1 h to 1 h 30 min",
        "every": "15 min",
    }


def test_the_whole_corpus_reads_back_the_same():
    assert len(CORPUS) > 20
    for path in CORPUS:
        task = load_task(path)
        assert parse_task(dump_task(task), path.name) == task, path.name


TEXT = "Ada is away on Monday morning and Bo in the afternoon. Bring three maps. Be kind."
TASK = Task(
    text=TEXT,
    constraints=(
        Constraint(
            id="ada", text="a", quote=TEXT[:54], span=(0, 54), origin="llm", trust="tested",
            check={"type": "avoid", "intervals": [[0, 720]]},
        ),
        Constraint(
            id="bo", text="b", quote=TEXT[:54], span=(0, 54), origin="llm", trust="tested",
            check={"type": "avoid", "intervals": [[720, 1440]]},
        ),
        Constraint(id="unread", text="Be kind.", quote="Be kind.", span=(73, 81), origin="llm"),
    ),
    plan_format=PlanFormat(slots=(Slot(id="talk", within=((0, 1440),), duration=(60, 60)),)),
    uncovered=(TEXT[:54], "three maps", "Be kind."),
)  # fmt: skip


def test_a_statement_is_settled_when_all_that_quotes_it_is_decided_on():
    assert TEXT[:54] in confirm(TASK, ["ada"]).uncovered
    assert confirm(TASK, ["ada"], drop=["bo"]).uncovered == ("three maps", "Be kind.")


def test_confirming_all_keeps_the_words_that_nobody_read():
    task = confirm(TASK, "all")
    assert {one.trust for one in task.constraints} == {"confirmed"}
    assert task.uncovered == ("three maps",)


def test_settling_drops_what_only_repeats_unread_words_unless_it_is_confirmed_by_name():
    assert [one.id for one in confirm(TASK, "all", settle=True).constraints] == ["ada", "bo"]
    assert [one.id for one in confirm(TASK, ["unread"], settle=True).constraints] == ["ada", "bo", "unread"]
    assert confirm(TASK, settle=True).uncovered == ()


def test_an_edited_check_is_the_users_own():
    edited = confirm(TASK, edit={"ada": {"type": "avoid", "intervals": ["Monday 00:00-10:00"]}}).constraints[0]
    assert (edited.trust, edited.origin) == ("confirmed", "user")
    assert edited.check == {"type": "avoid", "intervals": [[0, 600]]}
    assert edited.quote == TEXT[:54]


def test_a_check_that_nothing_matches_is_refused():
    with pytest.raises(TaskFileError, match="nothing in the plan format matches"):
        confirm(TASK, edit={"ada": {"type": "avoid", "select": {"id": "tlak"}, "intervals": ["Monday 00:00-10:00"]}})


@pytest.mark.parametrize("decision", [{"ids": ["adda"]}, {"drop": ["adda"]}, {"edit": {"adda": {}}}])
def test_an_unknown_constraint_is_refused(decision):
    with pytest.raises(UsageError, match="no constraint `adda`") as caught:
        confirm(TASK, **decision)
    assert "`ada`" in caught.value.hint
