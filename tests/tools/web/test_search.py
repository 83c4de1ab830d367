"""The search tool: which provider answers, what is kept, how fast it may ask."""

import asyncio
import json

import pytest

from plangen.errors import AuthenticationError, ConfigurationError, RateLimitError, UsageError
from plangen.tools.web.base import SearchResult
from plangen.tools.web.pace import Pace
from plangen.tools.web.providers.local import LocalFolder
from plangen.tools.web.providers.searxng import Searxng
from plangen.tools.web.refusals import PageRefusedError
from plangen.tools.web.search import WebSearch
from tests.tools.web.engine import Engine

HIT = SearchResult(title="T", url="https://a.example/", content="C")


class Provider:
    def __init__(self, name="fine", error=None):
        self.name, self.error, self.asked = name, error, []

    async def search(self, query, max_results):
        self.asked.append((query, max_results))
        if self.error:
            raise self.error
        return (HIT,)


async def test_the_answer_says_which_provider_gave_it():
    said = json.loads(await WebSearch([Provider()]).call({"query": "a  b", "max_results": 2}))
    assert said == {"provider": "fine", "results": [{"title": "T", "url": "https://a.example/", "content": "C"}]}


async def test_blanks_do_not_make_another_query():
    provider = Provider()
    await WebSearch([provider]).search(" a \n b ")
    assert provider.asked == [("a b", 5)]


async def test_a_failed_provider_is_reported_and_the_next_one_asked():
    first = Provider("first", RateLimitError("wait"))
    said = json.loads(await WebSearch([first, Provider("second")]).call({"query": "q"}))
    assert (said["provider"], said["failed"]) == ("second", {"first": "rate_limit"})


async def test_where_all_fail_the_first_error_is_raised():
    with pytest.raises(RateLimitError):
        await WebSearch([Provider("a", RateLimitError("wait")), Provider("b", AuthenticationError("no"))]).search("q")


async def test_a_captcha_instead_of_json_goes_to_the_next_provider():
    async with Engine(captcha=True) as engine:
        reply = await WebSearch([Searxng(engine.url), Provider()]).search("q")
    assert (reply.provider, reply.failed) == ("fine", (("searxng", "bad_reply"),))


async def test_the_same_query_is_asked_once_until_it_is_old():
    now, provider = [0.0], Provider()
    search = WebSearch([provider], ttl_s=10, clock=lambda: now[0], per_second=1000)
    cached = []
    for at in (0.0, 9.0, 11.0):
        now[0] = at
        cached.append((await search.search("q")).cached)
    assert cached == [False, True, False]
    assert len(provider.asked) == 2


async def test_other_parameters_are_another_query():
    provider = Provider()
    search = WebSearch([provider], per_second=1000)
    await search.search("q", 1)
    await search.search("q", 2)
    assert len(provider.asked) == 2


async def test_a_failure_is_not_kept():
    provider = Provider(error=RateLimitError("wait"))
    search = WebSearch([provider], per_second=1000)
    with pytest.raises(RateLimitError):
        await search.search("q")
    provider.error = None
    assert (await search.search("q")).results == (HIT,)


async def test_a_provider_that_asked_to_wait_is_left_alone_until_then():
    now, provider = [0.0], Provider(error=RateLimitError("wait", retry_after=30))
    search = WebSearch([provider, Provider("other")], clock=lambda: now[0], per_second=1000)
    for at, asked in ((0.0, 1), (29.0, 1), (31.0, 2)):
        now[0] = at
        assert (await search.search(f"q{at}")).failed == (("fine", "rate_limit"),)
        assert len(provider.asked) == asked


async def test_its_definition_says_that_it_may_be_repeated_and_that_its_results_taint():
    spec = WebSearch([Provider()]).spec()
    assert (spec.idempotent, spec.side_effects, spec.taints) == (True, False, True)
    assert json.loads(await spec.call({"query": "q"}))["provider"] == "fine"


async def test_calls_begin_apart():
    loop, began = asyncio.get_running_loop(), []
    pace, start = Pace(20), loop.time()

    async def one():
        await pace.turn()
        began.append(loop.time() - start)

    await asyncio.gather(*(one() for _ in range(4)))
    assert all(at > 0.05 * i - 0.01 for i, at in enumerate(began))


@pytest.mark.parametrize(
    "args",
    [{}, {"query": " "}, {"query": 3}, {"query": "q" * 401}, {"query": "q", "max_results": 0}, {"query": "q", "n": 1}],
)
async def test_wrong_arguments_are_a_usage_error(args):
    with pytest.raises(UsageError):
        await WebSearch([Provider()]).call(args)


def test_no_provider_at_all_says_what_to_set():
    with pytest.raises(ConfigurationError, match="TAVILY_API_KEY"):
        WebSearch([])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "trains").mkdir()
    (tmp_path / "trains" / "night.md").write_text("# Night trains\n\nThe night train leaves at 23:14.\n")
    (tmp_path / "bread.txt").write_text("Rye bread, sold with a train of thought.\n")
    (tmp_path / "photo.jpg").write_bytes(b"train")
    (tmp_path / "link.md").symlink_to("/etc/hostname")
    return tmp_path


async def test_a_folder_is_searched(folder):
    found = await LocalFolder(folder).search("When do night trains leave?", 5)
    assert [hit.url for hit in found] == ["local:trains/night.md", "local:bread.txt"]
    assert found[0].title == "Night trains"
    assert "23:14" in found[0].content
    assert found[0].score > found[1].score


async def test_a_page_of_the_folder_is_read_by_its_address(folder):
    assert "23:14" in (await LocalFolder(folder).page("local:trains/night.md")).text


@pytest.mark.parametrize("url", ["local:link.md", "local:../x", "local:photo.jpg", "local:/etc/hostname"])
async def test_nothing_outside_the_index_is_read(folder, url):
    with pytest.raises(PageRefusedError):
        await LocalFolder(folder).page(url)


@pytest.mark.parametrize("query", ['"', "night AND", "NEAR(", "title:x", "***", "-", "a OR", "'; drop table texts"])
async def test_operators_in_a_query_are_words(folder, query):
    assert isinstance(await LocalFolder(folder).search(query, 5), tuple)


def test_a_folder_that_is_not_there_is_a_configuration_error(tmp_path):
    with pytest.raises(ConfigurationError):
        LocalFolder(tmp_path / "none")
