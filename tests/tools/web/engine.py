"""A search engine on loopback in SearXNG's JSON shape, over a full-text index of a small corpus of invented pages.

    async with Engine() as engine:
        Searxng(engine.url); Guard(allow=engine.allow)

The engine serves the pages too. `FACT` stands on one page only; nobody could guess it.
"""

from __future__ import annotations

import asyncio
import html
import sqlite3

from plangen.tools.web.providers.local import match_expression
from tests.tools.web.site import Request, Site, answer, as_json

QUESTION = "When does the last ferry from Ostholm to the island of Grind leave on Sundays?"
FACT = "On Sundays the last boat from Ostholm to Grind leaves at 17:35."

CORPUS = {
    "ferry": (
        "Grind ferry: timetable",
        "The Grind ferry joins Ostholm with the island of Grind. On weekdays it leaves every hour from 06:10 to 21:10. "
        f"{FACT} A crossing takes 25 minutes. Bicycles travel free of charge.",
    ),
    "island": (
        "The island of Grind",
        "Grind is an island of four square kilometres. Its lighthouse was built of red stone and can be climbed. "
        "The inn by the harbour has nine rooms. In winter only a shop is open.",
    ),
    "ostholm": (
        "Ostholm harbour",
        "Ostholm has a harbour for fishing boats and a ferry pier. The fish market opens at five in the morning. "
        "Cars are left at the upper car park, ten minutes on foot from the pier.",
    ),
    "museum": (
        "Museum of clocks, Veldrup",
        "The museum of clocks in Veldrup shows two hundred tower clocks. It is open from Tuesday to Sunday, 10:00 to "
        "16:40. The guided tour takes fifty minutes and starts on the full hour.",
    ),
    "train": (
        "Trains in the Veld valley",
        "Trains run from Veldrup to Ostholm every two hours and take seventy minutes. On Sundays the first train "
        "leaves at 08:20.",
    ),
    "bakery": (
        "Bakery Lindqvist",
        "Rye bread, cinnamon rolls and coffee. Orders for parties are taken two days ahead. Closed on Mondays.",
    ),
    "walk": (
        "Round walk on Grind",
        "The path around the island is eleven kilometres long. It takes three hours and there is no shade on it. "
        "Dogs are kept on a lead from April to July.",
    ),
    "concert": (
        "Concerts in the old dairy",
        "The old dairy has concerts on Saturday nights. Doors open at 19:30. Tickets are sold at the door only.",
    ),
}


class Engine(Site):
    """Serves `/search` and a page for each entry of `corpus`; `captcha=True` answers every search with HTML."""

    def __init__(self, corpus: dict[str, tuple[str, str]] | None = None, *, captcha: bool = False) -> None:
        super().__init__()
        self.corpus = dict(CORPUS if corpus is None else corpus)
        self._captcha = captcha
        self._index = sqlite3.connect(":memory:")
        self._index.execute("create virtual table pages using fts5(name unindexed, title, body, tokenize='porter')")
        self._index.executemany("insert into pages values(?, ?, ?)", [(n, t, b) for n, (t, b) in self.corpus.items()])
        self.routes["/search"] = self._search
        for name, (title, body) in self.corpus.items():
            self.routes[f"/{name}"] = answer(page(title, body))

    @property
    def allow(self) -> frozenset[str]:
        return frozenset({self.host})

    async def _search(self, request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(self._reply(request))
        await writer.drain()

    def _reply(self, request: Request) -> bytes:
        if self._captcha or request.query.get("format") != "json":
            return answer("<html>Are you human?</html>")
        rows = self._index.execute(
            "select name, title, body, -bm25(pages) from pages where pages match ? order by bm25(pages), name limit 10",
            (match_expression(request.query.get("q", "")) or '""',),
        ).fetchall()
        results = [
            {"url": f"{self.url}/{name}", "title": title, "content": body[:120], "engine": "fts5", "score": score}
            for name, title, body, score in rows
        ]
        return as_json({"query": request.query.get("q"), "number_of_results": len(results), "results": results})


def page(title: str, body: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in body.split("\n"))
    return f"<html><head><title>{html.escape(title)}</title></head><body><article>{paragraphs}</article></body></html>"
