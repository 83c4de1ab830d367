import pytest

from plangen.schema import Constraint, PlanFormat, Slot, Task
from plangen.trust import agree
from plangen.trust.behaviour import judge_of
from tests.trust.conftest import MEETING, TUESDAY, changed, constraint, dropped


def outcome(agreement, name):
    return next(one for one in agreement.comparisons if one.constraint == name)


def test_a_reading_agrees_with_itself(meeting, visits, trip):
    for task in (meeting, visits, trip):
        agreement = agree(task, task)
        assert agreement.whole
        assert {one.by for one in agreement.comparisons} == {"parameters"}


def test_equal_parameters_in_other_words_agree(meeting):
    busy = [[TUESDAY + 780, TUESDAY + 840], [TUESDAY + 540, TUESDAY + 600], [TUESDAY + 600, TUESDAY + 630]]
    other = changed(meeting, "ana", {"type": "avoid", "select": {"actor": "Ana"}, "intervals": busy})
    assert outcome(agree(meeting, other), "ana").by == "parameters"


@pytest.mark.parametrize("by", [-1, 1, 60])
def test_a_difference_has_a_witness(meeting, by):
    other = changed(meeting, "over", {"type": "window", "latest": TUESDAY + 960 + by})
    found = outcome(agree(meeting, other), "over")
    assert found.outcome == "differs"
    ours, theirs = judge_of(meeting.constraints[-1]), judge_of(other.constraints[-1])
    assert ours(found.witness) != theirs(found.witness)


def test_only_the_changed_constraint_differs(meeting):
    other = changed(meeting, "over", {"type": "window", "latest": TUESDAY + 900})
    agreement = agree(meeting, other)
    assert [one.constraint for one in agreement.comparisons if one.outcome != "agreed"] == ["over"]
    assert agreement.missing == ()


def test_other_families_agree_that_say_the_same(meeting):
    rest = [[0, TUESDAY + 540], [TUESDAY + 1020, 7 * TUESDAY]]
    other = changed(meeting, "hours", {"type": "avoid", "intervals": rest})
    found = outcome(agree(meeting, other), "hours")
    assert (found.outcome, found.by) == ("agreed", "plans")


def test_a_dropped_constraint_is_missing_on_its_side(meeting):
    short = dropped(meeting, "ben")
    assert agree(short, meeting).missing == ("ben",)
    assert outcome(agree(meeting, short), "ben").outcome == "no counterpart"


def test_hard_and_soft_differ(meeting):
    found = outcome(agree(meeting, changed(meeting, "over", kind="soft")), "over")
    assert (found.outcome, found.by) == ("differs", "words")


def test_other_people_differ_even_where_no_plan_shows_it(meeting):
    other = changed(meeting, "ben", {"type": "window", "select": {"actor": "Cleo"}, "earliest": TUESDAY + 660})
    found = outcome(agree(meeting, other), "ben")
    assert found.outcome == "differs"
    assert found.reason == "the readings name different people: ben and cleo"


def test_one_window_agrees_with_its_two_halves(meeting):
    quote = "on Tuesday between 9:00 and 17:00"
    halves = (
        constraint(MEETING, "from", quote, {"type": "window", "earliest": TUESDAY + 540}),
        constraint(MEETING, "to", quote, {"type": "window", "latest": TUESDAY + 1020}),
    )
    other = meeting.model_copy(update={"constraints": (*dropped(meeting, "hours").constraints, *halves)})
    agreement = agree(meeting, other)
    assert agreement.whole
    assert set(outcome(agreement, "hours").counterparts) == {"from", "to"}


def test_one_window_does_not_agree_with_wrong_halves(meeting):
    quote = "on Tuesday between 9:00 and 17:00"
    halves = (
        constraint(MEETING, "from", quote, {"type": "window", "earliest": TUESDAY + 540}),
        constraint(MEETING, "to", quote, {"type": "window", "latest": TUESDAY + 960}),
    )
    other = meeting.model_copy(update={"constraints": (*dropped(meeting, "hours").constraints, *halves)})
    assert not agree(meeting, other).whole


def test_a_wrong_selector_that_picks_another_step_differs(visits):
    other = changed(visits, "hill", {"type": "duration", "select": {"location": "Mill"}, "min": 40})
    assert outcome(agree(visits, other), "hill").outcome == "differs"


def test_an_exchanged_order_differs(visits):
    check = {"type": "precedence", "first": {"location": "Mill"}, "then": {"location": "Hill"}}
    assert outcome(agree(visits, changed(visits, "order", check)), "order").outcome == "differs"


def test_steps_of_other_names_are_aligned(visits):
    names = {"hill": "stop_1", "mill": "stop_2"}
    slots = tuple(
        slot.model_copy(update={"id": names[slot.id], "action": "stop", "location": f"the {slot.location}"})
        for slot in reversed(visits.plan_format.slots)
    )
    renamed = {"Hill": "the Hill", "Mill": "the Mill", "Dock": "the Dock"}
    ways = visits.constraints[0].check
    lag = {renamed[a]: {renamed[b]: n for b, n in row.items()} for a, row in ways["lag"].items()}
    checks = {
        "ways": {**ways, "lag": lag, "origin": "the Dock"},
        "hill": {"type": "duration", "select": {"id": "stop_1"}, "min": 40},
        "mill": {"type": "window", "select": {"location": "the Mill"}, "earliest": 600, "latest": 720},
        "order": {"type": "precedence", "first": {"id": "stop_1"}, "then": {"id": "stop_2"}},
    }
    other = visits.model_copy(update={"plan_format": PlanFormat(slots=slots)})
    for name, check in checks.items():
        other = changed(other, name, check)
    agreement = agree(visits, other)
    assert agreement.formats == ()
    assert agreement.whole
    wrong = changed(other, "hill", {"type": "duration", "select": {"id": "stop_1"}, "min": 39})
    assert outcome(agree(visits, wrong), "hill").outcome == "differs"


def test_formats_are_compared_too(meeting):
    slot = meeting.plan_format.slots[0]
    shape = meeting.plan_format.model_copy(update={"slots": (slot.model_copy(update={"actors": ("Ana", "Ben")}),)})
    agreement = agree(meeting, meeting.model_copy(update={"plan_format": shape}))
    assert agreement.formats == ("the readings name different people for the step `meeting`",)
    assert not agreement.whole


def test_other_units_are_not_comparable(meeting):
    shape = meeting.plan_format.model_copy(update={"unit": "hour"})
    agreement = agree(meeting, meeting.model_copy(update={"plan_format": shape}))
    assert {one.outcome for one in agreement.comparisons} == {"not comparable"}


def test_what_no_program_can_judge_is_not_agreed(meeting):
    task = changed(meeting, "over", check=None)
    assert outcome(agree(task, task), "over").outcome == "not comparable"


def test_objectives_agree_by_their_parameters_only():
    slot = Slot(id="a", within=((0, 1440),), duration=(10, 10))
    quote = {"quote": "early", "span": (0, 5)}
    tasks = [
        Task(
            text="early",
            plan_format=PlanFormat(slots=(slot,)),
            constraints=(Constraint(id="c", text="-", check={"type": "minimise", "objective": what}, **quote),),
        )
        for what in ("start", "end")
    ]
    assert agree(tasks[0], tasks[0]).whole
    assert outcome(agree(*tasks), "c").outcome == "differs"
