import pytest

from plangen.constraints import Scope, build_check
from plangen.reading import Clock
from plangen.schema import Plan, Step

WAYS = {"Dock": {"Hill": 20}, "Hill": {"Dock": 15, "Mill": 5}, "Mill": {"Dock": 1}}
PARTIAL = Scope(partial=True)


def check(**fields):
    return build_check({"type": "transition", "lag": WAYS, **fields})


def plan(*stays):
    return Plan(
        unit="minute",
        steps=tuple(Step(id=f"s{n}", start=s, end=e, location=place) for n, (place, s, e) in enumerate(stays, 1)),
    )


def broken(found, where, scope=None):
    return found.evaluate(where, scope or Scope()).violations


def test_passes_with_just_enough_time_in_any_order_of_steps():
    assert broken(check(), plan(("Hill", 660, 700), ("Dock", 600, 640), ("Hill", 700, 710))) == ()


def test_a_start_too_soon_is_located_and_measured():
    (found,) = broken(check(), plan(("Dock", 590, 640), ("Hill", 650, 700)), Scope(words=Clock()))
    assert found.message == "s2 starts 10 min too soon after s1: Dock -> Hill needs 20 min"
    assert (found.steps, found.expected, found.actual, found.by) == (("s1", "s2"), 660, 650, 10)


def test_a_pair_that_is_not_listed_is_forbidden_in_that_direction():
    assert broken(check(), plan(("Mill", 0, 1), ("Dock", 2, 3))) == ()
    (found,) = broken(check(), plan(("Dock", 0, 1), ("Mill", 500, 501)))
    assert found.message == "s2 comes after s1, but there is no way Dock -> Mill"
    assert (found.steps, found.expected, found.actual, found.by) == (("s1", "s2"), "Hill", "Mill", None)


def test_staying_takes_no_time_unless_listed():
    assert broken(check(), plan(("Dock", 0, 5), ("Dock", 5, 6))) == ()
    (found,) = broken(check(lag={"Dock": {"Dock": 3}}), plan(("Dock", 0, 5), ("Dock", 6, 7)))
    assert found.by == 2


def test_the_first_way_begins_at_the_origin():
    begun = check(origin="Dock", origin_time=540)
    assert broken(begun, plan(("Hill", 560, 570))) == ()
    (found,) = broken(begun, plan(("Hill", 555, 570)), Scope(words=Clock()))
    assert found.message == "s1 starts 5 min too soon after Monday 09:00: Dock -> Hill needs 20 min"
    assert (found.steps, found.expected, found.by) == (("s1",), 560, 5)
    assert broken(begun, plan(("Mill", 900, 901)))[0].by is None
    assert "no way Dock -> Mill" in broken(check(origin="Dock"), plan(("Mill", 900, 901)))[0].message


def test_exact_leaves_no_idle_time():
    exact = check(exact=True, origin="Dock", origin_time=0)
    assert broken(exact, plan(("Hill", 20, 30), ("Mill", 35, 40))) == ()
    (found,) = broken(exact, plan(("Hill", 20, 30), ("Mill", 42, 50)))
    assert found.message.startswith("s2 starts 7 ticks too late after s1: Hill -> Mill needs 5 ticks")
    assert broken(exact, plan(("Hill", 25, 30)))[0].by == 5


def test_a_step_without_location_or_times_breaks_it():
    (found,) = broken(check(), plan((None, 0, 1)))
    assert (found.message, found.steps) == ("s1 has no location", ("s1",))
    assert broken(check(), plan(("Dock", None, 1)))


def test_only_the_selected_steps_count():
    lunch = Plan(steps=(Step(id="lunch", action="eat", start=0, end=1), *plan(("Dock", 1, 2)).steps))
    assert broken(check(select={"location": "Dock"}), lunch) == ()
    assert broken(check(select={"actor": "Zoe"}), lunch) == ()


def test_on_a_beginning_a_stopover_may_still_come_between():
    gap = plan(("Dock", 0, 10), ("Mill", 35, 40))
    assert broken(check(), gap)
    assert broken(check(), gap, PARTIAL) == ()
    (found,) = broken(check(), plan(("Dock", 0, 10), ("Mill", 34, 40)), PARTIAL)
    assert found.by == 1
    assert broken(check(exact=True), plan(("Dock", 0, 10), ("Hill", 90, 95)), PARTIAL) == ()
    assert broken(check(), plan(("Dock", 0, 1), ("Sea", 90, 95)), PARTIAL)
    assert broken(check(), plan(), PARTIAL) is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lag": {"Dock": {"Hill": -1}}}, "greater than or equal to 0"),
        ({"lag": {"Dock": {"Hill": "20"}}}, "valid integer"),
        ({"lag": {"Dock": {"": 1}}}, "at least 1 character"),
        ({"origin_time": 5}, "`origin_time` needs `origin`"),
        ({"exact": "yes"}, "boolean"),
        ({"lag": {str(n): {str(m): 1 for m in range(200)} for n in range(100)}}, "more than 10000 pairs"),
    ],
)
def test_hostile_values_are_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        type(check()).model_validate({"lag": WAYS, **fields})


def test_is_described_with_its_numbers():
    said = check(origin="Dock", origin_time=540, exact=True, select={"action": "meet"}).describe(Clock())
    assert said == (
        "between two steps in a row (every `meet` step) the way takes: from Dock to Hill 20 min; "
        "from Hill to Dock 15 min, to Mill 5 min; from Mill to Dock 1 min; no other way is possible; "
        "the first way begins at Dock at Monday 09:00; no time is idle"
    )
