import random
import re
from time import perf_counter

import pytest

from plangen.constraints.pattern import compile_pattern

SAME_AS_PYTHON = [
    r"^Day 1",
    r"a|b|",
    r"(?:ab)*c",
    r"(a+)+b",
    r"a{2,3}b?$",
    r"a{0}b",
    r"[^ab\]]",
    r"[]a]+",
    r"[\w-]+",
    r"\bab\b",
    r"\B1",
    r"a.b",
    r"(?s)a.b",
    r"(?m)^b$",
    r"(?i)A[B]",
    r"(?P<x>a)(?P<y>b)",
    r"\d+\s\D",
    r"\x61\u0062",
    r"a{,3}",
    r"x{",
    r"(a*)*1",
    r"a+?b",
    r"[a&b|~]",
    r"\A(ab|ba)+\Z",
]


@pytest.mark.parametrize("pattern", SAME_AS_PYTHON)
def test_agrees_with_python_on_random_texts(pattern):
    rng = random.Random(pattern)
    ours, theirs = compile_pattern(pattern), re.compile(pattern)
    for _ in range(300):
        text = "".join(rng.choices("aabb1 -]\nA{x", k=rng.randrange(8)))
        text = text.rstrip("\n") if pattern.endswith(("$", "Z")) else text
        assert ours.occurs(text) == (theirs.search(text) is not None), text


def test_reads_days():
    assert compile_pattern("^Day 1").occurs("Day 1: Riga")
    assert not compile_pattern("^Day 1").occurs("On Day 1")


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"a*a*a*a*a*a*a*b", r"(a|a)*b", r"(?:a?){300}a{300}b", r"(.*)*x"])
def test_no_pattern_makes_a_search_hang(pattern):
    began = perf_counter()
    assert not compile_pattern(pattern).occurs("a" * 5_000)
    assert perf_counter() - began < 30


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"(a)\1", "backreferences are refused"),
        (r"(?P<x>a)(?P=x)", "lookaround is refused"),
        (r"a(?=b)", "lookaround is refused"),
        (r"(?<!a)b", "lookaround is refused"),
        (r"a**", "a repeat is repeated"),
        (r"a*+", "a repeat is repeated"),
        (r"*a", "nothing stands before"),
        (r"(a", "is not closed"),
        (r"a)", "closes nothing"),
        (r"[a", "is not closed"),
        (r"[b-a]", "bad character range"),
        (r"a{3,2}", "from less to more"),
        (r"a{5000}", "up to 1000"),
        (r"(a{1000}){1000}", "too large"),
        (r"((a{900}){900}){900}", "too large"),
        ("(" * 40 + ")" * 40, "nested more than 30"),
        (r"\p{Lu}", "not understood"),
        ("a\\", "not understood"),
        ("a" * 1001, "at most 1000"),
    ],
)
def test_what_an_automaton_cannot_do_is_refused(pattern, message):
    with pytest.raises(ValueError, match=message):
        compile_pattern(pattern)
