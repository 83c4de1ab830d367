"""Looks a question up: search, read the pages found, keep the passages that fit, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

from plangen.errors import WorldError
from plangen.tools.web.base import SearchResult
from plangen.tools.web.evidence import Evidence, best_passages
from plangen.tools.web.page import FetchPage
from plangen.tools.web.pages import Page
from plangen.tools.web.passages import SENTENCES
from plangen.tools.web.search import WebSearch
from plangen.tools.web.together import together


@dataclass(frozen=True, slots=True)
class Findings:
    """Facts with their sources, best first; the provider that answered; and the pages that failed, with their codes."""

    question: str
    provider: str
    facts: tuple[Evidence, ...]
    failed: tuple[tuple[str, str], ...] = ()


async def lookup(
    question: str,
    *,
    search: WebSearch,
    pages: FetchPage,
    max_pages: int = 5,
    max_facts: int = 5,
    sentences: int = SENTENCES,
    at_once: int = 4,
) -> Findings:
    """What the best `max_pages` pages say on `question`: at most `max_facts` passages of `sentences` sentences.

    A page that cannot be had is reported and costs itself only. Every quote stands literally in the text of its page.
    Raises what the search raises.
    """
    reply = await search.search(question, max_pages)

    async def read(hit: SearchResult) -> Page | tuple[str, str]:
        try:
            return await pages.fetch(hit.url)
        except WorldError as error:
            return hit.url, error.code

    done = await together(read, reply.results, at_once=at_once)
    read_pages = [item for item in done if isinstance(item, Page)]
    facts = best_passages(question, read_pages, most=max_facts, sentences=sentences)
    return Findings(question, reply.provider, facts, tuple(item for item in done if not isinstance(item, Page)))
