from plangen.constraints import Scope, build_check


def check(**fields):
    return build_check({"type": "count", **fields})


def test_passes_inside(day):
    assert check(min=2, max=2).evaluate(day, Scope()).violations == ()


def test_counts_too_many_and_too_few(day):
    (many,) = check(select={"actor": "Ana"}, max=1).evaluate(day, Scope()).violations
    assert (many.steps, many.expected, many.actual, many.by) == (("s1", "s2"), 1, 2, 1)
    (few,) = check(select={"action": "swim"}, min=1).evaluate(day, Scope()).violations
    assert few.message == "0 steps (every `swim` step), at least 1"


def test_a_beginning_can_only_have_too_many(day):
    assert check(min=3).evaluate(day, Scope(partial=True)).violations is None
    assert check(max=1).evaluate(day, Scope(partial=True)).violations


def test_is_described_with_its_numbers():
    assert check(min=1, max=4).describe() == "the number of steps (every step) is 1 to 4"
    assert check(max=4).describe() == "the number of steps (every step) is at most 4"
