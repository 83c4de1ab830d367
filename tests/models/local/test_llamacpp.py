import asyncio
import json
import subprocess
import sys

import httpx
import pytest

from plangen.errors import (
    ConfigurationError,
    ContextOverflowError,
    MissingExtraError,
    RequestRefusedError,
    TruncatedReplyError,
    WeightsError,
)
from plangen.models.base import Message, Request
from plangen.models.local import LlamaCppModel, Store, find
from plangen.models.local.engine import close_engines, default_threads, loaded_engine

from .conftest import until

ANSWER = {
    "type": "object",
    "properties": {"why": {"type": "string", "maxLength": 12}, "answer": {"enum": ["yes", "no"]}},
    "required": ["why", "answer"],
}
COUNTING = {"type": "array", "items": {"type": "integer"}, "minItems": 2000}


def ask(text, *, max_tokens=16, temperature=0.0, **options):
    return Request((Message("user", text),), max_tokens=max_tokens, temperature=temperature, **options)


@pytest.fixture(scope="module")
def model(smollm):
    yield LlamaCppModel(smollm, slots=3, context=1024, threads=1)
    close_engines()


def test_count_before_loading_is_a_bound_and_loads_nothing(tmp_path):
    model = LlamaCppModel(tmp_path / "none.gguf")
    assert model.count(ask("hello")) >= 5
    assert model.price(1000, 1000) == 0.0


async def test_file_that_is_not_there_is_an_error(tmp_path):
    pytest.importorskip("xllamacpp")
    with pytest.raises(WeightsError, match="No such file"):
        await LlamaCppModel(tmp_path / "none.gguf").sample(ask("hello"))


@pytest.mark.parametrize(("head", "reason"), [(b"<html>", "not a GGUF file"), (b"GGUF" + bytes(64), "cannot load")])
async def test_file_that_is_no_model_is_an_error(tmp_path, head, reason):
    pytest.importorskip("xllamacpp")
    (tmp_path / "bad.gguf").write_bytes(head)
    with pytest.raises(WeightsError, match=reason):
        await LlamaCppModel(tmp_path / "bad.gguf").sample(ask("hello"))


async def test_missing_extra_names_the_command(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    (tmp_path / "a.gguf").write_bytes(b"GGUF")
    with pytest.raises(MissingExtraError, match=r"'\.\[local\]'"):
        await LlamaCppModel(tmp_path / "a.gguf").sample(ask("hello"))


async def test_absent_weights_are_not_fetched_unasked(tmp_path):
    model = LlamaCppModel(find(), fetch=False, store=Store(tmp_path))
    with pytest.raises(WeightsError, match=r"plangen models pull qwen2.5-coder-0.5b"):
        await model.sample(ask("hello"))


def test_threads_are_what_the_environment_says(monkeypatch):
    monkeypatch.setenv("PLANGEN_THREADS", "3")
    assert default_threads() == 3
    monkeypatch.setenv("PLANGEN_THREADS", "many")
    with pytest.raises(ConfigurationError, match="PLANGEN_THREADS is `many`"):
        default_threads()
    monkeypatch.delenv("PLANGEN_THREADS")
    assert 1 <= default_threads() <= 8


@pytest.mark.local
async def test_reply_has_text_tokens_and_no_cost(model):
    shown = []
    reply = await model.sample(ask("Say hello.", temperature=0), on_text=shown.append)
    assert reply.text == "".join(shown) != ""
    assert reply.usage.prompt_tokens == model.count(ask("Say hello."))
    assert 1 <= reply.usage.completion_tokens <= 16
    assert (reply.cost, reply.usage.reported, reply.logprobs) == (0.0, True, None)


@pytest.mark.local
async def test_schema_is_kept_at_high_temperature(model):
    replies = await asyncio.gather(
        *(model.sample(ask("Is 2 > 1?", max_tokens=32, schema=ANSWER, temperature=1.5, seed=s)) for s in range(3))
    )
    for reply in replies:
        answer = json.loads(reply.text)
        assert list(answer) == ["why", "answer"]
        assert answer["answer"] in {"yes", "no"}
        assert reply.text == json.dumps(answer, ensure_ascii=False)


@pytest.mark.local
async def test_cut_json_is_a_truncation(model):
    with pytest.raises(TruncatedReplyError):
        await model.sample(ask("Is 2 > 1?", max_tokens=4, schema=ANSWER))


@pytest.mark.local
async def test_schema_that_is_wrong_is_refused(model):
    with pytest.raises(RequestRefusedError):
        await model.sample(ask("Is 2 > 1?", schema={"type": "nope"}))


@pytest.mark.local
async def test_free_text_at_its_limit_says_so(model):
    reply = await model.sample(ask("Write a long story.", max_tokens=4))
    assert (reply.finish, reply.usage.completion_tokens) == ("length", 4)


@pytest.mark.local
async def test_stop_text_ends_the_reply(model):
    options = {"temperature": 0, "max_tokens": 24}
    whole = await model.sample(ask("Write about the sea.", **options))
    word = whole.text.split()[2]
    cut = await model.sample(ask("Write about the sea.", stop=(word,), **options))
    assert cut.finish == "stop"
    assert cut.text == whole.text[: whole.text.index(word)]


@pytest.mark.local
async def test_logprobs_come_with_alternatives(model):
    reply = await model.sample(ask("Say hello.", max_tokens=3, logprobs=2))
    assert len(reply.logprobs) == 3
    assert all(item["logprob"] <= 0 and len(item["top"]) == 2 for item in reply.logprobs)
    assert "".join(item["token"] for item in reply.logprobs) == reply.text


@pytest.mark.local
async def test_samples_of_one_request_differ_and_seeds_repeat(smollm):
    single = LlamaCppModel(smollm, slots=1, context=512, threads=1)
    assert single.capabilities.seed is True
    requests = [ask("Name a cat.", temperature=1.0, seed=4, sample=k) for k in (0, 1, 0)]
    texts = [(await single.sample(request)).text for request in requests]
    assert texts[0] == texts[2] != texts[1]


@pytest.mark.local
async def test_prompt_of_equal_requests_is_read_once(model, monkeypatch):
    engine = await model.load()
    server, calls = engine._server, []

    class Recorder:
        def handle_chat_completions(self, body, take):
            calls.append(body["n"])
            server.handle_chat_completions(body, take)

    monkeypatch.setattr(engine, "_server", Recorder())
    requests = [ask("A fox.", max_tokens=200, temperature=1.0, seed=9, sample=k, stop=(" ",)) for k in range(3)]
    replies = await asyncio.gather(*(model.sample(request) for request in requests))
    assert calls == [3]
    assert all(reply.text for reply in replies)


@pytest.mark.local
async def test_overflow_is_seen_before_dispatch(model):
    with pytest.raises(ContextOverflowError, match=r"the model's context 1024"):
        await model.sample(ask("word " * 1100))


@pytest.mark.local
@pytest.mark.parametrize("max_tokens", [100, 900])
async def test_cancelling_frees_the_slot(model, max_tokens):
    engine = await model.load()
    shown = []
    task = asyncio.create_task(
        model.sample(ask("Count: 1, 2, 3,", max_tokens=max_tokens, schema=COUNTING), on_text=shown.append)
    )
    await until(lambda: len(shown) >= 3)
    assert engine.busy() == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: not engine.busy())
    length = len(shown)
    await asyncio.sleep(0.2)
    assert (engine.busy(), len(shown)) == (0, length)
    assert length < 90


@pytest.mark.local
async def test_cancelling_stops_the_reading_of_a_prompt(model):
    engine = await model.load()
    task = asyncio.create_task(model.sample(ask("sea fox hill " * 300, max_tokens=8)))
    await until(engine.busy)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await until(lambda: not engine.busy())
    after = await model.sample(ask("Say hello.", max_tokens=2))
    assert after.text


@pytest.mark.local
async def test_model_is_loaded_once_and_answers_only_with_its_key(model, smollm):
    twin = LlamaCppModel(smollm, slots=3, context=1024, threads=1)
    engine, other = await asyncio.gather(model.load(), twin.load())
    assert engine is other is loaded_engine(twin._path, twin._settings)
    url = str(engine._http.base_url)
    assert url.startswith("http://127.0.0.1:")
    assert (await asyncio.to_thread(httpx.get, url + "/slots")).status_code == 401


@pytest.mark.local
def test_process_prints_nothing_and_ends(smollm):
    code = """
import asyncio, sys
from pathlib import Path
from plangen.models.base import Message, Request
from plangen.models.local import LlamaCppModel
model = LlamaCppModel(Path(sys.argv[1]), slots=2, context=256, threads=1)
asyncio.run(model.sample(Request((Message("user", "hi"),), max_tokens=2)))
"""
    done = subprocess.run([sys.executable, "-c", code, str(smollm)], capture_output=True, check=True, timeout=120)
    assert (done.stdout, done.stderr) == (b"", b"")
