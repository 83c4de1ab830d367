"""What the solver adds to the feedback on a broken plan."""

import pytest

from plangen.errors import UsageError
from plangen.reading.slots import fill
from plangen.schema import Constraint, Plan, PlanFormat, Slot, Task
from plangen.verifiers.advice import advise
from plangen.verifiers.program import check_constraints

pytest.importorskip("ortools", reason="the extra `solver` is not installed")

SHAPE = PlanFormat(
    slots=tuple(Slot(id=name, within=((540, 720),), duration=(60, 60), every=30) for name in ("a", "b", "c")),
    values={"room": ("red", "blue")},
)


def c(name, check, *, trust="confirmed"):
    return Constraint(id=name, text=f"demand {name}", trust=trust, check=check)


APART = c("apart", {"type": "no_overlap"})
LATE = c("late", {"type": "window", "select": {"id": "a"}, "earliest": 660})
RED = c("room", {"type": "domain", "keys": ["room"], "values": ["red"]})


def task(*constraints):
    return Task(text="Plan a, b and c.", constraints=constraints, plan_format=SHAPE)


def plan(a, b, c, room="red"):
    starts = (a, b, c)
    steps = tuple(fill(slot, start, start + 60) for slot, start in zip(SHAPE.slots, starts, strict=True))
    return Plan(unit="minute", steps=steps, values={"room": room})


def advice(given, drafted, kind):
    return advise(given, drafted, check_constraints(given, drafted), kind=kind)


def test_a_conflict_of_the_task_is_named_in_sentences():
    never = c("never", {"type": "avoid", "select": {"id": "a"}, "intervals": [[540, 720]]})
    found = advice(task(APART, never), plan(540, 600, 660), "core")
    assert found.text == "Proven: no plan can keep these together: [never] demand never"
    assert found.repair_share is None


def test_a_conflict_with_what_would_stay_is_named():
    given = task(APART, LATE)
    found = advice(given, plan(540, 600, 660), "core")
    assert found.text == (
        "Proven: while b, c, room stay as they are, these cannot hold: [apart] demand apart; [late] demand late"
    )


def test_no_conflict_no_word():
    assert advice(task(LATE), plan(540, 600, 660), "core").text == ""


def test_the_nearest_repair_names_each_change_and_its_share():
    given = task(APART, RED)
    found = advice(given, plan(540, 600, 660, room="blue"), "repair")
    assert found.text == "The nearest plan that keeps all of them changes 1 of 4: room = red"
    assert found.repair_share == 0.25


def test_a_far_repair_has_a_large_share():
    found = advice(task(APART, LATE, RED), plan(540, 570, 600, room="blue"), "repair")
    assert found.repair_share > 0.5
    assert "a at Monday 11:00–12:00 instead of Monday 09:00–10:00" in found.text


def test_both_can_be_asked_for():
    lines = advice(task(APART, LATE), plan(540, 600, 660), "core+repair").text.splitlines()
    assert [line.split()[0] for line in lines] == ["Proven:", "The"]


def test_constraints_that_nobody_confirmed_do_not_count():
    never = c("never", {"type": "avoid", "intervals": [[540, 720]]}, trust="tested")
    assert advice(task(APART, never), plan(540, 540, 600), "core+repair").text.startswith("The nearest plan")


def test_a_repair_that_a_check_of_another_family_refuses_is_none():
    other = c("other", {"type": "expr", "expr": "False"})
    given = task(APART, other)
    found = advise(given, plan(540, 540, 600), (), kind="repair")
    assert (found.text, found.repair_share) == ("", None)


def test_prose_has_no_advice():
    with pytest.raises(UsageError, match="plan format"):
        advise(Task(text="x", constraints=(APART,)), Plan(text="y"), (), kind="repair")
