import asyncio
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from benchmarks.gold import __main__ as gold
from benchmarks.gold.calendars import calendar_cases
from benchmarks.gold.case import mutants, rows
from benchmarks.gold.explained import EXPLANATIONS, differences, explained
from benchmarks.gold.game24 import check, game24_cases
from benchmarks.gold.judged import GOLD, Judged, judge_all
from benchmarks.gold.meetings import friends_of, meeting_cases, most_friends
from benchmarks.gold.report import faults
from benchmarks.gold.trips import flights_of, orders, trip_cases
from benchmarks.gold.worlds import blocks_faults, freight_faults

from plangen.cli.commands.verify import judge
from plangen.cli.options import Options
from plangen.schema import Plan, Task

BLOCKS = "(:init (on a b) (ontable b) (ontable c) (clear a) (clear c) (handempty)) (:goal (and (on b a) (clear c)))"
FREIGHT = """(:init (TRUCK t) (AIRPLANE p) (OBJ o) (AIRPORT x) (AIRPORT y) (in-city x k) (in-city z k) (in-city y m)
(at t x) (at p x) (at o z)) (:goal (and (at o y)))"""
SENT = """drive-truck t x z k, load-truck o t z, drive-truck t z x k, unload-truck o t x, load-airplane o p x,
fly-airplane p x y, unload-airplane o p y"""


@pytest.fixture(scope="module")
def data(calendar):
    return calendar.parent.parent


def actions(text):
    return [action.split() for action in text.split(",") if action.strip()]


@pytest.mark.parametrize("name", gold.SETS)
def test_gold_is_accepted_and_no_invalid_mutant(data, name):
    if name == "meeting":
        pytest.importorskip("ortools", reason="the largest number of friends is proved by the extra `solver`")
    cases = gold.SETS[name](data)[::10][:5]
    found = list(judge_all(cases, 12))
    assert len(found) == 13 * len(cases)
    assert faults(found) == []
    assert all(one.accepted for one in found if one.mutation == GOLD)


@pytest.mark.parametrize("name", gold.SETS)
def test_mutants_are_drawn_again_alike_and_none_is_gold_or_twice(data, name):
    case = gold.SETS[name](data)[0]
    drawn = mutants(case, 20)
    assert drawn == mutants(case, 20)
    assert drawn != mutants(case, 20, seed=1)
    plans = [plan.model_dump_json() for _, plan in drawn]
    assert len({*plans, case.gold.model_dump_json()}) == 21
    assert len({kind for kind, _ in drawn}) > 5


def test_every_half_hour_is_judged_as_the_oracle_judges_it(data):
    for case in calendar_cases(data)[::7]:
        (step,) = case.gold.steps
        for start in range(0, 5 * 1440, 30):
            moved = step.model_copy(update={"start": start, "end": start + step.end - step.start})
            plan = case.gold.model_copy(update={"steps": (moved,)})
            result = asyncio.run(judge(case.task, plan, model=None, options=Options()))
            assert result.verified == (not case.faults(plan)), (case.name, start)


def test_every_order_of_the_smaller_trips_is_judged_as_the_oracle_judges_it(data):
    cases = [case for case in trip_cases(data) if len(case.gold.steps) <= 5][::2]
    assert len(cases) >= 8
    for case in cases:
        for order in permutations(case.gold.steps):
            steps, at = [], 1
            for step in order:
                steps.append(step.model_copy(update={"start": at, "end": at + step.end - step.start}))
                at = steps[-1].end
            plan = case.gold.model_copy(update={"steps": tuple(steps)})
            result = asyncio.run(judge(case.task, plan, model=None, options=Options()))
            assert result.verified == (not case.faults(plan)), (case.name, plan)


def test_orders_are_those_that_trying_all_finds():
    lengths, events = {"A": 2, "B": 3, "C": 2}, [("B", 2, 4)]
    assert orders(lengths, events, {("A", "B"), ("B", "C"), ("C", "B"), ("B", "A")}) == [
        ("A", "B", "C"),
        ("C", "B", "A"),
    ]
    assert orders(lengths, events, {("A", "B"), ("B", "C")}) == [("A", "B", "C")]
    assert orders(lengths, [("B", 1, 2)], {("A", "B"), ("B", "C")}) == []


def test_the_number_of_friends_is_that_of_trying_every_order(data):
    for row in rows(data / "natural_plan" / "meeting_planning.jsonl")[::10]:
        friends, lag = friends_of(row), row["dist_matrix"]
        if len(friends) > 6:
            continue
        best = 0
        for order in permutations(friends):
            here, now, met = row["official_constraints"][0][0], 540, 0
            for who in order:
                place, opening, closing, wanted = friends[who]
                end = max(opening, now + lag[here][place]) + wanted
                if end <= closing:
                    here, now, met = place, end, met + 1
            best = max(best, met)
        assert most_friends(row) == best


def test_one_way_flights_go_one_way(data):
    row = next(
        row for row in rows(data / "natural_plan" / "trip_planning.jsonl") if "from Reykjavik to" in row["prompt"]
    )
    pairs = flights_of(row)
    assert any(pair[::-1] not in pairs for pair in pairs)
    assert all(pair in pairs for pair in pairwise(row["cities"].split("**")))


@pytest.mark.parametrize(
    ("done", "fault"),
    [
        ("unstack a b, put-down a, pick-up b, stack b a", None),
        ("unstack a b, put-down a, pick-up b", "on b a is not reached"),
        ("pick-up a", "action 1"),
        ("unstack a b, pick-up c", "action 2"),
        ("unstack a b, stack a a", "action 2"),
        ("pick-up b", "action 1"),
        ("unstack a b, put-down c", "action 2"),
        ("unstack a b, stack a", "action 2"),
        ("pick-up z", "action 1"),
        ("unstack a b, put-down a, pick-up b, stack b a, pick-up c", "clear c is not reached"),
    ],
)
def test_blocks_are_moved_by_the_rules(done, fault):
    found = blocks_faults(BLOCKS, actions(done))
    assert found == [] if fault is None else fault in found[0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("", ""), None),
        (("fly-airplane p x y", "fly-airplane p x z"), "action 6"),
        (("drive-truck t z x k", "drive-truck t z y k"), "action 3"),
        (("load-truck o t z", "load-truck o p z"), "action 2"),
        (("unload-truck o t x", "unload-truck o t y"), "action 4"),
        (("unload-airplane o p y", "fly-airplane p y x"), "at o y is not reached"),
        (("load-airplane o p x", "load-airplane o p"), "action 5"),
        (("load-truck o t z", "load-truck p t z"), "action 2"),
    ],
)
def test_freight_is_moved_by_the_rules(change, fault):
    found = freight_faults(FREIGHT, actions(SENT.replace(*change)))
    assert found == [] if fault is None else fault in found[0]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("(1 + 1) * (2 * 6)", True),
        ("6/(1-(1/2))*2", False),
        ("2*(1+1)*6", True),
        ("1 + 1 + 26", False),
        ("12 * (1 + 1)", False),
        ("(1 + 1) * 2 ** 6", False),
        ("(1 + 1) * (2 * 6", False),
        ("(1 + 1) * (2 * 6))", False),
        ("(1 + 1) * (2 * 6) = 24", False),
        ("-1 * -1 * 2 * 6", False),
        ("(2 + 6) / (1 - 1)", False),
        ("", False),
        (24, False),
        ("(1 + 1) * (2 * 6) + __import__('os').getpid()", False),
    ],
)
def test_the_checker_of_expressions_and_its_oracle(data, written, right):
    case = game24_cases(data)[19]
    assert case.task.text.startswith("Make 24 from the numbers 1, 1, 2 and 6.")
    plan = Plan(values={"expression": written})
    assert (check(case.task, plan) == []) == right
    assert (case.faults(plan) == []) == right


def test_the_checker_needs_the_numbers_of_the_task():
    assert check(Task(text="Make something."), Plan(values={"expression": "24"})) != []


def test_the_meeting_oracle_knows_walks_windows_and_the_best_number(data):
    case = next(case for case in meeting_cases(data) if len(case.gold.steps) > 2)
    first, second, *rest = case.gold.steps
    early = first.model_copy(update={"start": 0, "end": first.end})
    for steps, fault in (
        ((early, second, *rest), "is not there then"),
        ((first, *rest), "friends met"),
        ((first, first, second, *rest), "met twice"),
        ((first.model_copy(update={"location": second.location}), second, *rest), "is not there then"),
    ):
        assert fault in case.faults(case.gold.model_copy(update={"steps": steps}))[0]


ONE = Judged("trip", "row", "swap", False, "flights: violated: no way", ("no flight",), {"official": False})


def test_a_false_accept_a_refused_gold_and_an_unknown_difference_break_the_limits():
    assert faults([ONE]) == []
    assert "accepted, but no flight" in faults([replace(ONE, accepted=True)])[0]
    assert "gold refused" in faults([replace(ONE, mutation=GOLD, faults=())])[0]
    assert "without a known reason" in faults([replace(ONE, faults=())])[0]
    assert "official: 1 trip" in faults([replace(ONE, others={"official": True})])[0]


def test_a_difference_gets_the_reason_of_its_class():
    late = replace(ONE, faults=("not each city once",), others={"official": True})
    assert differences([late], "oracle") == []
    (reason,) = explained(differences([late], "official"), "official")
    assert reason == ("trip", False, "a stay behind gold's last is not looked at")
    assert all(item.opinion in ("oracle", "official", "annotation") for item in EXPLANATIONS)


def test_the_page_names_its_limits_and_missing_data_stop_it(data, tmp_path, capsys):
    out = tmp_path / "gold.md"
    assert (
        gold.main(["--sets", "game24", "--golds", "2", "--mutants", "3", "--data", str(data), "--out", str(out)]) == 0
    )
    assert "| game24 | 2 of 2 | 6 |" in out.read_text()
    assert "Limits kept" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="is not there"):
        gold.main(["--data", str(tmp_path / "none")])
    with pytest.raises(SystemExit, match="no set `chess`"):
        gold.main(["--sets", "chess", "--data", str(data)])
