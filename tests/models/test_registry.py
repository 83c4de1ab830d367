from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import pytest

from plangen.errors import BadReplyError, EmptyReplyError, ProviderError, TruncatedReplyError, UsageError
from plangen.models.api import ApiModel
from plangen.models.base import Message, Request
from plangen.models.foreign import CallableModel, LangChainModel
from plangen.models.registry import as_model
from plangen.models.scripted import ScriptedModel
from plangen.models.simulated import SimulatedModel

REQUEST = Request(messages=(Message("system", "Be kind."), Message("user", "Hello.")))


def test_a_name_with_a_provider_is_an_api_model() -> None:
    found = as_model("openai/gpt-4o")
    assert isinstance(found, ApiModel)
    assert found.name == "openai/gpt-4o"


def test_api_base_takes_a_bare_name() -> None:
    found = as_model("qwen", api_base="http://127.0.0.1:8000/v1/")
    assert isinstance(found, ApiModel)
    assert (found.name, found.api_base) == ("openai/qwen", "http://127.0.0.1:8000/v1")


def test_an_address_with_a_name() -> None:
    found = as_model("http://127.0.0.1:8000/v1#Acme/Big-1")
    assert isinstance(found, ApiModel)
    assert (found.name, found.api_base) == ("openai/Acme/Big-1", "http://127.0.0.1:8000/v1")


def test_fake_and_simulated() -> None:
    assert isinstance(as_model("fake:a plan"), ScriptedModel)
    assert isinstance(as_model("sim:"), SimulatedModel)


@pytest.mark.parametrize(
    "spec", ["local", "local:tiny", "gguf:a.gguf", "hf:a/b", "/a.gguf", "./a", "../a", "~/a b.gguf"]
)
def test_local_forms_go_to_the_local_loader(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    local = pytest.importorskip("plangen.models.local")
    model = ScriptedModel.from_spec("fake:x")
    seen: list[str] = []
    monkeypatch.setattr(local, "load_local", lambda name: (seen.append(name), model)[1])
    assert as_model(spec) is model
    assert seen == [spec]


def test_a_model_is_itself() -> None:
    model = ScriptedModel.from_spec("fake:x")
    assert as_model(model) is model


@pytest.mark.parametrize("name", ["", "gpt-4o", "a b/c", "openai/", "http://127.0.0.1:8000/v1"])
def test_a_bad_string_lists_the_forms(name: str) -> None:
    with pytest.raises(UsageError, match=r"PROVIDER/NAME|#NAME"):
        as_model(name)


def test_a_bad_string_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="`openai/gpt-4o`"):
        as_model("gtp-4o")


def test_a_mistyped_provider_fails_at_once() -> None:
    with pytest.raises(UsageError, match="did you mean `openai/gpt-4o`"):
        as_model("opnai/gpt-4o")


@pytest.mark.parametrize("x", [None, 3, object(), dict, ScriptedModel])
def test_what_is_no_model_is_a_usage_error(x: object) -> None:
    with pytest.raises(UsageError, match="no model"):
        as_model(x)


@pytest.mark.parametrize("x", ["local", "fake:x", lambda messages: "x"])
def test_api_base_goes_with_api_names_only(x: object) -> None:
    with pytest.raises(UsageError, match="api_base"):
        as_model(x, api_base="http://127.0.0.1:1/v1")


async def test_a_sync_callable_runs_in_a_thread() -> None:
    seen: list[Any] = []

    def answer(messages: list[dict[str, str]]) -> str:
        seen.extend([messages, threading.current_thread()])
        return "Hi."

    pieces: list[str] = []
    reply = await as_model(answer).sample(REQUEST, on_text=pieces.append)
    assert reply.text == "Hi."
    assert pieces == ["Hi."]
    assert seen[0] == [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello."}]
    assert seen[1] is not threading.main_thread()
    assert reply.cost is None
    assert not reply.usage.reported


async def test_an_async_callable_is_awaited() -> None:
    async def answer(messages: list[dict[str, str]]) -> str:
        return messages[-1]["content"]

    class Answerer:
        async def __call__(self, messages: list[dict[str, str]]) -> str:
            return messages[-1]["content"]

    assert (await as_model(answer).sample(REQUEST)).text == "Hello."
    assert (await as_model(Answerer()).sample(REQUEST)).text == "Hello."
    assert (await as_model(lambda messages: answer(messages)).sample(REQUEST)).text == "Hello."


async def test_what_a_callable_does_wrong_is_typed() -> None:
    with pytest.raises(BadReplyError, match="int"):
        await as_model(lambda messages: 3).sample(REQUEST)
    with pytest.raises(EmptyReplyError):
        await as_model(lambda messages: " ").sample(REQUEST)
    with pytest.raises(ProviderError, match="ZeroDivisionError"):
        await as_model(lambda messages: 1 / 0).sample(REQUEST)


async def test_what_a_callable_cannot_hear_is_noted() -> None:
    asked = Request(messages=REQUEST.messages, seed=1, temperature=0.5, schema={"type": "object"})
    reply = await CallableModel(lambda messages: "{}").sample(asked)
    assert reply.notes == ("temperature ignored", "seed ignored", "schema ignored")


async def test_a_langchain_model_is_known_by_its_methods() -> None:
    from langchain_core.language_models.fake_chat_models import FakeListChatModel

    found = as_model(FakeListChatModel(responses=["Hi."]))
    assert isinstance(found, LangChainModel)
    assert (await found.sample(REQUEST)).text == "Hi."


class Chat:
    """As much of a chat model as is looked at."""

    model_name = "big"

    def __init__(self, content: object, **about: object) -> None:
        self.content = content
        self.response_metadata = about
        self.usage_metadata = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}

    def bind_tools(self, tools: object) -> None: ...

    async def ainvoke(self, messages: object, **options: object) -> Chat:
        if isinstance(self.content, Exception):
            raise self.content
        return self


async def test_langchain_replies_are_read_and_judged() -> None:
    reply = await as_model(Chat([{"type": "text", "text": "a"}, "b"])).sample(REQUEST)
    assert (reply.text, reply.usage.prompt_tokens, reply.usage.completion_tokens) == ("ab", 3, 4)
    assert reply.usage.reported
    with pytest.raises(TruncatedReplyError):
        await as_model(Chat("a", finish_reason="length")).sample(REQUEST)
    with pytest.raises(ProviderError, match="langchain:big"):
        await as_model(Chat(RuntimeError("down"))).sample(REQUEST)


def test_naming_a_model_imports_nothing_heavy() -> None:
    code = (
        "import sys; from plangen.models.registry import as_model; as_model('openai/gpt-4o').price(1, 1);"
        "print([m for m in ('litellm', 'openai', 'torch', 'langchain_core', 'httpx', 'langgraph') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
