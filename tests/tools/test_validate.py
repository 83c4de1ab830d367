"""Everything that is wrong with a plan, at once and before anything runs."""

import pytest

from plangen.errors import ParseError, UsageError
from plangen.tools import ToolSpec, check_plan, find_problems, read_calls
from plangen.tools.arguments import argument_faults
from tests.tools.boxes import PLAIN, box, call, tool


def kinds(calls, **options):
    return [(problem.call, problem.kind) for problem in find_problems(calls, PLAIN, **options)]


def test_all_problems_are_told_in_one_message():
    calls = [
        call("a", "echo", value="${b}"),
        call("b", "echo", value="${a}"),
        call("b", "echo", value=1),
        call("c", "eco", value=1),
        call("d", "echo", value="${nowhere}"),
        call("e", "wait", seconds="soon", valu=2),
        call("f", "echo", value="${f}"),
    ]
    with pytest.raises(ParseError) as error:
        check_plan(calls, PLAIN)
    assert error.value.message.splitlines() == [
        "the plan of calls has 7 problems:",
        "- call b: the id `b` was given before; ids are unique",
        "- call c: no tool `eco`; did you mean `echo`?",
        "- call d: it refers to `nowhere`, which no call has",
        "- call e: `wait`: no argument `valu`; did you mean `value`?",
        "- call e: `wait`: seconds: 'soon' is not of type 'number'",
        "- call f: it refers to its own result",
        "- call a: calls wait for each other: a → b → a",
    ]


def test_a_cycle_is_named_in_order_however_long():
    calls = [call("x", "echo", value=1), *(call(str(n), "echo", value=f"${{{(n + 1) % 4}}}") for n in range(4))]
    (problem,) = find_problems(calls, PLAIN)
    assert problem.message == "calls wait for each other: 0 → 3 → 2 → 1 → 0"


def test_after_may_close_a_cycle():
    calls = [call("a", "echo", value=1, after=("b",)), call("b", "echo", value=1, after=("a",))]
    assert kinds(calls) == [("a", "cycle")]


def test_a_plan_that_is_run_while_it_is_written_refers_only_backwards():
    calls = [call("a", "echo", value="${b}"), call("b", "echo", value=1)]
    assert kinds(calls, ordered=True) == [("a", "forward")]
    assert kinds(calls) == []


def test_ids_of_earlier_rounds_are_known_and_taken():
    assert kinds([call("b", "echo", value="${a}")], known={"a"}) == []
    assert kinds([call("a", "echo", value=1)], known={"a"}) == [("a", "duplicate")]


def test_a_reference_is_taken_for_any_value():
    assert kinds([call("a", "echo", value=1), call("b", "wait", seconds="${a}", value=["${a}"])]) == []


SCHEMA = {
    "type": "object",
    "properties": {
        "mode": {"enum": ["fast", "slow"]},
        "point": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]},
        "name": {"type": "string", "maxLength": 3},
        "n": {"type": "integer"},
    },
    "required": ["mode"],
}


@pytest.mark.parametrize(
    ("args", "faults"),
    [
        ({"mode": "${a}"}, 0),
        ({"mode": "quick"}, 1),
        ({"mode": "fast", "point": [1, "${a}"]}, 0),
        ({"mode": "fast", "point": ["x"]}, 1),
        ({"mode": "fast", "name": "to ${a}"}, 0),
        ({"mode": "fast", "n": "at ${a}"}, 1),
        ({"name": "${a}"}, 1),
        ({"mode": "fast", "name": "long", "n": "${a}"}, 1),
    ],
)
def test_what_is_known_beside_references_is_checked(args, faults):
    spec = ToolSpec(name="t", schema=SCHEMA, run=print)
    assert len(argument_faults(args, spec, {"a"})) == faults


def test_nothing_is_fetched_for_a_schema():
    spec = ToolSpec(name="t", schema={"properties": {"x": {"$ref": "http://127.0.0.1:1/x.json"}}}, run=print)
    with pytest.raises(UsageError, match="Unresolvable"):
        argument_faults({"x": 1}, spec)


def test_a_schema_without_end_is_the_tools_fault():
    spec = ToolSpec(name="t", schema={"allOf": [{"$ref": "#"}]}, run=print)
    with pytest.raises(UsageError, match="without end"):
        argument_faults({"x": 1}, spec)


def test_a_schema_that_is_none_is_the_tools_fault():
    with pytest.raises(UsageError, match="no sound JSON Schema"):
        argument_faults({}, ToolSpec(name="t", schema={"type": 3}, run=print))


def test_calls_are_read_from_json_with_all_their_faults():
    (one,) = read_calls({"calls": [{"id": 1, "tool": "echo", "args": {"value": 2}, "after": [3]}]})
    assert (one.id, one.after) == ("1", ("3",))
    with pytest.raises(ParseError) as error:
        read_calls([{"id": "a b", "tool": "echo"}, {"tool": "echo"}, 5, {"id": "c", "tool": "t", "timeout_s": -1}])
    assert error.value.message.count("\n- ") == 4
    with pytest.raises(ParseError, match="a plan of calls is a list"):
        read_calls({"steps": []})


def test_an_unknown_tool_without_a_likeness_names_the_tools():
    (problem,) = find_problems([call("a", "teleport")], box(tool(print_it)))
    assert problem.message == "no tool `teleport`; the tools are: print_it"


async def print_it(text: str) -> str:
    return text
