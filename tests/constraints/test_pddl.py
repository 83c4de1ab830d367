import json
import os
from pathlib import Path

import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Constraint, Plan, Step, Task
from plangen.verifiers import check_constraints
from tests.constraints.strips.ferry import DOMAIN, PROBLEM, SOLUTION

ROOT = Path(__file__).parents[2]


def check(domain=DOMAIN, problem=PROBLEM):
    return build_check({"type": "pddl", "domain": domain, "problem": problem})


def plan(*actions):
    return Plan(steps=tuple(Step(id=f"s{index}", action=action) for index, action in enumerate(actions, 1)))


def violations(*actions, **scope):
    return check().evaluate(plan(*actions), Scope(**scope)).violations


def test_a_plan_that_reaches_the_goal_passes():
    assert violations(*SOLUTION) == ()
    assert violations(*(action.strip("()").upper() for action in SOLUTION)) == ()


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        (("(sail home east)", "(board red east)"), "step 2 (board red east): unmet preconditions (parked red east)"),
        (("board red home", "board blue home"), "step 2 (board blue home): unmet preconditions (not (loaded))"),
        (("(sail home home)",), "step 1 (sail home home): unmet preconditions (not (= home home))"),
        (
            ("(land red east)",),
            "step 1 (land red east): unmet preconditions (aboard red) (boat-at east)",
        ),
        (("(sial home east)",), "step 1 (sial home east): there is no action `sial`; did you mean `sail`?"),
        (("",), "step 1 (): there is no action ``; actions: sail, board, land, wash"),
        (("(sail home)",), "step 1 (sail home): sail takes 2 objects, not 1"),
        (("(sail home west)",), "step 1 (sail home west): there is no object `west`"),
        (("(sail home red)",), "step 1 (sail home red): `red` is no quay, which ?to must be"),
        (("(wash home)",), "step 1 (wash home): `home` is no car or lorry, which ?v must be"),
    ],
)
def test_the_first_step_that_cannot_be_taken_is_named(actions, message):
    (found,) = violations(*actions)
    assert found.message == message
    assert found.steps == (f"s{len(actions)}",)


def test_the_number_of_unmet_preconditions_is_the_amount():
    assert violations("(land red east)")[0].by == 2
    assert violations("(sail home west)")[0].by is None


def test_a_goal_that_is_not_reached_names_what_is_missing():
    (found,) = violations("(sail home east)")
    assert found.message == "the goal is not reached: missing (parked red east) (not (boat-at east))"
    assert (found.steps, found.expected, found.by) == ((), 2, 2)


def test_what_an_action_removes_and_adds_holds_afterwards():
    (found,) = violations("(wash truck)", "(board red home)")
    assert found.message == "step 2 (board red home): unmet preconditions (not (loaded))"


def test_a_beginning_is_refused_only_for_what_no_further_step_mends():
    assert violations(*SOLUTION[:2], partial=True) is None
    assert violations("(land red east)", partial=True)[0].steps == ("s1",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":equality", ":fluents", "the domain requires :fluents, which is not supported"),
        (":equality", ":adl", "the domain requires :adl"),
        (":equality", ":durative-actions", "requires :durative-actions"),
        ("(aboard ?v) (loaded)))", "(when (loaded) (aboard ?v))))", "needs :conditional-effects"),
        ("(aboard ?v) (boat-at ?q)", "(or (aboard ?v) (boat-at ?q))", "`land` that needs :disjunctive-preconditions"),
        ("(aboard ?v) (boat-at ?q)", "(not (and (aboard ?v) (boat-at ?q)))", "needs :disjunctive-preconditions"),
        ("(aboard ?v) (boat-at ?q)", "(forall (?x - car) (aboard ?x))", "needs :universal-preconditions"),
        ("(aboard ?v) (boat-at ?q)", "(exists (?x - car) (aboard ?x))", "needs :existential-preconditions"),
        ("(aboard ?v) (boat-at ?q)", "(>= (fuel) 3)", "needs :fluents"),
        ("(aboard ?v) (boat-at ?q)", "(= (fuel) 3)", "needs :fluents"),
        ("(not (loaded)) (loaded)", "(increase (cost) 1)", "needs :fluents"),
        ("(not (loaded)) (loaded)", "(= ?v ?v)", "needs :fluents"),
        ("(:constants", "(:functions (cost)) (:constants", "a section :functions, which is not supported"),
        ("(:action wash", "(:derived (x) (loaded)) (:action wash", "a section :derived, which is not supported"),
        ("(:action wash", "(:action land", "defines the action `land` twice"),
        ("(aboard ?v) (boat-at ?q)", "(afloat ?v)", "uses the predicate `afloat`, which is not declared"),
        ("(aboard ?v) (boat-at ?q)", "(aboard ?x)", "uses `?x`, which is not declared, in (aboard ?x)"),
        ("(aboard ?v) (boat-at ?q)", "(aboard ?v ?q)", "gives aboard 2 arguments instead of 1"),
        ("home - quay", "home - harbour", "gives `home` the type `harbour`, which is not declared"),
        ("?v - (either car lorry)", "?v - (all car)", "holds (all car) where a type should stand"),
        (":parameters (?from", ":vars (?from", "has an action `sail` whose parts are not"),
        ("(define (domain ferry)", "(define (world ferry)", "does not begin with (define (domain NAME)"),
        ("(define (domain ferry)", "(define (domain)", "where a name should stand"),
        ("; one boat", "; one boat\n(", "has 1 open brackets at its end"),
        ("; one boat", "\n) (", "is not one list in brackets"),
        ("; one boat", "\n))", "has a closing bracket too many"),
        ("; one boat", "boat", "holds boat where a section like (:init ...) should stand"),
        ("; one boat", "(" * 60, "nested too deeply"),
    ],
)
def test_a_domain_beyond_strips_is_refused_by_name(old, new, message):
    assert old in DOMAIN
    with pytest.raises(UsageError) as caught:
        check(domain=DOMAIN.replace(old, new, 1))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(:domain ferry)", "(:domain rail)", "a problem of the domain `rail`, not of `ferry`"),
        ("(:domain ferry)", "(:requirements :fluents)", "the problem requires :fluents"),
        ("(:domain ferry)", "(:metric minimize (cost))", "has a section :metric, which is not supported"),
        ("(parked red home)", "(parked grey home)", "uses `grey`, which is not declared"),
        ("(parked red home)", "(= (cost) 0)", "needs :fluents"),
        ("truck - lorry", "truck - ship", "the type `ship`, which is not declared"),
        ("(parked red east)", "(or (parked red east))", "needs :disjunctive-preconditions"),
        ("(:goal", "(:goals", "has a section :goals"),
        ("(:goal (and", "(:goal) (:objects (and", "the problem"),
    ],
)
def test_a_problem_that_does_not_fit_is_refused(old, new, message):
    assert old in PROBLEM
    with pytest.raises(UsageError) as caught:
        check(problem=PROBLEM.replace(old, new, 1))
    assert message in str(caught.value)


def test_an_unsupported_requirement_is_an_error_of_the_constraint():
    data = {"type": "pddl", "domain": DOMAIN.replace(":equality", ":fluents"), "problem": PROBLEM}
    (found,) = check_constraints(Task(text="x", constraints=(Constraint(id="c", text="t", check=data),)), plan("x"))
    assert (found.status, found.score) == ("error", None)
    assert ":fluents" in found.reason


def test_is_described_by_its_goal():
    text = check().describe()
    assert text == "the actions can be taken in the world ferry and reach (parked red east) (not (boat-at east))"


WORLDS = {"planbench_blocksworld": ("blocksworld.jsonl", 100), "planbench_logistics": ("logistics.jsonl", 50)}


@pytest.fixture(params=WORLDS)
def world(request):
    """The checks of a data set and the reference plan of each."""
    data = Path(os.environ.get("PLANGEN_DATA", ROOT.parent / "shared" / "data")) / request.param
    name, count = WORLDS[request.param]
    if not (data / name).is_file():
        pytest.skip(f"{data / name} is not there; set PLANGEN_DATA to the folder of development data")
    domain = (data / "domain.pddl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in (data / name).read_text(encoding="utf-8").splitlines()]
    assert len(rows) == count
    return [(check(domain, row["problem_pddl"]), row["reference_plan"]) for row in rows]


def test_every_reference_plan_is_valid(world):
    assert all(rule.evaluate(plan(*actions), Scope()).violations == () for rule, actions in world)


def test_a_plan_with_a_step_dropped_is_refused(world):
    mutants = [
        (rule, actions[:index] + actions[index + 1 :]) for rule, actions in world for index in range(len(actions))
    ]
    assert all(rule.evaluate(plan(*actions), Scope()).violations for rule, actions in mutants)


def test_a_plan_with_two_steps_swapped_is_refused_unless_they_are_independent(world):
    for rule, actions in world:
        for index in range(len(actions) - 1):
            first, second = actions[index : index + 2]
            swapped = [*actions[:index], second, first, *actions[index + 2 :]]
            assert bool(rule.evaluate(plan(*swapped), Scope()).violations) is depends(first, second), (first, second)


def depends(first, second):
    """Whether two steps that follow each other in a shortest plan cannot change places: always with one hand; in
    logistics when they handle the same package, or when one moves the vehicle that the other names."""
    (name, *objects), (other, *others) = (action.strip("()").split() for action in (first, second))
    moving = [step[0] for verb, step in ((name, objects), (other, others)) if verb.startswith(("drive", "fly"))]
    shared = set(objects) & set(others)
    hand = name in ("pick-up", "put-down", "stack", "unstack")
    return hand or any(item.startswith("p") or item in moving for item in shared)
