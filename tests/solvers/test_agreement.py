"""The compiler against the evaluators, two independent paths: both must allow exactly the same plans."""

from __future__ import annotations

from itertools import combinations
from random import Random
from time import monotonic

import pytest

from plangen.constraints import build_check
from plangen.schema import Plan, Task
from plangen.solvers import core, solutions, solvable, solve
from plangen.solvers.engine import run
from plangen.solvers.families import formula
from plangen.solvers.formula import enforce, negated
from plangen.solvers.problem import Problem
from tests.solvers.small import FAMILIES, count, feasible, plans, random_shape, task, texts, values_for

CASES = 15
NOT_NEGATED = {"transition"}


@pytest.mark.parametrize("family", FAMILIES)
def test_solver_finds_exactly_the_plans_that_the_evaluator_accepts(family: str) -> None:
    random, decided = Random(family), set()
    for _ in range(CASES):
        shape = random_shape(random, slots=random.randint(1, 3), values=values_for(family, random), most=60)
        given = task(shape, FAMILIES[family](random))
        assert solvable(given) == ()
        wanted = feasible(given)
        assert texts(solutions(given, cap=count(shape) + 1)) == texts(wanted), given.model_dump_json()
        decided.add(0 if not wanted else 1 if len(wanted) < count(shape) else 2)
    assert 1 in decided, "no case allows some plans and refuses others"


@pytest.mark.parametrize("family", [family for family in FAMILIES if family not in NOT_NEGATED])
def test_negation_allows_exactly_the_plans_that_the_evaluator_refuses(family: str) -> None:
    random = Random(f"not {family}")
    for _ in range(CASES):
        shape = random_shape(random, slots=random.randint(1, 3), values=values_for(family, random), most=40)
        check = FAMILIES[family](random)
        accepted = set(texts(feasible(task(shape, check))))
        refused = [plan for plan in plans(shape) if plan.model_dump_json() not in accepted]
        assert texts(_refused(task(shape), check)) == texts(refused), (shape, check)


def test_several_families_together_and_their_infeasibility() -> None:
    random, kinds = Random(7), set()
    for _ in range(40):
        shape = random_shape(random, slots=2, values=2)
        rules = [FAMILIES[name](random) for name in random.sample(sorted(FAMILIES), 3)]
        given = task(shape, *rules)
        wanted = feasible(given)
        answer = solve(given)
        assert answer.status == ("optimal" if wanted else "infeasible")
        kinds.add(answer.status)
        if wanted:
            assert answer.plan in wanted
        else:
            _assert_minimal(given, core(given))
    assert len(kinds) == 2


def _assert_minimal(given: Task, names: tuple[str, ...]) -> None:
    by_id = {item.id: item for item in given.constraints}
    assert names
    assert not feasible(given.model_copy(update={"constraints": tuple(by_id[name] for name in names)}))
    for fewer in combinations(names, len(names) - 1):
        assert feasible(given.model_copy(update={"constraints": tuple(by_id[name] for name in fewer)}))


def _refused(given: Task, check: dict[str, object]) -> list[Plan]:
    """Every plan of the format in which the negated check holds."""
    problem = Problem(given)
    enforce(problem.model, negated(formula(build_check(check), problem.variables)))
    found: list[Plan] = []
    while (answer := run(problem.model, until=monotonic() + 10)).found:
        found.append(problem.variables.plan(answer))
        enforce(problem.model, problem.variables.differs(found[-1]))
    return found
