"""Plans written as numbered lines, however they arrive."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangen.errors import ParseError
from plangen.tools import LineReader, ToolSpec, read_lines


def spec(name, *arguments):
    return ToolSpec(name=name, schema={"type": "object", "properties": {key: {} for key in arguments}}, run=print)


TOOLS = {item.name: item for item in (spec("search", "query"), spec("math", "problem", "context"), spec("now"))}

PUBLISHED = """\
1. search("Ronaldo number of kids")
Thought: I can now compare them.
2. math("sum of $1 and 3", ["$1"])
3. join()<END_OF_PLAN>
4. search("never read")
"""


def test_the_published_format_is_read():
    first, second = read_lines(PUBLISHED, TOOLS)
    assert (first.id, first.tool, first.args) == ("1", "search", {"query": "Ronaldo number of kids"})
    assert second.args == {"problem": "sum of $1 and 3", "context": ["$1"]}


HARD = (
    '1. search("a (b] \\"c\n d $15") '
    "2. math(problem='it\\'s $1', context={\"k\": [$1, ${1.x[0]}, true, None, -2.5]})\n"
    "noise 9. search(\n- 3. now( )\nThought: 1.5 is a number.\n 4. search(query='''x''')\n5. join()"
)


def read(pieces):
    reader = LineReader(TOOLS)
    calls = [call for piece in pieces for call in reader.feed(piece)] + reader.close()
    return calls, reader.problems


def test_newlines_brackets_quotes_and_several_calls_in_a_line_are_read():
    calls, problems = read([HARD])
    assert problems == []
    assert [call.id for call in calls] == ["1", "2", "3", "4"]
    assert calls[0].args == {"query": 'a (b] "c\n d $15'}
    assert calls[1].args == {"problem": "it's $1", "context": {"k": ["${1}", "${1.x[0]}", True, None, -2.5]}}
    assert calls[3].args == {"query": "x"}


@given(st.lists(st.integers(0, len(HARD)), max_size=12))
def test_how_the_text_is_cut_does_not_matter(cuts):
    places = [0, *sorted(cuts), len(HARD)]
    pieces = [HARD[start:end] for start, end in pairwise(places)]
    assert read(pieces) == read([HARD])


def test_by_character_as_well():
    assert read(list(HARD)) == read([HARD])


@given(st.text(alphabet="12.()[]{}\"'\\$,\n ajosearch", max_size=80), st.integers(0, 80))
def test_no_text_breaks_it_and_no_cut_changes_it(text, cut):
    assert read([text[:cut], text[cut:]]) == read([text])


def test_numbers_may_have_gaps_and_any_order():
    assert [call.id for call in read_lines("7. now()\n3. now()\n12. now()", TOOLS)] == ["7", "3", "12"]


def test_a_call_is_given_as_soon_as_it_is_closed():
    reader = LineReader(TOOLS)
    assert reader.feed('1. search("a"') == []
    assert [call.id for call in reader.feed(")")] == ["1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('1. search("a"', "call 1: a bracket is not closed"),
        ("1. search(Paris's)", "call 1: a quote is not closed"),
        ("1. search(Paris)", "call 1: `Paris` is no literal; put texts in quotes"),
        ("1. search(open('/etc/passwd'))", "is no literal"),
        ('1. search("a", "b")', "call 1: it is given 2 arguments by place and takes 1"),
        ('1. search("a", query="b")', "call 1: the argument `query` is given twice"),
        ("1. search(**{})", "`\\*\\*` is not read"),
        ("1. search(1e999)", "is no literal"),
        ("1. search(a b)", "call 1: its arguments cannot be read"),
        ("1. search(" + "[" * 500 + "]" * 500 + ")", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said(text, said):
    with pytest.raises(ParseError, match=said):
        read_lines(text, TOOLS)


def test_a_plan_without_end_is_cut():
    reader = LineReader(TOOLS)
    for _ in range(600):
        reader.feed("x" * 1000)
    assert reader.joined
    assert "longer than" in reader.problems[0]


def test_a_tool_that_nobody_knows_is_left_to_the_check():
    (call,) = read_lines("1. fly('Riga', speed=3)", TOOLS)
    assert call.args == {"argument_1": "Riga", "speed": 3}


def test_an_argument_may_have_a_name_that_python_reserves():
    (call,) = read_lines("1. fly(from='Riga', to='class = 1', lambda=2, reserved_x=3)", TOOLS)
    assert call.args == {"from": "Riga", "to": "class = 1", "lambda": 2, "reserved_x": 3}
