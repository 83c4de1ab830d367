import asyncio
import json

import pytest

from plangen.errors import RateLimitError, UsageError
from plangen.models.base import Completion, Message, Request, Usage
from plangen.models.scripted import ScriptedModel


def ask(purpose="plan", text="two words"):
    return Request(messages=(Message("user", text),), purpose=purpose)


async def texts(model, *purposes):
    return [(await model.sample(ask(purpose))).text for purpose in purposes]


async def test_replies_come_in_order_and_start_again():
    assert await texts(ScriptedModel(["a", "b"]), *["plan"] * 5) == ["a", "b", "a", "b", "a"]


async def test_replies_go_by_purpose():
    model = ScriptedModel({"plan": ["p1", "p2"], "verify": "v", "default": "d"})
    assert await texts(model, "plan", "verify", "vote", "plan", "verify") == ["p1", "v", "d", "p2", "v"]


async def test_a_script_can_run_out():
    model = ScriptedModel(["a"], cycle=False)
    await texts(model, "plan")
    with pytest.raises(UsageError, match="no reply left for purpose `plan` after 1"):
        await texts(model, "plan")


async def test_a_purpose_without_replies_is_an_error():
    with pytest.raises(UsageError, match="no reply left for purpose `verify`"):
        await texts(ScriptedModel({"plan": "p"}), "verify")


async def test_every_call_is_recorded_also_one_that_fails():
    model = ScriptedModel([RateLimitError("slow down"), "a"])
    with pytest.raises(RateLimitError):
        await model.sample(ask())
    await model.sample(ask("verify"))
    assert [call.purpose for call in model.calls] == ["plan", "verify"]


async def test_a_function_sees_the_request():
    model = ScriptedModel(lambda request: f"asked for a {request.purpose}")
    assert await texts(model, "vote") == ["asked for a vote"]


async def test_a_function_may_give_an_exception():
    with pytest.raises(RateLimitError):
        await ScriptedModel(lambda request: RateLimitError("slow down")).sample(ask())


async def test_a_whole_completion_is_given_as_it_is():
    cut = Completion("half a pl", "length", Usage(1, 2, reported=False), None)
    assert await ScriptedModel(cut).sample(ask()) is cut


async def test_tokens_are_words_and_cost_nothing():
    model = ScriptedModel("three short words")
    pieces = []
    completion = await model.sample(ask(), on_text=pieces.append)
    assert (completion.usage, completion.cost) == (Usage(2, 3), 0.0)
    assert model.count(ask()) == 2
    assert model.price(1000, 1000) == 0.0
    assert "".join(pieces) == completion.text


async def test_delays_overlap():
    loop = asyncio.get_running_loop()
    model = ScriptedModel("a", delay=lambda request: 0.05)
    start = loop.time()
    await asyncio.gather(*(model.sample(ask()) for _ in range(20)))
    assert 0.04 < loop.time() - start < 0.5


async def test_a_text_is_a_specification():
    model = ScriptedModel.from_spec("fake:go home, then sleep")
    assert await texts(model, "plan", "verify") == ["go home, then sleep"] * 2
    assert model.name == "fake:go home, then sleep"


async def test_a_file_is_a_specification(tmp_path):
    path = tmp_path / "replies.yaml"
    path.write_text("plan: [one, two]\nverify:\n  - findings: []\ndefault: other\n")
    first, verdict, second, other = await texts(
        ScriptedModel.from_spec(f"fake:@{path}"), "plan", "verify", "plan", "vote"
    )
    assert (first, second, other) == ("one", "two", "other")
    assert json.loads(verdict) == {"findings": []}


@pytest.mark.parametrize("content", [None, "- a list", "", "a: [b", "\x00"])
def test_a_bad_file_is_a_usage_error(tmp_path, content):
    path = tmp_path / "replies.yaml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=r"replies\.yaml"):
        ScriptedModel.from_spec(f"fake:@{path}")


def test_an_empty_specification_is_a_usage_error():
    with pytest.raises(UsageError, match="holds no reply"):
        ScriptedModel.from_spec("fake: ")
