import pytest

from plangen.schema import PlanFormat, Slot, Task
from plangen.trust import lint
from tests.trust.conftest import TUESDAY, changed, constraint


def codes(task, name):
    return [fault.code for fault in lint(task).get(name, ())]


def test_right_readings_have_no_fault(meeting, visits):
    assert lint(meeting) == {}
    assert lint(visits) == {}


def test_an_id_given_twice(meeting):
    assert codes(changed(meeting, "over", id="length"), "length") == ["id"]


def test_a_quote_that_does_not_stand_in_the_task(meeting):
    assert "quote" in codes(changed(meeting, "over", quote="by half past three", span=None), "over")


def test_a_check_that_cannot_be_built(meeting):
    (fault,) = lint(changed(meeting, "over", {"type": "window"}))["over"]
    assert fault.code == "build"
    assert fault.grave


def test_a_name_that_the_plan_format_does_not_have(meeting):
    task = changed(meeting, "ben", {"type": "window", "select": {"actor": "Bem"}, "earliest": TUESDAY + 660})
    assert "selector" in codes(task, "ben")


def test_a_person_other_than_the_one_quoted(meeting):
    task = changed(meeting, "ben", {"type": "window", "select": {"actor": "Cleo"}, "earliest": TUESDAY + 660})
    (fault,) = lint(task)["ben"]
    assert (fault.code, fault.grave) == ("name", False)
    assert fault.message == "the quote names another actor than Cleo"


@pytest.mark.parametrize("by", [-720, -60, -1, 1, 30])
def test_a_time_that_the_quote_does_not_say(meeting, by):
    check = {"type": "window", "latest": TUESDAY + 960 + by}
    assert "value" in codes(changed(meeting, "over", check), "over")


def test_the_fault_names_time_and_field(meeting):
    faults = lint(changed(meeting, "over", {"type": "window", "latest": TUESDAY + 900}))["over"]
    assert faults[0].message == "`latest` is Tuesday 15:00, which the quote does not say"


def test_a_day_that_the_quote_does_not_say(meeting):
    wide = meeting.plan_format.slots[0].model_copy(update={"within": ((0, 5 * TUESDAY),)})
    shape = meeting.plan_format.model_copy(update={"slots": (wide,)})
    task = meeting.model_copy(update={"plan_format": shape})
    check = {"type": "window", "select": {"actor": "Ben"}, "earliest": 2 * TUESDAY + 660}
    assert "value" in codes(changed(task, "ben", check), "ben")


def test_the_complement_of_free_hours_is_derived(meeting):
    rest = [[0, TUESDAY + 540], [TUESDAY + 1020, 7 * TUESDAY]]
    assert codes(changed(meeting, "hours", {"type": "avoid", "intervals": rest}), "hours") == []


def test_an_interval_that_nothing_uses(meeting):
    busy = [[TUESDAY + 540, TUESDAY + 630]]
    faults = lint(changed(meeting, "ana", {"type": "avoid", "select": {"actor": "Ana"}, "intervals": busy}))["ana"]
    assert [fault.message for fault in faults] == ["nothing uses `13:00`", "nothing uses `14:00`"]


def test_a_minimum_read_as_a_maximum(visits):
    task = changed(visits, "hill", {"type": "duration", "select": {"location": "Hill"}, "max": 40})
    (fault,) = lint(task)["hill"]
    assert fault.code == "side"
    assert fault.message.endswith("is read as a maximum")


def test_an_exact_length_read_as_a_bound(meeting):
    assert codes(changed(meeting, "length", {"type": "duration", "min": 45}), "length") == ["side"]


def test_a_way_that_the_table_does_not_list(visits):
    check = visits.constraints[0].check
    lag = {**check["lag"], "Dock": {"Hill": 25, "Mill": 30}}
    assert "value" in codes(changed(visits, "ways", {**check, "lag": lag}), "ways")


def test_a_bound_on_the_start_for_one_on_the_end(meeting):
    latest = meeting.constraints[-1].check["latest"] - 45
    assert codes(changed(meeting, "over", {"type": "window", "latest": latest}), "over") == []


def test_days_counted_as_nights_must_be_so_throughout(trip):
    assert lint(trip) == {}
    check = {**trip.constraints[1].check, "min": 4, "max": 4}
    assert codes(changed(trip, "porto", check), "porto") == ["convention", "convention"]


def test_a_constraint_without_check_is_not_judged(meeting):
    task = changed(meeting, "over", text="over by four", check=None)
    assert codes(task, "over") == []


def test_an_order_other_than_the_quoted_one(visits):
    check = {"type": "precedence", "first": {"location": "Mill"}, "then": {"location": "Hill"}}
    (fault,) = lint(changed(visits, "order", check))["order"]
    assert (fault.code, fault.message) == ("relation", "the quote says the other order")


@pytest.mark.parametrize(
    ("words", "hill_first"),
    [
        ("See the Hill before the Mill", True),
        ("See the Hill after the Mill", False),
        ("After the Hill, see the Mill", True),
        ("Before the Hill, see the Mill", False),
        ("First the Hill, then the Mill", True),
        ("First the Hill, after that the Mill", True),
    ],
)
def test_words_of_order(visits, words, hill_first):
    text = visits.text.replace("See the Hill before the Mill", words)
    span = (text.index(words), text.index(words) + len(words))
    places = [{"location": "Hill"}, {"location": "Mill"}]
    first, then = places if hill_first else places[::-1]
    right = {"type": "precedence", "first": first, "then": then}
    wrong = {"type": "precedence", "first": then, "then": first}
    task = visits.model_copy(update={"text": text})
    assert codes(changed(task, "order", right, quote=words, span=span), "order") == []
    assert codes(changed(task, "order", wrong, quote=words, span=span), "order") == ["relation"]


LINES = "Trains run from Leeds to York, York and Hull, from Hull to Leeds."


@pytest.fixture
def trains():
    slots = tuple(
        Slot(id=name.lower(), action="stay", location=name, within=((1, 10),), duration=(0, 9))
        for name in ("Leeds", "York", "Hull")
    )
    lag = {"Leeds": {"York": 0}, "York": {"Hull": 0}, "Hull": {"York": 0, "Leeds": 0}}
    one = constraint(LINES, "trains", LINES[:-1], {"type": "transition", "lag": lag})
    return Task(text=LINES, constraints=(one,), plan_format=PlanFormat(unit="day", slots=slots))


def test_listed_ways_are_compared(trains):
    assert lint(trains) == {}


@pytest.mark.parametrize(
    ("lag", "message"),
    [
        (
            {"Leeds": {}, "York": {"Hull": 0}, "Hull": {"York": 0, "Leeds": 0}},
            "nothing uses the way between Leeds and York",
        ),
        (
            {"Leeds": {"York": 0}, "York": {"Hull": 0}, "Hull": {"Leeds": 0}},
            "nothing uses the way between York and Hull",
        ),
    ],
)
def test_a_listed_way_that_is_left_out(trains, lag, message):
    (fault,) = lint(changed(trains, "trains", {"type": "transition", "lag": lag}))["trains"]
    assert (fault.code, fault.message) == ("relation", message)


def test_a_way_that_no_item_lists(trains):
    lines = LINES.replace(", from Hull to Leeds", "")
    lag = {"Leeds": {"York": 0, "Hull": 0}, "York": {"Hull": 0}, "Hull": {"York": 0}}
    one = constraint(lines, "trains", lines[:-1], {"type": "transition", "lag": lag})
    task = trains.model_copy(update={"text": lines, "constraints": (one,)})
    assert [fault.message for fault in lint(task)["trains"]] == ["the quote says no way from Leeds to Hull"]


def test_a_wish_is_worded_as_one(meeting):
    assert codes(changed(meeting, "over", kind="soft"), "over") == ["wish"]
    text = meeting.text.replace("The meeting has to be", "It would be nice if the meeting were")
    quote = "the meeting were over by 16:00"
    span = (text.index(quote), text.index(quote) + len(quote))
    task = changed(meeting.model_copy(update={"text": text}), "over", kind="soft", quote=quote, span=span)
    assert codes(task, "over") == []
