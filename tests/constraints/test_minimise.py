from plangen.constraints import Optimum, Scope, build_check


def check(objective="start", **fields):
    return build_check({"type": "minimise", "objective": objective, **fields})


def test_passes_at_the_given_best(day):
    assert check(best=590).evaluate(day, Scope()).violations == ()
    assert check("end", best=700).evaluate(day, Scope()).violations == ()


def test_a_worse_plan_is_told_so_without_the_optimum(day):
    (worse,) = check(best=555).evaluate(day, Scope()).violations
    assert worse.message == "s1 starts at tick 590, but an earlier feasible start exists"
    assert (worse.steps, worse.expected, worse.by) == (("s1",), None, None)
    assert "555" not in worse.model_dump_json()
    assert check("end", best=600).evaluate(day, Scope()).violations[0].steps == ("s2",)


def test_without_best_it_asks_the_scope(day):
    assert check().evaluate(day, Scope()).violations is None
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(590))).violations == ()
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(500))).violations


def test_an_inexact_optimum_can_accept_but_not_refuse(day):
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(590, exact=False))).violations == ()
    assert check().evaluate(day, Scope(optimum=lambda _: Optimum(500, exact=False))).violations is None


def test_is_not_judged_on_a_beginning_and_holds_vacuously(day):
    assert check(best=1).evaluate(day, Scope(partial=True)).violations is None
    assert check(best=1, select={"actor": "Zoe"}).evaluate(day, Scope()).violations == ()
    assert check().describe() == "the first start (every step) is as early as possible"
