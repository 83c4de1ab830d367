"""The tool that reads a page: its text with its source, as robots files allow."""

import asyncio
import hashlib
import json
import time

import pytest

from plangen.errors import ProviderTimeoutError, UsageError
from plangen.tools.web.fetch import Limits
from plangen.tools.web.guard import Guard
from plangen.tools.web.page import FetchPage
from plangen.tools.web.refusals import PageRefusedError
from plangen.tools.web.robots import Robots
from tests.tools.web.site import Site, answer

pytest.importorskip("trafilatura", reason="the extra `search` is not installed")
pytest.importorskip("protego", reason="the extra `search` is not installed")

ARTICLE = (
    "<html><head><title>Night trains</title><script>alert(1)</script></head><body><nav>Home Shop Login</nav><article>"
    "<h1>Night trains</h1><p>The night train from Aarau to Lugano leaves at 23:14 and takes six hours and ten minutes "
    "because it waits twice.</p><p>Places in the sleeping car are sold until noon of the day of travel, at the counter "
    "and by telephone only.</p></article></body></html>"
)


def tool_for(site, **given):
    return FetchPage(guard=Guard(allow=frozenset({site.host})), **given)


async def test_the_text_of_an_article_comes_with_title_address_and_hash():
    async with Site({"/a": answer(ARTICLE)}) as site:
        said = json.loads(await tool_for(site).call({"url": f"{site.url}/a"}))
    assert said["title"] == "Night trains"
    assert "leaves at 23:14" in said["text"]
    assert "alert" not in said["text"]
    assert (said["url"], said["sha256"]) == (f"{site.url}/a", hashlib.sha256(ARTICLE.encode()).hexdigest())


async def test_plain_text_is_kept_as_it_is():
    async with Site({"/a": answer("one\ntwo", "text/plain; charset=latin-1")}) as site:
        assert (await tool_for(site).fetch(f"{site.url}/a")).text == "one\ntwo"


async def test_a_charset_nobody_knows_is_read_as_utf8():
    async with Site({"/a": answer("gr\u00fcn", "text/plain; charset=x-unheard-of")}) as site:
        assert (await tool_for(site).fetch(f"{site.url}/a")).text == "gr\u00fcn"


@pytest.mark.parametrize(("body", "kind"), [("", "text/plain"), ("a\0b", "text/plain"), ("<p></p>", "text/html")])
async def test_a_page_without_text_is_refused(body, kind):
    async with Site({"/a": answer(body, kind)}) as site:
        with pytest.raises(PageRefusedError, match="no text"):
            await tool_for(site).fetch(f"{site.url}/a")


async def test_a_page_that_takes_minutes_to_read_ends_at_the_deadline():
    hard = "<p>a" * 490_000
    async with Site({"/a": answer(hard)}) as site:
        started = time.monotonic()
        with pytest.raises(ProviderTimeoutError, match="was not read within"):
            await tool_for(site, limits=Limits(deadline_s=1.5), robots=False).fetch(f"{site.url}/a")
    assert time.monotonic() - started < 3


async def test_robots_may_forbid_a_path():
    routes = {"/robots.txt": answer("User-agent: *\nDisallow: /private", "text/plain"), "/private": answer("x")}
    async with Site(routes) as site:
        with pytest.raises(PageRefusedError, match="robots file forbids"):
            await tool_for(site).fetch(f"{site.url}/private")
        assert site.asked() == ["/robots.txt"]


async def test_robots_are_asked_for_once_a_site():
    page = answer("text", "text/plain")
    async with Site({"/a": page, "/b": page}) as site:
        tool = tool_for(site)
        await asyncio.gather(tool.fetch(f"{site.url}/a"), tool.fetch(f"{site.url}/b"))
    assert sorted(site.asked()) == ["/a", "/b", "/robots.txt"]


async def test_robots_that_cannot_be_read_forbid_everything():
    async with Site({"/robots.txt": answer("x", status="500 No"), "/a": answer("x")}) as site:
        with pytest.raises(PageRefusedError, match="cannot be read"):
            await tool_for(site).fetch(f"{site.url}/a")


async def test_robots_of_the_site_redirected_to_are_asked_too():
    closed = {"/robots.txt": answer("User-agent: plangen\nDisallow: /", "text/plain"), "/a": answer("x")}
    async with Site(closed) as other, Site({"/a": answer(b"", status="302 Found", Location=f"{other.url}/a")}) as site:
        tool = FetchPage(guard=Guard(allow=frozenset({site.host, other.host})))
        with pytest.raises(PageRefusedError, match="robots file forbids"):
            await tool.fetch(f"{site.url}/a")
    assert other.asked() == ["/robots.txt"]


async def test_robots_are_asked_again_when_they_are_old():
    now = [0.0]
    async with Site() as site:
        robots = Robots(Guard(allow=frozenset({site.host})), ttl_s=10, clock=lambda: now[0])
        for at in (0.0, 9.0, 11.0):
            now[0] = at
            await robots.permit(f"{site.url}/a")
    assert site.asked() == ["/robots.txt", "/robots.txt"]


async def test_its_definition_says_that_it_may_be_repeated_and_that_its_results_taint():
    async with Site({"/a": answer("text", "text/plain")}) as site:
        spec = tool_for(site).spec()
        assert (spec.idempotent, spec.side_effects, spec.taints) == (True, False, True)
        assert json.loads(await spec.call({"url": f"{site.url}/a"}))["text"] == "text"


@pytest.mark.parametrize("args", [{}, {"url": 1}, {"url": "http://a.example/", "depth": 2}])
async def test_wrong_arguments_are_a_usage_error(args):
    with pytest.raises(UsageError):
        await FetchPage().call(args)
