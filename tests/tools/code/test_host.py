import asyncio

import pytest

from plangen.errors import UsageError
from plangen.tools.code import Limits


def double(number: int) -> int:
    return 2 * number


async def later(text: str, times: int = 1) -> list[str]:
    await asyncio.sleep(0.01)
    return [text] * times


def broken(x: int) -> int:
    raise OSError("/secret/place is gone")


def odd(x: int) -> object:
    return {x}


async def ask(sandbox, code, limits=None, **functions):
    async with sandbox.session(functions=functions, limits=limits) as session:
        return await session.run(code)


async def test_a_function_is_called_with_its_arguments(sandbox):
    assert (await ask(sandbox, "double(4) + double(number=1)", double=double)).value == 10


async def test_a_coroutine_function_runs_on_the_callers_loop(sandbox):
    assert (await ask(sandbox, "later('a', times=2)", later=later)).value == ["a", "a"]


async def test_only_listed_functions_are_there(sandbox):
    assert (await ask(sandbox, "broken(1)", double=double)).message.startswith("NameError")


@pytest.mark.parametrize("code", ["double('4')", "double(4.5)", "double()", "double(1, 2)", "double(True)"])
async def test_arguments_must_fit_the_annotations(sandbox, code):
    called = []

    def double(number: int) -> int:
        called.append(number)
        return number

    outcome = await ask(sandbox, code, double=double)
    assert (outcome.status, called) == ("error", [])
    assert "double(): argument" in outcome.message


async def test_what_is_no_json_data_cannot_be_handed_over(sandbox):
    assert "takes JSON data only" in (await ask(sandbox, "double({1})", double=double)).message


async def test_a_failure_is_told_to_the_code_which_may_go_on(sandbox):
    code = "try:\n    broken(1)\nexcept RuntimeError as error:\n    text = str(error)\ntext"
    assert (await ask(sandbox, code, broken=broken)).value == "broken(): OSError: /secret/place is gone"


async def test_a_result_that_is_no_json_data_is_a_failure(sandbox):
    assert "no JSON data" in (await ask(sandbox, "odd(1)", odd=odd)).message


async def test_time_in_host_functions_does_not_count(sandbox):
    async def slow(x: int) -> int:
        await asyncio.sleep(0.6)
        return x

    assert (await ask(sandbox, "slow(3)", Limits(seconds=0.4), slow=slow)).value == 3


async def test_a_function_without_annotations_is_the_callers_fault(sandbox):
    with pytest.raises(UsageError, match="no annotation for `x`"):
        sandbox.session(functions={"f": lambda x: x})


async def test_calls_are_limited(sandbox):
    outcome = await ask(sandbox, "for i in range(1001):\n    double(i)", Limits(seconds=20), double=double)
    assert outcome.status == "error"
