import asyncio
import importlib.util
import json
import sys

import pytest

from plangen.errors import ContextOverflowError, MissingExtraError, TruncatedReplyError, WeightsError
from plangen.models.base import Message, Request
from plangen.models.local import HuggingFaceModel

from .conftest import until

HAS_TORCH = importlib.util.find_spec("torch") is not None and importlib.util.find_spec("transformers") is not None
needs_torch = pytest.mark.skipif(not HAS_TORCH, reason="torch and transformers are not installed")

ANSWER = {
    "type": "object",
    "properties": {"why": {"type": "string", "maxLength": 12}, "answer": {"enum": ["yes", "no"]}},
    "required": ["why", "answer"],
}
COUNTING = {"type": "array", "items": {"type": "integer"}, "minItems": 2000}


def ask(text, *, max_tokens=12, **options):
    return Request((Message("user", text),), max_tokens=max_tokens, **options)


@pytest.fixture(scope="module")
def model(smollm):
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield HuggingFaceModel(str(smollm))
    torch.set_num_threads(threads)


async def test_missing_extra_names_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"'\.\[transformers\]'"):
        await HuggingFaceModel("some/model").sample(ask("hello"))


@needs_torch
async def test_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(WeightsError, match="cannot be read"):
        await HuggingFaceModel(str(tmp_path / "none.gguf")).sample(ask("hello"))


@needs_torch
async def test_folder_without_a_model_is_an_error(tmp_path):
    with pytest.raises(WeightsError, match="transformers cannot load"):
        await HuggingFaceModel(str(tmp_path)).sample(ask("hello"))


@needs_torch
@pytest.mark.local
@pytest.mark.slow
class TestRealModel:
    async def test_reply_has_text_tokens_and_no_cost(self, model):
        shown = []
        reply = await model.sample(ask("Say hello.", temperature=0), on_text=shown.append)
        assert reply.text == "".join(shown) != ""
        assert reply.usage.prompt_tokens == model.count(ask("Say hello."))
        assert (reply.cost, reply.logprobs) == (0.0, None)
        assert model.capabilities.context == 8192

    async def test_batch_gives_each_request_its_own(self, model):
        requests = [
            ask("Name a cat.", temperature=1.0, seed=1, max_tokens=5),
            ask("Is 2 > 1?", temperature=1.0, seed=2, schema=ANSWER, max_tokens=32),
            ask("Write a long story about the sea.", temperature=0, max_tokens=3, logprobs=2),
        ]
        free, answer, story = await asyncio.gather(*(model.sample(request) for request in requests))
        assert free.usage.completion_tokens <= 5
        assert list(json.loads(answer.text)) == ["why", "answer"]
        assert (story.finish, story.usage.completion_tokens, len(story.logprobs)) == ("length", 3, 3)
        assert all(len(item["top"]) == 2 for item in story.logprobs)

    async def test_batch_does_not_change_a_greedy_reply(self, model):
        alone = await model.sample(ask("Write about the sea.", temperature=0))
        texts = ("Write about the sea.", "Hello, " * 30)
        together = await asyncio.gather(*(model.sample(ask(text, temperature=0)) for text in texts))
        assert together[0].text[:20] == alone.text[:20]

    async def test_seeds_repeat_and_samples_differ(self, model):
        requests = [ask("Name a cat.", temperature=1.0, seed=4, sample=k) for k in (0, 1, 0)]
        texts = [(await model.sample(request)).text for request in requests]
        assert texts[0] == texts[2] != texts[1]

    async def test_stop_text_ends_the_reply(self, model):
        whole = await model.sample(ask("Write about the sea.", temperature=0))
        word = whole.text.split()[2]
        cut = await model.sample(ask("Write about the sea.", temperature=0, stop=(word,)))
        assert cut.text == whole.text[: whole.text.index(word)]

    async def test_cut_json_is_a_truncation(self, model):
        with pytest.raises(TruncatedReplyError):
            await model.sample(ask("Is 2 > 1?", max_tokens=3, schema=ANSWER))

    async def test_overflow_is_seen_before_dispatch(self, model):
        with pytest.raises(ContextOverflowError, match="context 8192"):
            await model.sample(ask("word " * 9000))

    async def test_cancelling_ends_the_batch(self, model):
        shown = []
        task = asyncio.create_task(model.sample(ask("Count.", max_tokens=2000, schema=COUNTING), on_text=shown.append))
        await until(lambda: len(shown) >= 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await model.sample(ask("Say hello.", max_tokens=2))
        assert len(shown) < 60
