"""What an expression cannot do to the process: use up time or memory, or change the plan."""

import time
import tracemalloc

import pytest

from plangen.constraints.expressions import Evaluation, Meter, parse_expression
from plangen.errors import UsageError
from plangen.schema import Plan, Step

LONG = "x" * 100_000
PLAN = Plan(
    steps=tuple(Step(id=f"s{index}", start=index, end=index + 1) for index in range(60)),
    values={"long": LONG, "huge": 10**4000, "list": list(range(5000))},
    text=LONG,
)
NAMES = {"plan": PLAN, "steps": PLAN.steps, "values": PLAN.values, "text": PLAN.text}

BOMBS = [
    "len([1 for a in steps for b in steps for c in steps for d in steps]) > 0",
    "any(a.id == '' for a in steps for b in steps for c in steps for d in steps)",
    "sum(1 for a in steps for b in steps for c in steps for d in steps if False) > 0",
    "sum(range(10 ** 17)) > 0",
    "len(list(range(100000000))) > 0",
    "max(range(-10 ** 17, 10 ** 17)) > 0",
    "2 ** 10000000 > 0",
    "9 ** 9 ** 9 > 0",
    "(2 ** 59) ** 59 > 0",
    "10 ** 17 * 10 ** 17 > 0",
    "values['huge'] * values['huge'] > 0",
    "values['huge'] ** 1000 > 0",
    "-(10 ** 17) ** 3 < 0",
    "2.0 ** 100000 > 0",
    "1e17 ** 17.0 * 1e17 * 1e17 > 0",
    "1e17 ** 99.0 > 0",
    "(-8) ** 0.5 == 0",
    "round(5, 10 ** 17) == 5",
    "round(5, -10 ** 17) == 0",
    "'a' * 10 ** 12 == ''",
    "[0] * 10 ** 12 == []",
    "(0,) * 10 ** 12 == ()",
    "'%1000000000d' % 1 == ''",
    "text + text + text + text == ''",
    "text.split('') == []",
    "len(text.split('x')) > 0",
    "text.strip(text) == ''",
    "len([text.lower() for a in steps for b in steps]) > 0",
    "len([text.upper() + text for a in steps]) > 0",
    "len({(a.id, b.id, c.id) for a in steps for b in steps for c in steps}) > 0",
    "len(sorted(a.id + b.id for a in steps for b in steps for c in steps)) > 0",
    "len([i for l in [values['list'] + values['list'] + values['list']] for i in l]) > 0",
    "any(values['list'] + [a.id] == values['list'] + [b.id, 0] for a in steps for b in steps)",
    # A value that holds the one before twice doubles at each `for`.
    "[z for a in [[1, 1]] for b in [[a, a]] for c in [[b, b]] for d in [[c, c]] for e in [[d, d]] for f in [[e, e]] "
    "for g in [[f, f]] for h in [[g, g]] for i in [[h, h]] for j in [[i, i]] for k in [[j, j]] for l in [[k, k]] "
    "for m in [[l, l]] for n in [[m, m]] for o in [[n, n]] for z in [[o, o]]] == []",
    "len({(a, b) for a in [tuple(values['list'])] for b in [a] for s in steps for t in steps}) > 0",
]


@pytest.mark.parametrize("source", BOMBS)
def test_a_bomb_is_refused_fast_and_small(source):
    tree = parse_expression(source)
    tracemalloc.start()
    started = time.process_time()
    try:
        with pytest.raises((UsageError, TypeError, ValueError, OverflowError)):
            Evaluation().truth(tree, NAMES)
        assert time.process_time() - started < 3
        assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_the_limit_of_steps_is_named():
    with pytest.raises(UsageError, match="more than 100000 steps"):
        Evaluation().value(parse_expression("sum(1 for a in steps for b in steps for c in steps)"), NAMES)


def test_ordinary_work_is_far_below_the_limit():
    meter = Meter()
    tree = parse_expression("all(a.end <= b.start or b.end <= a.start for a in steps for b in steps if a.id < b.id)")
    assert Evaluation(meter).value(tree, NAMES) is True
    assert meter.left > 50_000


def test_any_and_all_stop_at_the_item_that_decides():
    meter = Meter()
    assert Evaluation(meter).value(parse_expression("any(s.id == 's1' for s in steps)"), NAMES) is True
    assert meter.left > 99_900


def test_an_item_is_looked_at_only_when_it_is_asked_for():
    tree = parse_expression("all(s.start == 0 and 1 / (1 - s.start) for s in steps)")
    assert Evaluation().value(tree, NAMES) is False


def test_a_generator_has_no_length():
    with pytest.raises(TypeError, match="has no length"):
        Evaluation().value(parse_expression("len(s for s in steps)"), NAMES)


def test_nothing_in_the_plan_changes():
    before = PLAN.model_dump_json()
    for source in ("sorted(values['list'], reverse=True) == []", "values['list'] + [1] == []"):
        Evaluation().value(parse_expression(source), NAMES)
    assert PLAN.model_dump_json() == before
