from __future__ import annotations

import asyncio
import resource
import socket
import traceback
from typing import Any

import pytest

from plangen.errors import (
    AuthenticationError,
    BadReplyError,
    ConfigurationError,
    ContextOverflowError,
    EmptyReplyError,
    PlangenError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    RefusalError,
    RequestRefusedError,
    TruncatedReplyError,
    UsageError,
)
from plangen.models.api import ApiModel
from plangen.models.base import Completion, Message, Request
from tests.fault_server import FaultServer

REPLY = "hello there friend of mine"
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


def request(**options: Any) -> Request:
    return Request(messages=(Message("user", "Say hello."),), **options)


def model(server: FaultServer, **options: Any) -> ApiModel:
    times = {"timeout": 20.0, "first_byte": 10.0, "idle": 10.0}
    return ApiModel("openai/test", api_base=server.url, api_key=server.key, **{**times, **options})


def sent(server: FaultServer) -> list[dict[str, Any]]:
    return [arrival["payload"] for arrival in server.arrivals()]


async def failure(server: FaultServer, **options: Any) -> PlangenError:
    with pytest.raises(PlangenError) as caught:
        await model(server, **options).sample(request())
    return caught.value


async def test_a_streamed_reply_with_reported_usage() -> None:
    with FaultServer(reply=REPLY) as server:
        pieces: list[str] = []
        reply = await model(server).sample(request(), on_text=pieces.append)
        assert reply == Completion(REPLY, "stop", reply.usage, None)
        assert (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.reported) == (2, 6, True)
        assert len(pieces) > 1
        assert "".join(pieces) == REPLY
        assert sent(server)[0]["stream_options"] == {"include_usage": True}
        assert len(server.ledger()) == 1


FAULTS: list[tuple[str, type[PlangenError], str]] = [
    ("400", RequestRefusedError, "the request is not valid"),
    ("403", AuthenticationError, "OPENAI_API_KEY"),
    ("404", RequestRefusedError, "openai/test"),
    ("quota", RequestRefusedError, "quota"),
    ("context", ContextOverflowError, "does not fit"),
    ("filter", RefusalError, "content filter"),
    ("429", RateLimitError, "429"),
    ("500", ProviderError, "500"),
    ("502 html", ProviderError, "502: (an HTML page)"),
    ("503", ProviderError, "503"),
    ("529", ProviderError, "529"),
    ("200 html", BadReplyError, ""),
    ("rst", ProviderUnreachableError, "reset"),
    ("rst-mid-stream", ProviderUnreachableError, "broke"),
    ("cut-mid-stream", ProviderUnreachableError, "broke"),
    ("error-in-200", ProviderError, "the engine died"),
    ("bad-utf8", BadReplyError, "utf-8"),
    ("bad-json", BadReplyError, "no reply"),
    ("no-choices", BadReplyError, "without any choice"),
    ("empty", EmptyReplyError, "nothing"),
    ("blank", EmptyReplyError, "nothing"),
    ("null", EmptyReplyError, "nothing"),
    ("refusal", RefusalError, "I cannot help with that."),
    ("content-filter", RefusalError, "content filter"),
    ("length", TruncatedReplyError, "limit of 1024 tokens"),
    ("odd-finish", TruncatedReplyError, "because"),
    ("20MB", BadReplyError, "2,000,000"),
]


@pytest.mark.parametrize(("fault", "kind", "says"), FAULTS, ids=[row[0] for row in FAULTS])
async def test_F01_to_F12_each_fault_is_one_typed_error_and_one_request(
    fault: str, kind: type[PlangenError], says: str
) -> None:
    with FaultServer(script=[fault], reply=REPLY) as server:
        error = await failure(server)
        assert type(error) is kind
        assert says in str(error)
        assert len(server.arrivals()) == 1


@pytest.mark.parametrize(("fault", "kind", "says"), FAULTS, ids=[row[0] for row in FAULTS])
async def test_the_same_faults_where_the_server_does_not_stream(
    fault: str, kind: type[PlangenError], says: str
) -> None:
    with FaultServer(script=["ok", fault], reply=REPLY, without=["stream"]) as server:
        error = await failure(server)
        assert type(error) is kind
        assert says in str(error)
        assert len(server.arrivals()) == 2


async def test_F08_a_gzip_bomb_is_a_typed_error() -> None:
    with FaultServer(script=[{"fault": "gzip-bomb", "bytes": 20_000_000}], reply=REPLY) as server:
        assert type(await failure(server)) is BadReplyError


async def test_F12_a_line_without_end_is_cut_before_it_fills_memory() -> None:
    with FaultServer(script=["ok", "endless-line"], reply=REPLY) as server:
        await model(server).sample(request())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        error = await failure(server)
        assert type(error) is BadReplyError
        assert "2,000,000" in str(error)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


# Seen only where the client inside litellm is OpenAI's. Elsewhere a refusal looks empty, a reset before the reply is
# tried again by litellm, bytes that are no UTF-8 are replaced, and an unknown finish reason has become "stop".
UNSEEN = ("refusal", "rst", "bad-utf8", "odd-finish")
WRAPPED = [row for row in FAULTS if row[0] not in UNSEEN]


@pytest.mark.parametrize(("fault", "kind", "says"), WRAPPED, ids=[row[0] for row in WRAPPED])
async def test_the_same_faults_through_litellms_own_stream(fault: str, kind: type[PlangenError], says: str) -> None:
    with FaultServer(script=[fault], reply=REPLY) as server:
        wrapped = ApiModel("hosted_vllm/test", api_base=server.url, api_key=server.key)
        with pytest.raises(PlangenError) as caught:
            await wrapped.sample(request())
        assert type(caught.value) is kind
        assert len(server.arrivals()) == 1


async def test_litellms_own_stream_is_read_with_its_usage_and_its_truncation() -> None:
    with FaultServer(script=["ok", "eof-without-finish"], reply=REPLY) as server:
        wrapped = ApiModel("hosted_vllm/test", api_base=server.url, api_key=server.key)
        reply = await wrapped.sample(request())
        assert (reply.text, reply.usage.reported, reply.usage.prompt_tokens) == (REPLY, True, 2)
        with pytest.raises(TruncatedReplyError):
            await wrapped.sample(request())
    with FaultServer(reply=REPLY, ignoring=["usage"]) as server:
        silent = ApiModel("hosted_vllm/test", api_base=server.url, api_key=server.key)
        assert not (await silent.sample(request())).usage.reported


@pytest.mark.parametrize("provider", ["openai", "hosted_vllm"])
async def test_a_model_that_repeats_itself_is_no_server_error(provider: str) -> None:
    with FaultServer(reply="abcd" * 300, piece=4) as server:
        again = ApiModel(f"{provider}/test", api_base=server.url, api_key=server.key)
        assert (await again.sample(request())).text == "abcd" * 300


async def test_F06_clean_eof_without_finish_is_truncated_and_caused_by_the_connection() -> None:
    with FaultServer(script=["eof-without-finish"], reply=REPLY) as server:
        error = await failure(server)
        assert type(error) is TruncatedReplyError
        assert isinstance(error.__cause__, ConnectionError)


async def test_a_token_limit_is_not_caused_by_the_connection() -> None:
    with FaultServer(script=["length"], reply=REPLY) as server:
        assert (await failure(server)).__cause__ is None


async def test_a_second_done_does_no_harm() -> None:
    with FaultServer(script=["double-done"], reply=REPLY) as server:
        assert (await model(server).sample(request())).text == REPLY


@pytest.mark.parametrize(("header", "seconds"), [("3", 3.0), ("-1", None), ("soon", None), ("1e9", 1e9)])
async def test_F01_retry_after_is_read(header: str, seconds: float | None) -> None:
    with FaultServer(script=[{"fault": "429", "retry_after": header}]) as server:
        error = await failure(server)
        assert isinstance(error, RateLimitError)
        assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("fault", "limits", "says"),
    [
        ("stall-before-headers", {"first_byte": 0.3}, "first piece"),
        ("stall-mid-stream", {"idle": 0.3}, "next piece"),
        ("drip", {"timeout": 0.5}, "whole reply"),
    ],
)
async def test_F04_each_deadline_fires_and_closes_the_socket(fault: str, limits: dict[str, float], says: str) -> None:
    with FaultServer(script=["ok", fault], reply=REPLY) as server:
        await model(server).sample(request())
        clock = asyncio.get_running_loop().time
        started = clock()
        error = await failure(server, **limits)
        assert type(error) is ProviderTimeoutError
        assert says in str(error)
        assert clock() - started < 1.3
        if fault != "drip":
            await until(lambda: len(server.hangups()) == 1)


async def test_cancelling_closes_the_socket() -> None:
    with FaultServer(script=["stall-mid-stream"], reply=REPLY) as server:
        task = asyncio.create_task(model(server).sample(request()))
        await until(lambda: len(server.arrivals()) == 1)
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: len(server.hangups()) == 1)


async def until(met: Any) -> None:
    async with asyncio.timeout(5):
        while not met():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.02)


async def test_connection_refused_names_the_address() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ProviderUnreachableError, match=str(port)):
        await ApiModel("openai/test", api_base=f"http://127.0.0.1:{port}/v1").sample(request())


async def test_a_host_that_does_not_exist_is_unreachable() -> None:
    with pytest.raises(ProviderUnreachableError):
        await ApiModel("openai/test", api_base="http://no.such.host.invalid/v1").sample(request())


async def test_tls_against_a_plain_server_is_unreachable() -> None:
    with FaultServer() as server:
        base = server.url.replace("http:", "https:")
        with pytest.raises(ProviderUnreachableError):
            await ApiModel("openai/test", api_base=base, api_key="k").sample(request())


@pytest.mark.parametrize("given", [True, False], ids=["argument", "environment"])
async def test_I5_a_refused_key_is_named_by_its_variable_and_never_shown(
    given: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "canary-7f3e9a5512"
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    if not given:
        monkeypatch.setenv("OPENAI_API_KEY", key)
    with FaultServer() as server:
        refused = ApiModel("openai/test", api_base=server.url, api_key=key if given else None)
        with pytest.raises(AuthenticationError, match="OPENAI_API_KEY") as caught:
            await refused.sample(request())
        assert len(server.arrivals()) == 1
    shown = "".join(traceback.format_exception(caught.value)) + repr(refused) + repr(vars(caught.value))
    assert key not in shown
    assert "[redacted]" in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("openai/gpt-4o", "OPENAI_API_KEY"),
        ("anthropic/claude-sonnet-4-5", "ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.5-flash", "GEMINI_API_KEY"),
    ],
)
async def test_a_missing_key_is_a_configuration_error(
    name: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(key, raising=False)
    with pytest.raises(ConfigurationError, match=f"{variable} is not set"):
        await ApiModel(name).sample(request())


async def test_a_provider_that_litellm_does_not_know_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="acmecloud"):
        await ApiModel("acmecloud/x").sample(request())


async def test_a_server_without_keys_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with FaultServer(key="", reply=REPLY) as server:
        assert (await ApiModel("openai/test", api_base=server.url).sample(request())).text == REPLY


async def test_an_unknown_provider_prefix_is_a_name_of_the_servers_own() -> None:
    with FaultServer(reply=REPLY) as server:
        await ApiModel("Acme/Big-1", api_base=server.url, api_key=server.key).sample(request())
        assert sent(server)[0]["model"] == "Acme/Big-1"


async def test_a_server_that_does_not_stream_is_remembered() -> None:
    with FaultServer(reply=REPLY, without=["stream"]) as server:
        first = await model(server).sample(request())
        second = await model(server).sample(request())
        assert first.text == second.text == REPLY
        assert first.notes == second.notes == ("not streamed",)
        assert [p.get("stream", False) for p in sent(server)] == [True, False, False]


async def test_a_server_that_knows_no_stream_options_still_streams() -> None:
    with FaultServer(reply=REPLY, without=["stream_options"]) as server:
        reply = await model(server).sample(request())
        assert reply.text == REPLY
        assert not reply.usage.reported
        assert sent(server)[-1]["stream"] is True


async def test_F18_usage_that_the_server_did_not_send_is_marked_as_estimated() -> None:
    with FaultServer(reply=REPLY, ignoring=["usage"]) as server:
        reply = await model(server).sample(request())
        assert not reply.usage.reported
        assert reply.usage.prompt_tokens > 0
        assert reply.usage.completion_tokens > 0
        assert "usage estimated" in reply.notes


@pytest.mark.parametrize("lie", [{"prompt": -5, "completion": -7}, {"prompt": 0, "completion": 0}])
async def test_F18_impossible_usage_is_not_believed(lie: dict[str, int]) -> None:
    with FaultServer(script=[{"fault": "usage", **lie}], reply=REPLY) as server:
        usage = (await model(server).sample(request())).usage
        assert not usage.reported
        assert usage.prompt_tokens > 0
        assert usage.completion_tokens > 0


async def test_a_local_server_with_a_hosted_name_is_not_billed() -> None:
    with FaultServer(reply=REPLY) as server:
        local = ApiModel("openai/gpt-4o", api_base=server.url, api_key=server.key)
        assert (await local.sample(request())).cost is None
        assert local.price(1000, 1000) is None


async def test_the_users_price_holds_for_any_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANGEN_PRICES", '{"openai/test": {"prompt": 1.0, "completion": 10.0}}')
    with FaultServer(reply=REPLY) as server:
        reply = await model(server).sample(request())
        assert reply.cost == pytest.approx((2 * 1.0 + 6 * 10.0) / 1e6)


async def test_a_parameter_that_the_server_rejects_is_dropped_and_noted() -> None:
    with FaultServer(reply=REPLY, without=["seed", "temperature"]) as server:
        reply = await model(server).sample(request(seed=3, temperature=0.5))
        again = await model(server).sample(request(seed=3, temperature=0.5))
        assert set(reply.notes) == set(again.notes) == {"seed ignored", "temperature ignored"}
        assert len(server.arrivals()) == 4
        assert model(server).capabilities.seed is False


async def test_a_parameter_out_of_range_is_refused_and_not_dropped() -> None:
    with FaultServer(script=[{"fault": "400", "message": "temperature must be at most 1"}]) as server:
        with pytest.raises(RequestRefusedError, match="temperature must be at most 1"):
            await model(server).sample(request(temperature=2.0))
        assert len(server.arrivals()) == 1


async def test_the_other_name_of_the_token_limit_is_learned() -> None:
    message = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    with FaultServer(script=[{"fault": "400", "message": message}], reply=REPLY) as server:
        await model(server).sample(request(max_tokens=9))
        assert sent(server)[1]["max_completion_tokens"] == 9
        assert "max_tokens" not in sent(server)[1]


async def test_samples_of_one_seed_differ_and_repeat() -> None:
    with FaultServer(reply="echo-seed") as server:
        ask = [request(seed=5, temperature=1.0, sample=k) for k in (0, 1, 2, 1)]
        texts = [(await model(server).sample(one)).text for one in ask]
        assert len(set(texts)) == 3
        assert texts[1] == texts[3]
        assert sent(server)[0]["seed"] == 5


async def test_logprobs() -> None:
    with FaultServer(reply="yes") as server:
        reply = await model(server).sample(request(logprobs=2))
        assert reply.logprobs == ({"token": "yes", "logprob": -0.1, "top": {"yes": -0.1, "yes1": -1.1}},)


async def test_logprobs_that_are_not_given_are_noted() -> None:
    with FaultServer(reply="yes", ignoring=["logprobs"]) as server:
        reply = await model(server).sample(request(logprobs=2))
        assert reply.logprobs is None
        assert "logprobs ignored" in reply.notes


async def test_a_schema_is_sent_as_strict_json_schema() -> None:
    with FaultServer(reply='{"city": "Rome"}') as server:
        reply = await model(server).sample(request(schema=SCHEMA))
        assert reply.notes == ()
        asked = sent(server)[0]["response_format"]
        assert asked == {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True},
        }
        assert model(server).capabilities.schema is True


@pytest.mark.parametrize(
    ("without", "requests", "rung"),
    [
        (["json_schema"], 2, "json_object"),
        (["json_schema", "json_object"], 3, "prompt"),
        (["response_format"], 3, "prompt"),
    ],
)
async def test_the_ladder_steps_down_once_and_remembers(without: list[str], requests: int, rung: str) -> None:
    with FaultServer(reply='{"city": "Rome"}', without=without) as server:
        first = await model(server).sample(request(schema=SCHEMA))
        assert len(server.arrivals()) == requests
        second = await model(server).sample(request(schema=SCHEMA))
        assert len(server.arrivals()) == requests + 1
        assert first.notes == second.notes == (f"schema by {rung}",)
        assert '"city"' in sent(server)[-1]["messages"][-1]["content"]


async def test_parallel_first_calls_step_down_together() -> None:
    with FaultServer(reply='{"city": "Rome"}', without=["json_schema", "seed"], latency=0.05) as server:
        shared = model(server)
        asked = [request(schema=SCHEMA, seed=1, sample=k) for k in range(8)]
        replies = await asyncio.gather(*(shared.sample(one) for one in asked))
        assert {frozenset(r.notes) for r in replies} == {frozenset({"seed ignored", "schema by json_object"})}


async def test_a_parameter_that_litellm_itself_rejects_is_dropped_and_noted() -> None:
    with FaultServer(reply=REPLY) as server:
        o3 = ApiModel("openai/o3-mini", api_base=server.url, api_key=server.key)
        assert (await o3.sample(request(temperature=0.3))).notes == ("temperature ignored",)
        assert len(server.arrivals()) == 1


async def test_a_bad_request_about_something_else_does_not_step_down() -> None:
    with FaultServer(script=["400"]) as server:
        with pytest.raises(RequestRefusedError):
            await model(server).sample(request(schema=SCHEMA))
        assert len(server.arrivals()) == 1


async def test_a_schema_that_is_ignored_is_stated_in_the_prompt_the_next_time() -> None:
    with FaultServer(reply=["Rome.", '{"city": "Rome"}']) as server:
        first = await model(server).sample(request(schema=SCHEMA))
        second = await model(server).sample(request(schema=SCHEMA))
        assert "schema ignored" in first.notes
        assert second.notes == ("schema by json_object",)
        assert second.text == '{"city": "Rome"}'


async def test_a_fence_around_the_json_is_taken_off() -> None:
    with FaultServer(reply='```json\n{"city": "Rome"}\n```') as server:
        assert (await model(server).sample(request(schema=SCHEMA))).text == '{"city": "Rome"}'


async def test_F11_a_whole_json_value_at_the_token_limit_counts() -> None:
    with FaultServer(script=["length", "length"], reply=['{"city": "Rome"}', '{"city": "Ro']) as server:
        whole = await model(server).sample(request(schema=SCHEMA))
        assert (whole.text, whole.finish) == ('{"city": "Rome"}', "length")
        with pytest.raises(TruncatedReplyError):
            await model(server).sample(request(schema=SCHEMA))


async def test_F13_a_lone_surrogate_can_be_stored() -> None:
    with FaultServer(reply="a\ud800b \U0001f600") as server:
        reply = await model(server).sample(request())
        assert reply.text == "a\ufffdb \U0001f600"


async def test_parallel_samples_are_in_flight_together() -> None:
    with FaultServer(reply="echo-seed", latency=0.2) as server:
        shared = model(server)
        await shared.sample(request(seed=0))
        replies = await asyncio.gather(*(shared.sample(request(seed=1, sample=k)) for k in range(16)))
        assert len({r.text for r in replies}) == 16
        assert max(a["in_flight"] for a in server.arrivals()) == 16
        assert len(server.ledger()) == 17


def test_it_works_in_one_event_loop_after_another() -> None:
    with FaultServer(reply=REPLY) as server:
        shared = model(server)
        for _ in range(3):
            assert asyncio.run(shared.sample(request())).text == REPLY


@pytest.mark.parametrize("name", ["gpt-4o", "openai/", "/x", ""])
def test_a_name_without_provider_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match="PROVIDER/NAME"):
        ApiModel(name)


def test_an_environment_that_redirects_a_provider_makes_the_price_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ApiModel("openai/gpt-4o").price(1000, 0) is not None
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert ApiModel("openai/gpt-4o").price(1000, 0) is None
