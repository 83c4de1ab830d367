"""Each search provider: its request, its answer, and every way in which it can fail."""

import asyncio
import sys
import time
import types

import pytest

from plangen.errors import (
    AuthenticationError,
    BadReplyError,
    ConfigurationError,
    MissingExtraError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    RequestRefusedError,
    UsageError,
)
from plangen.tools.web.base import SearchResult
from plangen.tools.web.providers import NAMES, configured, provider
from plangen.tools.web.providers.brave import Brave
from plangen.tools.web.providers.ddgs import Ddgs
from plangen.tools.web.providers.exa import Exa
from plangen.tools.web.providers.searxng import Searxng
from plangen.tools.web.providers.serper import Serper
from plangen.tools.web.providers.tavily import Tavily
from tests.tools.web.site import Site, answer, as_json

KEY = "canary-key-5f1d0c"
ADDRESS = "https://a.example/1"
KINDS = {
    "tavily": (lambda url, **k: Tavily(KEY, url=url, **k), "/search"),
    "brave": (lambda url, **k: Brave(KEY, url=url, **k), "/res/v1/web/search"),
    "exa": (lambda url, **k: Exa(KEY, url=url, **k), "/search"),
    "serper": (lambda url, **k: Serper(KEY, url=url, **k), "/search"),
    "searxng": (lambda url, **k: Searxng(url + "/", **k), "/search"),
}
ANSWERS = {
    "tavily": {
        "results": [{"title": "T", "url": ADDRESS, "content": "C", "score": 0.5, "published_date": "2026-01-02"}]
    },
    "brave": {
        "type": "search",
        "web": {
            "results": [{"title": "T", "url": ADDRESS, "description": "<strong>C</strong>", "page_age": "2026-01-02"}]
        },
    },
    "exa": {"results": [{"title": "T", "url": ADDRESS, "text": "C", "score": 0.5, "publishedDate": "2026-01-02"}]},
    "serper": {"organic": [{"title": "T", "link": ADDRESS, "snippet": "C", "date": "2026-01-02", "position": 1}]},
    "searxng": {
        "results": [{"title": "T", "url": ADDRESS, "content": "C", "score": 0.5, "publishedDate": "2026-01-02"}]
    },
}
SCORED = {"tavily", "exa", "searxng"}
every = pytest.mark.parametrize("name", KINDS)


async def ask(name, reply, **given):
    make, path = KINDS[name]
    async with Site({path: reply}) as site:
        return await make(site.url, **given).search("night trains", 3), site.requests[0]


@every
async def test_its_answer_is_read(name):
    found, _ = await ask(name, as_json(ANSWERS[name]))
    score = 0.5 if name in SCORED else None
    assert found == (SearchResult(title="T", url=ADDRESS, content="C", score=score, published="2026-01-02"),)


@every
async def test_no_hits_are_an_empty_answer(name):
    empty = {"brave": {"type": "search"}, "serper": {"organic": []}}.get(name, {"results": []})
    assert (await ask(name, as_json(empty)))[0] == ()


@pytest.mark.parametrize(
    ("name", "header", "value"),
    [
        ("tavily", "authorization", f"Bearer {KEY}"),
        ("brave", "x-subscription-token", KEY),
        ("exa", "x-api-key", KEY),
        ("serper", "x-api-key", KEY),
    ],
)
async def test_the_key_travels_in_its_header_only(name, header, value):
    _, request = await ask(name, as_json(ANSWERS[name]))
    assert request.headers[header] == value
    assert KEY not in str(request.query) + request.path + request.body.decode()


@every
async def test_the_query_and_the_number_of_hits_are_sent(name):
    _, request = await ask(name, as_json(ANSWERS[name]))
    sent = request.json() if request.method == "POST" else request.query
    assert "night trains" in sent.values()
    assert name == "searxng" or {3, "3"} & {v for v in sent.values() if isinstance(v, int | str)}


async def test_more_hits_than_asked_for_are_cut():
    many = {"results": [ANSWERS["searxng"]["results"][0]] * 9}
    assert len((await ask("searxng", as_json(many)))[0]) == 3


@every
@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("401 Unauthorized", AuthenticationError),
        ("422 No", RequestRefusedError),
        ("503 No", ProviderError),
        ("302 Found", BadReplyError),
    ],
)
async def test_a_failure_is_typed_and_shows_no_key(name, status, error):
    if name == "searxng" and status.startswith("401"):
        error = RequestRefusedError
    said = "no" if name == "searxng" else f"your key {KEY} is bad"
    with pytest.raises(error) as caught:
        await ask(name, answer(said, "text/plain", status, Location="http://b.example/"))
    assert type(caught.value) is error
    assert caught.value.hint
    assert KEY not in str(caught.value)


@every
async def test_too_many_requests_say_how_long_to_wait(name):
    with pytest.raises(RateLimitError) as caught:
        await ask(name, as_json({}, "429 Too Many Requests", Retry_After="12"))
    assert caught.value.retry_after == 12


@every
@pytest.mark.parametrize("body", [b"<html>captcha</html>", b"[1]", b"[" * 100_000, b"{}", b"\xff", b'{"results": 3}'])
async def test_a_malformed_answer_is_a_bad_reply(name, body):
    with pytest.raises(BadReplyError):
        await ask(name, answer(body, "application/json"))


@pytest.mark.parametrize(
    "item", [{"title": 3, "url": ADDRESS}, {"title": "T", "url": ADDRESS, "score": "high"}, "text"]
)
async def test_a_hit_of_the_wrong_shape_is_a_bad_reply(item):
    with pytest.raises(BadReplyError):
        await ask("tavily", as_json({"results": [item]}))


@every
async def test_a_slow_provider_is_a_timeout(name):
    async def silent(request, writer):
        await asyncio.sleep(30)

    started = time.monotonic()
    with pytest.raises(ProviderTimeoutError):
        await ask(name, silent, timeout_s=0.2)
    assert time.monotonic() - started < 1.5


async def test_an_endless_answer_is_cut():
    async def endless(request, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b" " * 65_536)
            await writer.drain()

    with pytest.raises(BadReplyError, match="more than"):
        await ask("tavily", endless)


async def test_a_closed_port_is_unreachable():
    async with Site() as site:
        pass
    with pytest.raises(ProviderUnreachableError):
        await Tavily(KEY, url=site.url).search("q", 1)


def test_a_key_is_in_no_representation():
    assert KEY not in repr(Tavily(KEY)._endpoint)


def test_the_environment_configures_providers_in_a_fixed_order(tmp_path):
    names = [
        p.name for p in configured({"SERPER_API_KEY": KEY, "BRAVE_API_KEY": KEY, "SEARX_HOST": "http://127.0.0.1:1"})
    ]
    assert [n for n in names if n != "ddgs"] == ["brave", "serper", "searxng"]


def test_an_empty_variable_configures_nothing():
    assert [p.name for p in configured({"TAVILY_API_KEY": " "}) if p.name != "ddgs"] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_provider_can_be_named(name, tmp_path):
    variables = dict.fromkeys(["TAVILY_API_KEY", "BRAVE_SEARCH_API_KEY", "EXA_API_KEY", "SERPER_API_KEY"], KEY)
    given = {**variables, "SEARXNG_URL": "http://127.0.0.1:1", "PLANGEN_SEARCH_FOLDER": str(tmp_path)}
    assert provider(name, given).name == name


def test_a_name_without_its_key_says_which_to_set():
    with pytest.raises(ConfigurationError, match="set EXA_API_KEY"):
        provider("exa", {})


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(UsageError, match="did you mean `tavily`"):
        provider("tavilly", {})


@pytest.fixture
def engines(monkeypatch):
    """A stand-in for the library; `answer` is what its search returns or raises."""
    library, errors = types.ModuleType("ddgs"), types.ModuleType("ddgs.exceptions")
    errors.DDGSException = type("DDGSException", (Exception,), {})
    errors.RatelimitException = type("RatelimitException", (errors.DDGSException,), {})
    errors.TimeoutException = type("TimeoutException", (errors.DDGSException,), {})

    class Searcher:
        def __init__(self, timeout):
            self.timeout = timeout

        def text(self, query, max_results):
            if isinstance(library.answer, Exception):
                raise library.answer
            return library.answer

    library.DDGS, library.exceptions = Searcher, errors
    monkeypatch.setitem(sys.modules, "ddgs", library)
    monkeypatch.setitem(sys.modules, "ddgs.exceptions", errors)
    return library


async def test_ddgs_hits_are_read(engines):
    engines.answer = [{"title": "T", "href": ADDRESS, "body": "C"}]
    assert await Ddgs().search("q", 3) == (SearchResult(title="T", url=ADDRESS, content="C"),)


async def test_ddgs_without_hits_is_empty(engines):
    engines.answer = engines.exceptions.DDGSException("No results found.")
    assert await Ddgs().search("q", 3) == ()


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        ("RatelimitException", RateLimitError),
        ("TimeoutException", ProviderTimeoutError),
        ("DDGSException", ProviderUnreachableError),
    ],
)
async def test_ddgs_failures_are_typed(engines, raised, error):
    engines.answer = getattr(engines.exceptions, raised)("engine down")
    with pytest.raises(error):
        await Ddgs().search("q", 3)


async def test_ddgs_without_the_extra_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ddgs", None)
    with pytest.raises(MissingExtraError, match="search"):
        await Ddgs().search("q", 3)


def test_the_real_library_has_what_is_used():
    library = pytest.importorskip("ddgs", reason="the extra `search` is not installed")
    from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException

    assert issubclass(RatelimitException, DDGSException)
    assert issubclass(TimeoutException, DDGSException)
    assert callable(library.DDGS(timeout=1).text)
