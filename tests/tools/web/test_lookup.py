"""A question is looked up on a search engine of our own, from the query to the quoted sentence."""

import pytest

from plangen.tools.web.guard import Guard
from plangen.tools.web.lookup import lookup
from plangen.tools.web.page import FetchPage
from plangen.tools.web.providers.local import LocalFolder
from plangen.tools.web.providers.searxng import Searxng
from plangen.tools.web.search import WebSearch
from tests.tools.web.engine import CORPUS, FACT, QUESTION, Engine
from tests.tools.web.site import answer

pytest.importorskip("trafilatura", reason="the extra `search` is not installed")
pytest.importorskip("protego", reason="the extra `search` is not installed")


async def look(engine, question=QUESTION, pages=None, **given):
    pages = pages or FetchPage(guard=Guard(allow=engine.allow))
    try:
        return await lookup(question, search=WebSearch([Searxng(engine.url)]), pages=pages, **given)
    finally:
        pages.close()


async def test_the_fact_is_found_with_its_source():
    async with Engine() as engine:
        found = await look(engine, max_pages=3)
    best = found.facts[0]
    assert FACT in best.quote.text
    assert (best.quote.source, best.title, found.provider) == (f"{engine.url}/ferry", CORPUS["ferry"][0], "searxng")


async def test_a_quote_stands_literally_in_its_page():
    async with Engine() as engine:
        pages = FetchPage(guard=Guard(allow=engine.allow))
        found = await look(engine, pages=pages, max_pages=2, sentences=2)
        for fact in found.facts:
            page = await pages.fetch(fact.quote.source)
            assert page.text[fact.start : fact.end] == fact.quote.text
            assert page.sha256 == fact.sha256
        pages.close()


async def test_a_page_that_fails_costs_itself_only():
    async with Engine() as engine:
        engine.routes["/island"] = answer("gone", status="500 No")
        engine.routes["/walk"] = answer("%PDF", "application/pdf")
        found = await look(engine, "island of Grind path ferry", max_pages=4)
    assert dict(found.failed) == {f"{engine.url}/island": "provider", f"{engine.url}/walk": "page_refused"}
    assert found.facts


async def test_a_hit_that_points_inside_is_not_fetched():
    async with Engine() as engine:
        # The engine is allowed, the rest of loopback is not.
        engine.url = "http://127.0.0.1:9"
        own = f"http://{engine.host}"
        found = await lookup(
            QUESTION, search=WebSearch([Searxng(own)]), pages=FetchPage(guard=Guard(allow=engine.allow)), max_pages=2
        )
    assert {code for _, code in found.failed} == {"address_refused"}
    assert found.facts == ()


async def test_a_question_that_nothing_answers_has_no_facts():
    async with Engine() as engine:
        found = await look(engine, "xylophone quartz")
    assert (found.facts, found.failed) == ((), ())


async def test_a_folder_answers_like_the_web(tmp_path):
    for name, (title, body) in CORPUS.items():
        (tmp_path / f"{name}.md").write_text(f"# {title}\n\n{body}\n")
    folder = LocalFolder(tmp_path)
    found = await lookup(QUESTION, search=WebSearch([folder]), pages=FetchPage(folder=folder))
    assert FACT in found.facts[0].quote.text
    assert found.facts[0].quote.source == "local:ferry.md"
