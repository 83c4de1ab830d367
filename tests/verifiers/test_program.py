import itertools
import random
import time

import pytest

from plangen.constraints.registry import DECLARATIVE
from plangen.constraints.window import Window
from plangen.schema import Constraint, Plan, PlanFormat, Slot, Step, Task
from plangen.verifiers import Program, check_constraints


def task(*checks, slots=(), **fields):
    constraints = tuple(
        Constraint(id=f"c{number}", text="demand", trust="confirmed", check=check, **fields)
        for number, check in enumerate(checks)
    )
    return Task(text="plan", constraints=constraints, plan_format=PlanFormat(slots=slots) if slots else None)


def plan(*times):
    return Plan(unit="minute", steps=tuple(Step(id=f"s{n}", start=s, end=e) for n, (s, e) in enumerate(times)))


def slot(name, end=100, every=10, length=10):
    return Slot(id=name, within=((0, end),), duration=(length, length), every=every)


def statuses(found):
    return [finding.status for finding in found]


def test_one_finding_for_each_check_in_order():
    found = check_constraints(task({"type": "window", "earliest": 5}, {"type": "count", "min": 2}), plan((5, 9)))
    assert [(finding.constraint, finding.status, finding.score) for finding in found] == [
        ("c0", "pass", 1.0),
        ("c1", "fail", 0.0),
    ]
    assert {finding.by for finding in found} == {"program"}


def test_constraints_without_a_check_are_left_to_others():
    assert check_constraints(Task(text="x", constraints=(Constraint(id="c", text="nice"),)), plan((1, 2))) == ()


def test_a_check_that_cannot_be_built_is_an_error_of_the_constraint():
    (found,) = check_constraints(task({"type": "windw", "earliest": 5}), plan((5, 9)))
    assert (found.status, found.score) == ("error", None)
    assert "did you mean `window`" in found.reason


def test_a_check_that_raises_is_an_error_of_the_constraint(monkeypatch):
    def broken(self, plan, scope):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(Window, "evaluate", broken)
    found = check_constraints(task({"type": "window", "earliest": 50}, {"type": "count", "min": 1}), plan((5, 9)))
    assert statuses(found) == ["error", "pass"]
    assert found[0].reason == "the check failed: ZeroDivisionError: oops"


def test_prose_is_not_judged_rather_than_vacuously_fine():
    for prose in (Plan(text="Meet at nine."), Plan(unit="minute", text="Meet at nine.")):
        (found,) = check_constraints(task({"type": "window", "earliest": 5}), prose)
        assert found.status == "abstain"


def test_a_plan_that_is_not_of_the_format_fails_it():
    found = check_constraints(task({"type": "window", "earliest": 5}, slots=(slot("s0"), slot("s1"))), plan((5, 15)))
    assert [(finding.constraint, finding.status) for finding in found] == [("format", "fail"), ("c0", "pass")]
    assert len(found[0].violations) == 2


def test_a_plan_of_the_format_gets_no_finding_for_it():
    assert check_constraints(task(slots=(slot("s0"),)), plan((10, 20))) == ()


def test_two_constraints_of_one_id_are_both_judged():
    twice = task({"type": "count", "min": 9}, {"type": "count", "min": 1})
    same = twice.model_copy(update={"constraints": tuple(c.model_copy(update={"id": "c"}) for c in twice.constraints)})
    assert statuses(check_constraints(same, plan((1, 2)))) == ["fail", "pass"]


async def test_is_a_verifier():
    assert statuses(await Program().verify(task({"type": "count", "min": 1}), plan((1, 2)))) == ["pass"]


def test_the_optimum_is_found_under_the_hard_checks():
    early = {"type": "minimise", "objective": "start"}
    demand = task({"type": "avoid", "intervals": [[0, 35]]}, early, slots=(slot("s0"),))
    assert statuses(check_constraints(demand, plan((40, 50)))) == ["pass", "pass"]
    assert statuses(check_constraints(demand, plan((50, 60)))) == ["pass", "fail"]


def test_too_many_plans_to_compare_are_left_to_the_solver():
    early = {"type": "minimise", "objective": "end"}
    apart = {"type": "no_overlap"}
    slots = tuple(slot(f"s{n}", end=1000) for n in range(3))
    demand = task(apart, early, slots=slots)
    assert statuses(check_constraints(demand, plan((0, 10), (20, 30), (10, 20)))) == ["pass", "pass"]
    assert statuses(check_constraints(demand, plan((0, 10), (20, 30), (30, 40)))) == ["pass", "fail"]


def test_too_many_plans_are_not_judged_without_the_solver(monkeypatch):
    monkeypatch.setattr("plangen.verifiers.optimum.installed", lambda: False)
    early = {"type": "minimise", "objective": "end"}
    slots = tuple(slot(f"s{n}", end=1010) for n in range(3))
    (found,) = check_constraints(task(early, slots=slots), plan((0, 10), (0, 10), (0, 10)))
    assert (found.status, "too many" in found.reason) == ("abstain", True)


def test_a_proof_that_leaves_a_family_out_refuses_nothing():
    early = {"type": "minimise", "objective": "end"}
    unknown = {"type": "expr", "expr": "len(steps) == 3"}
    slots = tuple(slot(f"s{n}", end=1000) for n in range(3))
    demand = task(unknown, early, slots=slots)
    assert statuses(check_constraints(demand, plan((0, 10), (0, 10), (0, 10)))) == ["pass", "pass"]
    assert statuses(check_constraints(demand, plan((0, 10), (0, 10), (10, 20)))) == ["pass", "abstain"]


def test_no_feasible_plan_is_not_judged():
    early = {"type": "minimise", "objective": "start"}
    found = check_constraints(task({"type": "window", "latest": 5}, early, slots=(slot("s0"),)), plan((0, 10)))
    assert statuses(found) == ["fail", "abstain"]


def test_a_hard_demand_without_check_can_excuse_a_later_start():
    early = {"type": "minimise", "objective": "start"}
    demand = task(early, slots=(slot("s0"),))
    prose = demand.model_copy(
        update={"constraints": (*demand.constraints, Constraint(id="p", text="not too early", trust="confirmed"))}
    )
    assert statuses(check_constraints(demand, plan((10, 20)))) == ["fail"]
    assert statuses(check_constraints(prose, plan((10, 20)))) == ["abstain"]
    assert statuses(check_constraints(prose, plan((0, 10)))) == ["pass"]
    assert statuses(check_constraints(demand, plan((10, 20)), unchecked=True)) == ["abstain"]


def test_an_objective_is_not_refused_on_the_word_of_checks_that_nobody_confirmed():
    early, late = {"type": "minimise", "objective": "start"}, {"type": "window", "earliest": 20}
    demand = task(late, early, slots=(slot("s0"),))
    guessed = demand.model_copy(
        update={"constraints": (demand.constraints[0].model_copy(update={"trust": "tested"}), demand.constraints[1])}
    )
    assert statuses(check_constraints(demand, plan((30, 40)))) == ["pass", "fail"]
    assert statuses(check_constraints(guessed, plan((30, 40)))) == ["pass", "abstain"]
    assert statuses(check_constraints(guessed, plan((20, 30)))) == ["pass", "pass"]


def test_a_plan_in_another_unit_is_not_judged_by_the_checks():
    demand = task({"type": "window", "earliest": 20}, slots=(slot("s0"),))
    found = check_constraints(demand, plan((30, 40)).model_copy(update={"unit": "day"}))
    assert [(finding.constraint, finding.status) for finding in found] == [("format", "fail"), ("c0", "abstain")]


def test_the_optimum_knows_that_a_step_may_be_left_out():
    most = {"type": "minimise", "objective": "steps", "sense": "max"}
    slots = (slot("s0"), slot("s1").model_copy(update={"optional": True}))
    demand = task({"type": "no_overlap"}, {"type": "window", "latest": 20}, most, slots=slots)
    assert statuses(check_constraints(demand, plan((0, 10)))) == ["pass", "pass", "fail"]
    assert statuses(check_constraints(demand, plan((0, 10), (10, 20)))) == ["pass", "pass", "pass"]


def test_the_optimum_takes_the_values_that_allow_it():
    early = {"type": "minimise", "objective": "start"}
    late = {
        "type": "implies",
        "when": {"type": "domain", "keys": ["room"], "values": ["small"]},
        "then": {"type": "window", "earliest": 50},
    }
    demand = task(late, early, slots=(slot("s0"),))
    shape = demand.plan_format.model_copy(update={"values": {"room": ("small", "large")}})
    demand = demand.model_copy(update={"plan_format": shape})
    small = plan((50, 60)).model_copy(update={"values": {"room": "small"}})
    assert statuses(check_constraints(demand, small)) == ["pass", "fail"]
    large = plan((0, 10)).model_copy(update={"values": {"room": "large"}})
    assert statuses(check_constraints(demand, large)) == ["pass", "pass"]


def test_the_optimum_equals_that_of_brute_force():
    rng = random.Random(1)
    for _ in range(60):
        objective = rng.choice(["start", "end"])
        slots = tuple(slot(f"s{n}", end=60, length=rng.choice([10, 20])) for n in range(rng.choice([1, 2])))
        busy = [[t, t + rng.choice([10, 15])] for t in rng.sample(range(0, 60, 5), 3)]
        checks = [{"type": "avoid", "select": {"id": "s0"}, "intervals": busy}, {"type": "window", "earliest": 10}]
        demand = task(*checks, {"type": "minimise", "objective": objective}, slots=slots)
        every = [
            plan(*((start, start + s.duration[0]) for start, s in zip(starts, slots, strict=True)))
            for starts in itertools.product(range(0, 60, 10), repeat=len(slots))
            if all(start + s.duration[0] <= 60 for start, s in zip(starts, slots, strict=True))
        ]
        feasible = [p for p in every if statuses(check_constraints(demand, p))[:2] == ["pass", "pass"]]
        value = {"start": lambda p: min(s.start for s in p.steps), "end": lambda p: max(s.end for s in p.steps)}
        best = min((value[objective](p) for p in feasible), default=None)
        for p in feasible:
            expected = "pass" if value[objective](p) == best else "fail"
            assert check_constraints(demand, p)[2].status == expected


BEGINNINGS = [
    {"type": "window", "earliest": 20, "latest": 70},
    {"type": "duration", "max": 10},
    {"type": "avoid", "intervals": [[30, 40]]},
    {"type": "allowed", "field": "id", "values": ["s0"]},
    {"type": "count", "max": 1},
    {"type": "no_overlap", "gap": 5},
    {"type": "minimise", "objective": "start", "best": 30},
    {"type": "transition", "lag": {"A": {"B": 5, "C": 20}, "B": {"C": 5}, "C": {"A": 0}}, "origin": "A"},
    {"type": "transition", "lag": {"A": {"B": 5, "C": 20}, "B": {"C": 5}}, "exact": True},
    {"type": "precedence", "first": {"id": "s0"}, "then": {"location": "B"}, "max_lag": 30},
    {"type": "capacity", "resource": "crew", "limit": 2},
    {"type": "total", "field": "cost", "min": 3, "max": 5},
    {"type": "cover", "field": "location", "values": ["A", "B"], "once": True},
    {"type": "present", "location": "A", "interval": [10, 15]},
    {"type": "bounds", "start": 10, "end": 70},
    {"type": "domain", "keys": ["u", "v"], "values": [1, 2]},
    {"type": "differ", "pairs": [["u", "v"]]},
    {"type": "regex", "pattern": "s1"},
    {"type": "json_schema", "schema": {"type": "object"}},
    {
        "type": "implies",
        "when": {"type": "count", "select": {"location": "A"}, "min": 1},
        "then": {"type": "window", "earliest": 20},
    },
    {"type": "implies", "when": {"type": "window", "earliest": 20}, "then": {"type": "count", "max": 2}},
    {"type": "any_of", "checks": [{"type": "window", "latest": 50}, {"type": "count", "max": 2}]},
]


def test_a_failure_on_a_beginning_is_final():
    assert {check["type"] for check in BEGINNINGS} == DECLARATIVE
    rng = random.Random(2)
    demand = task(*BEGINNINGS)
    failed = set()
    for _ in range(400):
        steps = [
            Step(
                id=f"s{number}",
                start=(start := rng.randrange(0, 80, 5)),
                end=start + rng.choice([0, 5, 10, 15]),
                location=rng.choice("ABC"),
                cost=rng.randrange(4),
                resources={"crew": rng.randrange(3)},
            )
            for number in range(3)
        ]
        values = {"u": rng.randrange(3), "v": rng.randrange(3)}
        whole = statuses(check_constraints(demand, Plan(steps=tuple(steps), values=values)))
        begun = [step for step in steps if rng.random() < 0.6]
        known = {key: value for key, value in values.items() if rng.random() < 0.6}
        early = statuses(check_constraints(demand, Plan(steps=tuple(begun), values=known), partial=True))
        final = {number for number, status in enumerate(early) if status == "fail"}
        assert all(whole[number] == "fail" for number in final)
        failed |= {BEGINNINGS[number]["type"] for number in final}
    assert DECLARATIVE - failed == {"minimise", "present", "regex", "json_schema"}


def test_prose_is_judged_by_what_reads_prose():
    checks = [{"type": "regex", "pattern": "nine"}, {"type": "window", "earliest": 5}]
    checks.append({"type": "any_of", "checks": checks[:1]})
    checks.append({"type": "domain", "keys": ["room"], "values": [1]})
    demand = task(*checks)
    assert statuses(check_constraints(demand, Plan(text="Meet at nine."))) == ["pass", "abstain", "pass", "abstain"]
    held = Plan(text="Meet at ten.", values={"room": 1})
    assert statuses(check_constraints(demand, held)) == ["fail", "abstain", "fail", "pass"]


def test_what_was_prepared_for_one_task_is_not_used_for_another():
    for earliest in range(200):
        found = check_constraints(task({"type": "window", "earliest": earliest}), plan((100, 101)))
        assert statuses(found) == ["pass" if earliest <= 100 else "fail"]


def test_the_best_cost_and_number_are_found_under_the_hard_checks():
    slots = (slot("s0"), slot("s1"))
    dear = tuple(item.model_copy(update={"cost": 5.5}) for item in slots)
    cheap = task({"type": "minimise", "objective": "cost"}, slots=dear)
    (best,) = check_constraints(
        cheap, Plan(unit="minute", steps=tuple(Step(id=item.id, start=0, end=10, cost=5.5) for item in dear))
    )
    assert best.status == "pass"
    late = task({"type": "minimise", "objective": "start", "sense": "max"}, slots=(slot("s0"),))
    assert statuses(check_constraints(late, plan((90, 100)))) == ["pass"]
    assert statuses(check_constraints(late, plan((80, 90)))) == ["fail"]


def test_twenty_steps_under_thirty_checks_take_about_a_millisecond():
    checks = [
        [
            {"type": "window", "select": {"id": f"s{n % 20}"}, "earliest": 5, "latest": 5000},
            {"type": "avoid", "intervals": [[9000, 9100], [9200 + n, 9300 + n]]},
            {"type": "duration", "min": 5, "max": 60},
        ][n % 3]
        for n in range(30)
    ]
    demand = task(*checks)
    steps = plan(*((n * 30 + 10, n * 30 + 30) for n in range(20)))
    assert statuses(check_constraints(demand, steps)) == ["pass"] * 30
    began = time.perf_counter()
    for _ in range(50):
        check_constraints(demand, steps)
    assert (time.perf_counter() - began) / 50 < 0.01


@pytest.mark.parametrize("steps", [(), ((0, 10), (0, 10), (0, 10))])
def test_an_empty_or_overfull_typed_plan_is_judged(steps):
    found = check_constraints(task({"type": "count", "min": 1}, slots=(slot("s0"),)), plan(*steps))
    assert found[0].constraint == "format"
