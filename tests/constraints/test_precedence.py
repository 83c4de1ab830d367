import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.reading import Clock
from plangen.schema import Plan, Step


def check(**fields):
    return build_check({"type": "precedence", "first": {"id": "cut"}, "then": {"action": "glue"}, **fields})


def plan(cut, *glues):
    glued = (Step(id=f"g{n}", action="glue", start=start, end=start + 5) for n, start in enumerate(glues))
    return Plan(unit="minute", steps=(Step(id="cut", start=cut[0], end=cut[1]), *glued))


def test_passes_between_both_lags():
    assert check(min_lag=5, max_lag=60).evaluate(plan((0, 10), 15, 70), Scope()).violations == ()
    assert check(min_lag=-3).evaluate(plan((0, 10), 7), Scope()).violations == ()


def test_each_pair_is_located_and_measured():
    found = check(min_lag=5, max_lag=60).evaluate(plan((540, 550), 553, 620), Scope(words=Clock())).violations
    soon, late = found
    assert soon.message == ("g0 starts 2 min too soon after cut: Monday 09:13, at least 5 min after Monday 09:10")
    assert (soon.steps, soon.expected, soon.actual, soon.by) == (("cut", "g0"), 555, 553, 2)
    assert (late.steps, late.by) == (("cut", "g1"), 10)


def test_a_step_does_not_come_after_itself():
    steps = plan((0, 10), 20).steps
    both = build_check({"type": "precedence", "first": {"action": "glue"}, "then": {}})
    found = both.evaluate(Plan(steps=steps), Scope()).violations
    assert [violation.steps for violation in found] == [("g0", "cut")]


def test_holds_vacuously_when_a_side_is_missing(day):
    assert check().evaluate(day, Scope()).violations == ()
    assert check().evaluate(plan((0, 10)), Scope()).violations == ()
    assert check().evaluate(plan((0, 10)), Scope(partial=True)).violations is None


def test_a_failure_on_a_beginning_is_reported():
    assert check().evaluate(plan((0, 10), 5), Scope(partial=True)).violations


def test_a_step_without_times_breaks_it_once():
    untimed = Plan(steps=(Step(id="cut"), Step(id="g", action="glue", start=1, end=2)))
    (found,) = check().evaluate(untimed, Scope()).violations
    assert found.steps == ("cut",)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"min_lag": 9, "max_lag": 5}, "`min_lag` is greater"),
        ({"min_lag": "9"}, "field `min_lag`"),
        ({"first": {"action": "glue"}}, "select the same steps"),
        ({"first": {"ide": "x"}}, "unknown field `first.ide`; did you mean `id`?"),
        ({"first": None}, "field `first`"),
    ],
)
def test_hostile_values_are_refused(fields, message):
    with pytest.raises(UsageError, match=message):
        check(**fields)


def test_is_described_with_its_numbers():
    assert check(max_lag=60).describe(Clock()) == ("every `glue` step starts 0 min to 1 h after the end of step `cut`")
    assert check().describe() == "every `glue` step starts at or after the end of step `cut`"
    assert check(min_lag=5).describe() == "every `glue` step starts at least 5 ticks after the end of step `cut`"
