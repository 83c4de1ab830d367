from __future__ import annotations

from pathlib import Path

import pytest

from plangen.errors import AuthenticationError
from plangen.models.api import ApiModel
from plangen.models.capability import probe
from plangen.models.registry import as_model
from tests.fault_server import FaultServer

ABLE = """
import random
def answer(body, number):
    if "response_format" in body and body["response_format"]["type"] == "json_schema":
        return '{"kx7": "teal"}'
    return " ".join(random.Random(body.get("seed")).choices(["one", "two", "three", "four"], k=20))
"""


async def test_an_able_server(tmp_path: Path) -> None:
    replies = tmp_path / "able.py"
    replies.write_text(ABLE)
    with FaultServer(reply=f"{replies}:answer") as server:
        known = await probe(ApiModel("openai/test", api_base=server.url, api_key=server.key))
        assert (known.n, known.schema, known.seed, known.logprobs, known.stream) == (True,) * 5
        assert known.notes == ()
        assert len(server.arrivals()) <= 7


async def test_a_server_that_accepts_everything_and_honours_nothing() -> None:
    ignoring = ["seed", "logprobs", "n"]
    with FaultServer(reply="echo-seed", ignoring=ignoring) as server:
        known = await probe(ApiModel("openai/test", api_base=server.url, api_key=server.key))
        assert (known.n, known.schema, known.seed, known.logprobs) == (False,) * 4


async def test_a_server_that_rejects_everything() -> None:
    without = ["seed", "logprobs", "n", "stream", "response_format"]
    with FaultServer(reply="echo-seed", without=without) as server:
        known = await probe(ApiModel("openai/test", api_base=server.url, api_key=server.key))
        assert (known.n, known.schema, known.seed, known.logprobs, known.stream) == (False,) * 5


async def test_a_model_that_always_says_the_same_tells_nothing_about_seeds() -> None:
    with FaultServer(reply="the very same words") as server:
        known = await probe(ApiModel("openai/test", api_base=server.url, api_key=server.key))
        assert known.seed is None
        assert any(note.startswith("seed:") for note in known.notes)


async def test_any_model_can_be_probed() -> None:
    known = await probe(as_model(lambda messages: "hello"))
    assert (known.n, known.schema, known.seed, known.logprobs) == (False,) * 4


async def test_a_refused_key_is_raised() -> None:
    with FaultServer() as server, pytest.raises(AuthenticationError):
        await probe(ApiModel("openai/test", api_base=server.url, api_key="wrong-key-wrong"))
