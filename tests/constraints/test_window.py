from plangen.constraints import Scope, build_check
from plangen.reading import Clock
from plangen.schema import Plan, Step


def check(**fields):
    return build_check({"type": "window", **fields})


def test_passes_inside_and_on_the_edges(day):
    assert check(select={"id": "s1"}, earliest=590, latest=640).evaluate(day, Scope()).violations == ()


def test_names_step_side_and_amount(day):
    (early, late) = check(earliest=600, latest=640).evaluate(day, Scope(words=Clock())).violations
    assert early.message == "s1 starts 10 min too early (Monday 09:50, earliest Monday 10:00)"
    assert (early.steps, early.expected, early.actual, early.by) == (("s1",), 600, 590, 10)
    assert late.message == "s2 ends 1 h too late (Monday 11:40, latest Monday 10:40)"


def test_a_step_without_times_breaks_it():
    plan = Plan(steps=(Step(id="s"), Step(id="t", start=5), Step(id="u", start=5, end=4)))
    found = check(earliest=0).evaluate(plan, Scope()).violations
    assert [violation.steps for violation in found] == [("s",), ("t",), ("u",)]


def test_holds_vacuously_and_abstains_on_a_beginning(day):
    nobody = check(select={"actor": "Zoe"}, earliest=600)
    assert nobody.evaluate(day, Scope()).violations == ()
    assert nobody.evaluate(day, Scope(partial=True)).violations is None


def test_is_described_with_its_numbers():
    text = check(select={"actor": "Ana"}, earliest=600, latest=720).describe(Clock())
    assert text == "every step with Ana starts at Monday 10:00 or later and ends at Monday 12:00 or earlier"
