import pytest

from plangen.errors import ToolError
from plangen.tools import toolbox
from plangen.tools.code import Limits, Outcome, available
from plangen.tools.code.tool import MAX_CHARS, PythonTool, shown


@pytest.fixture
async def tool():
    found = available("auto")
    if isinstance(found, str):
        pytest.skip(found)
    async with PythonTool(found, limits=Limits(seconds=0.5)) as made:
        yield made


async def test_text_and_value_come_back(tool):
    assert await tool.call({"code": "print('a')\n{'b': [1, 'ü']}"}) == 'a\nvalue: {"b": [1, "ü"]}'


async def test_names_stay_between_calls(tool):
    assert await tool.call({"code": "x = 6"}) == "done; nothing was printed and there is no value"
    assert await tool.call({"code": "x * 7"}) == "value: 42"


async def test_a_failure_is_an_answer(tool):
    assert await tool.call({"code": "1 / 0"}) == "failed: ZeroDivisionError: division by zero (line 1)"


async def test_a_limit_says_that_the_names_are_lost(tool):
    said = await tool.call({"code": "while True:\n    pass"})
    assert said == "stopped: no answer within 0.5 s\nall names are lost; the next call starts afresh"


@pytest.mark.parametrize("args", [{}, {"code": 1}, {"code": "1", "cwd": "/"}, {"source": "1"}])
async def test_other_arguments_are_refused(tool, args):
    with pytest.raises(ToolError, match="one argument, `code`"):
        await tool.call(args)


async def test_it_fits_into_a_toolbox(tool):
    made = toolbox([tool.spec()])["python"]
    assert made.schema["required"] == ["code"]
    assert not made.side_effects
    assert await made.call({"code": "2 + 3"}) == "value: 5"
    assert await toolbox([tool])["python"].call({"code": "1"}) == "value: 1"


def test_long_text_keeps_its_head_and_its_tail():
    said = shown(Outcome("ok", stdout="a" + "x" * 20_000 + "b"), Limits())
    assert said.startswith("ax")
    assert said.endswith("xb")
    assert len(said) < MAX_CHARS + 100
    assert "12002 characters left out" in said
