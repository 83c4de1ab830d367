from plangen.constraints import Scope, build_check
from plangen.reading import Clock


def check(**fields):
    return build_check({"type": "duration", **fields})


def test_passes_on_both_edges(day):
    assert check(min=50, max=50).evaluate(day, Scope()).violations == ()


def test_says_by_how_much_it_is_too_short_or_long(day):
    (short, _) = check(min=60).evaluate(day, Scope(words=Clock())).violations
    assert short.message == "s1 is 10 min too short (lasts 50 min, at least 1 h)"
    (long,) = check(select={"id": "s2"}, max=45).evaluate(day, Scope(words=Clock())).violations
    assert (long.steps, long.expected, long.actual, long.by) == (("s2",), 45, 50, 5)


def test_is_described_with_its_numbers():
    assert check(min=30, max=45).describe(Clock()) == "every step lasts 30 min to 45 min"
    assert check(min=30).describe(Clock()) == "every step lasts at least 30 min"
    assert check(min=30, max=30).describe(Clock()) == "every step lasts exactly 30 min"
