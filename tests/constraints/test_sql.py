import time

import pytest

from plangen.constraints import Scope, build_check
from plangen.errors import UsageError
from plangen.schema import Constraint, Plan, Step, Task
from plangen.verifiers import check_constraints

PLAN = Plan(
    steps=(
        Step(id="a", action="lift", start=0, end=3, location="Yard", actors=("Ana", "Bo"), resources={"crane": 1}),
        Step(id="b", action="lift", start=0, end=4, location="Yard", cost=9.5, depends_on=("a",)),
        Step(id="c", action="rest", location="Hut", args={"long": True, "why": "O'Neill"}),
    ),
    values={"budget": 9, "tags": ["x"], "ready": True, "none": None},
)


def violations(query, plan=PLAN):
    return build_check({"type": "sql", "query": query}).evaluate(plan, Scope()).violations


def test_passes_without_a_row():
    assert violations("select id from step where cost > 10") == ()


def test_a_row_is_a_violation_at_the_steps_it_names():
    same = "select a.id, b.id from step a join step b on a.id < b.id and a.location = b.location and a.start = b.start"
    (found,) = violations(same)
    assert (found.message, found.steps) == ("the query finds id = a, id = b", ("a", "b"))


def test_only_columns_called_id_or_step_locate():
    (found,) = violations(
        "select location, step, actor, 'b' as other from actor join step on id = step where actor='Bo'"
    )
    assert found.steps == ("a",)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select step, resource, amount from resource", "step = a, resource = crane, amount = 1"),
        ("select step, depends_on from dep", "step = b, depends_on = a"),
        ("select key, value from value where key = 'budget'", "key = budget, value = 9"),
        ("select value ->> 0 as first from value where key = 'tags'", "first = x"),
        ("select value from value where key in ('ready', 'none')", "value = 1"),
        ("select id, s.end from step s where pos = 1", "id = b, end = 4"),
        ("select id from step where json_extract(args, '$.why') = 'O''Neill'", "id = c"),
        ("select id, start from step where start is null", "id = c, start = nothing"),
        ("with heavy as (select sum(cost) as total from step) select total from heavy where total > 9", "total = 9.5"),
        ("with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) select max(i) m from n", "m = 3"),
    ],
)
def test_the_tables_hold_the_plan(query, message):
    assert violations(query)[0].message == f"the query finds {message}"


def test_at_most_twenty_witnesses():
    plan = Plan(steps=tuple(Step(id=f"s{index}") for index in range(50)))
    assert len(violations("select id from step", plan)) == 20


@pytest.mark.parametrize(
    "query",
    [
        "insert into step values (1)",
        "drop table step",
        "pragma user_version",
        "attach ':memory:' as other",
        "vacuum into '/tmp/plan.db'",
        "explain select 1",
        "-- a comment\nselect 1",
        "",
    ],
)
def test_only_a_select_can_be_written(query):
    with pytest.raises(UsageError, match=r"check `sql`: field `query`"):
        build_check({"type": "sql", "query": query})


@pytest.mark.parametrize(
    "query",
    [
        "select 1; drop table step",
        "with x as (select 1) insert into dep select 1, 2",
        "with x as (select 1) delete from step",
        "select load_extension('/tmp/x.so')",
        "select * from sqlite_master",
        "select * from pragma_database_list",
        "select readfile('/etc/passwd')",
        "select writefile('/tmp/x', 'y')",
        "select randomblob(100000000)",
        "select zeroblob(100000000)",
        "select printf('%100000000d', 1)",
        "select random()",
        "select current_timestamp",
        "select date('now')",
        "select sqlite_version()",
        "select replace(replace(replace(hex(args), '7', args), '7', args), '7', args) from step",
        "select group_concat(a.args || b.args || c.args || d.args || e.args || f.args || g.args) from step a, step b, "
        "step c, step d, step e, step f, step g",
        "select colour from step",
        "select id from stepp",
        "select",
        "select " + "not " * 60 + "1",
        "select ?",
    ],
)
def test_a_query_that_is_not_allowed_or_fails_raises(query):
    with pytest.raises(UsageError, match="the query fails"):
        violations(query)


@pytest.mark.parametrize(
    "query",
    [
        "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n where i < 0",
        "with recursive n(i, t) as (select 1, substr(args || replace('xxxxxxxxxxxxxxxxxxxx', 'x', args), 1, 900) from "
        "step union all select i + 1, t || i from n) select t from n order by t",
        "select count(*) from step a, step b, step c, step d, step e, step f, step g, step h, step i, step j, step k, "
        "step l, step m, step n",
    ],
)
def test_a_bomb_is_stopped_fast(query):
    started = time.process_time()
    with pytest.raises(UsageError, match=r"needs more than 1000000 instructions|too big"):
        violations(query, PLAN)
    assert time.process_time() - started < 3


def test_a_fault_of_the_query_is_an_error_of_its_constraint():
    check = {"type": "sql", "query": "select colour from step"}
    (found,) = check_constraints(Task(text="x", constraints=(Constraint(id="c", text="t", check=check),)), PLAN)
    assert (found.status, found.score) == ("error", None)
    assert "no such column: colour" in found.reason


def test_a_number_that_sqlite_cannot_hold_raises():
    with pytest.raises(OverflowError):
        violations("select 1", Plan(values={"n": 2**70}))


def test_is_not_judged_on_a_beginning():
    assert build_check({"type": "sql", "query": "select 1"}).evaluate(PLAN, Scope(partial=True)).violations is None


def test_is_described_by_its_query():
    text = build_check({"type": "sql", "query": "select id\n  from step"}).describe()
    assert text == "the query `select id from step` finds nothing"
