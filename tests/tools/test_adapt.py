"""One definition of a tool from all that users have."""

import asyncio
import functools
import time
from datetime import date
from typing import Annotated

import pytest
from langchain_core.tools import BaseTool, InjectedToolCallId, StructuredTool
from langchain_core.tools import tool as langchain_tool
from langgraph.prebuilt import InjectedState, InjectedStore, ToolRuntime
from pydantic import BaseModel, Field

from plangen.errors import ToolError, UsageError
from plangen.tools import FunctionTool, ToolSpec, as_tool, toolbox
from plangen.tools.docstring import read_docstring


def flight(schema: str, when: date, seats: Annotated[int, "how many"] = 1) -> dict:
    """Find a flight.

    It looks everywhere.

    Args:
        schema: where
            to go
        when (date): the day

    Returns:
        what it found
    """
    return {"to": schema, "year": when.year, "seats": seats}


def test_a_function_gives_its_schema_from_hints_and_docstring():
    spec = as_tool(flight)
    assert (spec.name, spec.description) == ("flight", "Find a flight.\n\nIt looks everywhere.")
    assert spec.schema == {
        "type": "object",
        "properties": {
            "schema": {"type": "string", "description": "where to go"},
            "when": {"type": "string", "format": "date", "description": "the day"},
            "seats": {"type": "integer", "default": 1, "description": "how many"},
        },
        "required": ["schema", "when"],
        "additionalProperties": False,
    }


async def test_a_function_is_given_values_of_its_types():
    assert await as_tool(flight).call({"schema": "Riga", "when": "2026-05-01"}) == (
        '{"to": "Riga", "year": 2026, "seats": 1}'
    )


async def test_arguments_that_do_not_fit_are_one_short_error():
    with pytest.raises(ToolError, match=r"`flight` does not take these arguments: when: Field required; seat: Extra"):
        await as_tool(flight).call({"schema": "Riga", "seat": 2})


def test_the_defaults_are_the_safe_ones():
    spec = as_tool(flight)
    assert (spec.idempotent, spec.side_effects, spec.taints) == (False, True, True)


def test_arguments_that_the_graph_fills_are_hidden():
    def look(
        query: str,
        state: Annotated[dict, InjectedState],
        user: Annotated[str, InjectedState("user")],
        store: Annotated[object, InjectedStore()],
        number: Annotated[str, InjectedToolCallId],
        runtime: ToolRuntime,
    ) -> str:
        return query

    for spec in (as_tool(look), as_tool(langchain_tool(look, description="Look."))):
        assert list(spec.properties) == ["query"]
        assert spec.schema["required"] == ["query"]
        assert {name: tuple(item) for name, item in spec.injects.items()} == {
            "state": ("state", None),
            "user": ("state", "user"),
            "store": ("store", None),
            "number": ("tool_call_id", None),
            "runtime": ("runtime", None),
        }


def test_a_langchain_tool_keeps_the_words_on_each_argument():
    @langchain_tool
    def weather(city: str) -> str:
        """Tell the weather.

        Args:
            city: where it is asked for
        """
        return city

    spec = as_tool(weather)
    assert spec.description == "Tell the weather."
    assert spec.properties["city"] == {"type": "string", "description": "where it is asked for"}


async def test_a_langchain_tool_keeps_the_type_of_its_result():
    async def numbers(most: int) -> list[int]:
        """Count."""
        return list(range(most))

    spec = as_tool(StructuredTool.from_function(coroutine=numbers))
    assert await spec.run({"most": 3}) == [0, 1, 2]


async def test_a_synchronous_langchain_tool_runs_in_a_thread_of_its_own():
    @langchain_tool
    def slow(x: int) -> int:
        """Wait."""
        time.sleep(0.2)
        return x

    spec = as_tool(slow)
    begun = time.monotonic()
    await asyncio.gather(*(spec.call({"x": number}) for number in range(12)))
    assert time.monotonic() - begun < 1.0


async def test_a_langchain_class_is_a_tool():
    class Ask(BaseModel):
        question: str = Field(description="what is asked")

    class Oracle(BaseTool):
        name: str = "oracle"
        description: str = "Answer."
        args_schema: type[BaseModel] = Ask

        def _run(self, question: str) -> str:
            return question.upper()

    spec = as_tool(Oracle())
    assert spec.properties == {"question": {"type": "string", "description": "what is asked"}}
    assert await spec.call({"question": "why"}) == "WHY"


async def test_a_pydantic_model_is_a_tool():
    class Booking(BaseModel):
        """Book a room."""

        room: str
        people: int = 1

        def __call__(self) -> str:
            return f"{self.room} for {self.people}"

    spec = as_tool(Booking)
    assert (spec.name, spec.description, spec.schema["required"]) == ("Booking", "Book a room.", ["room"])
    assert await spec.call({"room": "Lab", "people": 3}) == "Lab for 3"


async def test_a_model_that_cannot_be_called_gives_its_data():
    class Point(BaseModel):
        x: int

    assert await as_tool(Point).call({"x": 2}) == '{"x": 2}'


async def test_an_object_with_a_name_and_a_call_is_a_tool():
    class Old:
        name = "old"

        async def call(self, args: dict) -> str:
            return f"{args}"

    assert await as_tool(Old()).call({"a": 1}) == "{'a': 1}"


async def test_a_function_may_be_given_another_name():
    spec = toolbox([FunctionTool("add", lambda a, b: a + b)])["add"]
    assert await spec.call({"a": 1, "b": 2}) == "3"


async def test_functions_of_every_kind_are_called():
    class Callable:
        __name__ = "thing"

        async def __call__(self, x: int) -> int:
            return x + 1

    assert await as_tool(Callable()).call({"x": 1}) == "2"
    half = functools.partial(flight, when=date(2026, 1, 1))
    half.__name__ = "half"
    assert '"to": "Oslo"' in await as_tool(half).call({"schema": "Oslo"})

    def later(x: int):
        async def inner():
            return x * 2

        return inner()

    assert await as_tool(later).call({"x": 4}) == "8"


def test_what_cannot_be_a_tool_is_refused():
    def unnamed(*values):
        return values

    def bound(connection: asyncio.AbstractEventLoop):
        return connection

    with pytest.raises(UsageError, match="int is no tool"):
        as_tool(3)
    with pytest.raises(UsageError, match="needs a name"):
        as_tool(lambda: 1)
    with pytest.raises(UsageError, match="cannot be given by name"):
        as_tool(unnamed)
    with pytest.raises(UsageError, match="JSON cannot carry"):
        as_tool(bound)
    with pytest.raises(UsageError, match="two tools are named `flight`"):
        toolbox([flight, flight])
    with pytest.raises(UsageError, match="timeout_s of the tool"):
        ToolSpec(name="a", run=flight, timeout_s=0)
    with pytest.raises(UsageError, match="is no name of a tool"):
        ToolSpec(name="rm -rf", run=flight)


def test_a_docstring_without_arguments_is_all_text():
    assert read_docstring("One line.") == ("One line.", {})


def test_a_word_with_a_colon_in_an_argument_is_its_text():
    text = "Do.\n\nArgs:\n    a: first\n        note: deeper\n    b: second\n\nRaises:\n    c: never"
    assert read_docstring(text) == ("Do.", {"a": "first note: deeper", "b": "second"})
