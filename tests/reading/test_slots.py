import pytest

from plangen.errors import UsageError
from plangen.reading import count_starts, misfits, plan_schema, read_plan, starts
from plangen.reading.choices import describe_values
from plangen.reading.slots import describe_slots, fill
from plangen.schema import Plan, PlanFormat, Slot, Step
from tests.reading.test_plan_text import REPLY, TRIP, TWO


def test_starts_are_counted_without_listing_them():
    for slot in TWO.slots:
        assert count_starts(slot) == len(list(starts(slot)))
    assert count_starts(Slot(id="s", within=((0, 10**9),), duration=(1, 1))) == 10**9
    with pytest.raises(UsageError, match="allows no start"):
        plan_schema(PlanFormat(slots=(Slot(id="s", within=((0, 5),), duration=(9, 9)),)))


def test_misfits_name_what_is_not_of_the_format():
    def messages(*steps, **fields):
        return [fault.message for fault in misfits(TWO, Plan(unit="minute", steps=steps), **fields)]

    fine = read_plan(TWO, REPLY).steps
    a, b = fine
    assert messages(*fine) == []
    assert messages(a, partial=True) == []
    assert messages(a) == ["the step b is missing"]
    assert messages(a, a, b) == ["a is given twice"]
    assert messages(a, b, Step(id="c")) == ["c is no step that the task asks for"]
    assert messages(a.model_copy(update={"actors": ()}), b) == [
        "a has another action, location or actors than the task asks for"
    ]
    assert messages(a.model_copy(update={"start": 575, "end": 605}), b) == [
        "a starts at Monday 09:35, the task asks for every 30 min"
    ]
    assert messages(a.model_copy(update={"end": 630}), b) == ["a lasts 1 h, the task asks for 30 min"]
    assert messages(a.model_copy(update={"start": 645, "end": 675}), b) == [
        "a (Monday 10:45–11:15) does not lie within Monday 09:00–11:00"
    ]
    assert messages(a.model_copy(update={"end": None}), b) == ["a has no valid start and end"]
    assert "counts days" in misfits(TWO, Plan(unit="day", steps=fine))[0].message


def test_misfits_know_what_may_be_left_out_and_what_a_step_uses():
    def messages(*steps, values=(("colour", "red"), ("seats", 1)), **fields):
        return [
            fault.message for fault in misfits(TRIP, Plan(unit="minute", steps=steps, values=dict(values)), **fields)
        ]

    walk = fill(TRIP.slots[1], 540, 600)
    assert messages(walk) == []
    assert messages() == ["the step walk is missing"]
    assert messages(walk.model_copy(update={"cost": 12})) == [
        "walk has other resources or another cost than the task says"
    ]
    assert messages(walk, values=()) == ["the value `colour` is missing", "the value `seats` is missing"]
    assert messages(walk, values=(), partial=True) == []
    assert messages(walk, values=(("colour", "green"), ("seats", 1.0), ("x", 1))) == [
        "`colour` is green, the task allows red, blue",
        "`x` is no value that the task asks for",
    ]
    assert messages(walk, values=(("colour", "red"), ("seats", False))) == [
        "`seats` is false, the task allows 1, 2, true"
    ]


def test_slots_and_values_are_described_in_plain_words():
    tea, walk, _ = describe_slots(TRIP)
    assert tea == "tea: 30 min, within Monday 09:00–10:00, starting every 30 min (optional: it may be left out)"
    assert walk == "walk: 1 h, within Monday 09:00–11:00, starting every 30 min, uses 1 guide, costs 12.5"
    assert describe_values(TRIP) == ("colour: one of red, blue", "seats: one of 1, 2, true")
