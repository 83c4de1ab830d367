"""Every paid reply, kept under the hash of its request before anything uses it.

SQLite with write-ahead log and `synchronous=FULL`: once `put` returns, the reply survives a kill and a power
loss, and the same request of the same run is never paid again. Values are JSON, each with its SHA-256.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from plangen.budget import Charge
from plangen.errors import JournalCorruptError, StorageError

T = TypeVar("T")

SCHEMA_VERSION = 1
_SCHEMA = """
create table if not exists meta(name text primary key, value text not null) strict;
create table if not exists replies(
  key text primary key, purpose text not null, body text not null, sha256 text not null, at real not null) strict;
create table if not exists charges(
  seq integer primary key, key text not null, outcome text not null, calls integer not null,
  prompt_tokens integer not null, completion_tokens integer not null, cost real, estimated integer not null,
  at real not null) strict;
"""


def digest(payload: Any) -> str:
    """SHA-256 of a JSON payload in canonical form (sorted keys, no blanks)."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Journal:
    """The replies and charges of one run in one SQLite file; `path=None` keeps them in memory.

    All calls run on one thread of its own, so the event loop never waits for the disk. Raises StorageError when
    the file cannot be written and JournalCorruptError when it does not read back.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plangen-journal")
        self._database = self._thread.submit(self._open).result()

    def _open(self) -> sqlite3.Connection:
        try:
            database = sqlite3.connect(self.path or ":memory:", timeout=30, isolation_level=None)
            database.execute("pragma journal_mode=wal")
            database.execute("pragma synchronous=full")
            database.executescript(_SCHEMA)
            database.execute("insert or ignore into meta values('schema_version', ?)", (str(SCHEMA_VERSION),))
            (version,) = database.execute("select value from meta where name='schema_version'").fetchone()
        except sqlite3.Error as error:
            raise self._broken(error) from error
        if version != str(SCHEMA_VERSION):
            raise JournalCorruptError(
                f"the journal {self.path} has schema version {version}, this plangen reads {SCHEMA_VERSION}",
                hint="resume it with the version that wrote it, or start a new run",
            )
        return database

    async def get(self, key: str) -> dict[str, Any] | None:
        """The reply kept under `key`, or `None`."""
        return await self._run(self._get, key)

    async def put(self, key: str, purpose: str, body: dict[str, Any], charge: Charge) -> None:
        """Keep a reply and its charge in one transaction; returns when both are on the disk."""
        await self._run(self._put, key, purpose, body, charge)

    async def charge(self, key: str, outcome: str, charge: Charge) -> None:
        """Keep the charge of an attempt that gave no reply (`outcome`: an error code or `cancelled`)."""
        await self._run(self._charge, key, outcome, charge)

    async def spent(self) -> Charge:
        """The sum of all charges: what a resumed run starts from."""
        return await self._run(self._spent)

    def close(self) -> None:
        """Wait for what was submitted, then close the file."""
        self._thread.submit(self._database.close).result()
        self._thread.shutdown()

    async def _run(self, function: Callable[..., T], *arguments: object) -> T:
        # Shielded: a cancelled branch must not lose the record of what it has paid.
        call = asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)
        try:
            return await asyncio.shield(call)
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _get(self, key: str) -> dict[str, Any] | None:
        row = self._database.execute("select body, sha256 from replies where key=?", (key,)).fetchone()
        if row is None:
            return None
        body, expected = row
        if not isinstance(body, str) or hashlib.sha256(body.encode()).hexdigest() != expected:
            raise JournalCorruptError(
                f"the journal {self.path} holds an altered reply ({key[:12]})", hint="start a new run"
            )
        value: dict[str, Any] = json.loads(body)
        return value

    def _put(self, key: str, purpose: str, body: dict[str, Any], charge: Charge) -> None:
        text = json.dumps(body, allow_nan=False)
        row = (key, purpose, text, hashlib.sha256(text.encode()).hexdigest(), time.time())
        with self._transaction():
            self._database.execute("insert or replace into replies values(?,?,?,?,?)", row)
            self._charge(key, "ok", charge)

    def _charge(self, key: str, outcome: str, charge: Charge) -> None:
        row = (key, outcome, charge.calls, charge.prompt_tokens, charge.completion_tokens, charge.cost)
        self._database.execute(
            "insert into charges(key, outcome, calls, prompt_tokens, completion_tokens, cost, estimated, at)"
            " values(?,?,?,?,?,?,?,?)",
            (*row, int(charge.estimated), time.time()),
        )

    def _spent(self) -> Charge:
        total = Charge()
        query = "select calls, prompt_tokens, completion_tokens, cost, estimated from charges order by seq"
        for calls, prompt, completion, cost, estimated in self._database.execute(query):
            total += Charge(calls, prompt, completion, cost, bool(estimated))
        return total

    def _transaction(self) -> _Transaction:
        return _Transaction(self._database)

    def _broken(self, error: sqlite3.Error) -> StorageError:
        if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
            return StorageError(
                f"the journal {self.path} cannot be written: {error}", hint="free space or check its folder's rights"
            )
        return JournalCorruptError(f"the journal {self.path} does not read back: {error}", hint="start a new run")


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("begin immediate")

    def __exit__(self, kind: object, *_: object) -> None:
        self._database.execute("commit" if kind is None else "rollback")
