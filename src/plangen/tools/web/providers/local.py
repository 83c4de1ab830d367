"""A folder of texts as a search provider: SQLite's full-text index in memory, built at the first query."""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from plangen.errors import ConfigurationError
from plangen.tools.web.base import SearchResult
from plangen.tools.web.pages import Page
from plangen.tools.web.refusals import PageRefusedError, shown

SCHEME = "local:"
_ENDINGS = {".md", ".txt", ".rst", ".csv", ".json"}
_MOST_BYTES = 2_000_000
_MOST_FILES = 50_000
_WORD = re.compile(r"\w+")
_LONGEST_TITLE = 120


class LocalFolder:
    """Searches the text files of a folder; a hit's address is `local:` and its path inside the folder.

    Links and files over 2 MB are left out. Raises ConfigurationError when the folder is not there.
    """

    name = "local"

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder).expanduser()
        if not self._folder.is_dir():
            raise ConfigurationError(
                f"the folder {self._folder} to be searched is not there", hint="set PLANGEN_SEARCH_FOLDER to a folder"
            )
        self._database: sqlite3.Connection | None = None
        self._building = asyncio.Lock()

    async def search(self, query: str, max_results: int) -> tuple[SearchResult, ...]:
        """The best `max_results` files by BM25; the title counts thrice. `score` is larger for better."""
        words = match_expression(query)
        if not words:
            return ()
        database = await self._index()
        rows = database.execute(
            "select path, title, snippet(texts, 2, '', '', ' … ', 48), -bm25(texts, 0, 3, 1) from texts "
            "where texts match ? order by bm25(texts, 0, 3, 1), path limit ?",
            (words, max_results),
        ).fetchall()
        return tuple(SearchResult(title=t, url=SCHEME + p, content=c, score=round(s, 6)) for p, t, c, s in rows)

    async def page(self, url: str) -> Page:
        """The whole text of a hit. Raises PageRefusedError for an address that is not in the index."""
        database = await self._index()
        row = database.execute("select title, body from texts where path = ?", (url.removeprefix(SCHEME),)).fetchone()
        if row is None:
            raise PageRefusedError(f"{shown(url)} is not in the folder", hint="take an address from the search")
        return Page(url, row[0], row[1], hashlib.sha256(row[1].encode("utf-8", "surrogatepass")).hexdigest())

    async def _index(self) -> sqlite3.Connection:
        async with self._building:
            if self._database is None:
                self._database = await asyncio.to_thread(self._build)
        return self._database

    def _build(self) -> sqlite3.Connection:
        database = sqlite3.connect(":memory:", check_same_thread=False)
        database.execute("create virtual table texts using fts5(path unindexed, title, body, tokenize='porter')")
        database.executemany("insert into texts values(?, ?, ?)", self._texts())
        return database

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        taken = 0
        for path in sorted(self._folder.rglob("*")):
            if path.suffix.lower() not in _ENDINGS or not self._inside(path):
                continue
            taken += 1
            if taken > _MOST_FILES:
                return
            text = path.read_text("utf-8", "replace")
            yield path.relative_to(self._folder).as_posix(), _title(text, path), text

    def _inside(self, path: Path) -> bool:
        """A plain file of the folder, reached over no link."""
        relative = path.relative_to(self._folder)
        links = any((self._folder / part).is_symlink() for part in [relative, *relative.parents[:-1]])
        return not links and path.is_file() and path.stat().st_size <= _MOST_BYTES


def match_expression(query: str) -> str:
    """The words of a query as an FTS5 expression that any of them satisfies; operators lose their meaning."""
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(query.lower())))


def _title(text: str, path: Path) -> str:
    first = next((line.strip("#= \t") for line in text.splitlines() if line.strip("#= \t")), "")
    return first[:_LONGEST_TITLE] or path.stem
