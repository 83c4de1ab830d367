import asyncio
import sqlite3

import pytest

from plangen.budget import Charge
from plangen.errors import JournalCorruptError, StorageError
from plangen.journal import Journal, digest


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite")
    yield journal
    journal.close()


async def test_a_reply_reads_back_and_its_charge_is_counted(journal):
    await journal.put("k", "plan", {"text": "é\x00"}, Charge(1, 10, 5, 0.25))
    await journal.charge("k2", "provider", Charge(1))
    assert await journal.get("k") == {"text": "é\x00"}
    assert await journal.get("other") is None
    assert await journal.spent() == Charge(2, 10, 5, 0.25)


async def test_it_survives_reopening(tmp_path):
    first = Journal(tmp_path / "j.sqlite")
    await first.put("k", "plan", {"text": "paid"}, Charge(1, 1, 1, None))
    first.close()
    second = Journal(tmp_path / "j.sqlite")
    assert await second.get("k") == {"text": "paid"}
    assert (await second.spent()).cost is None
    second.close()


async def test_a_cancelled_branch_still_keeps_what_it_paid(journal):
    task = asyncio.ensure_future(journal.put("k", "plan", {"text": "paid"}, Charge(1)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await journal.get("k") == {"text": "paid"}


async def test_it_is_durable_before_it_is_used(journal):
    mode, level = await journal._run(
        lambda: (
            journal._database.execute("pragma journal_mode").fetchone()[0],
            journal._database.execute("pragma synchronous").fetchone()[0],
        )
    )
    assert (mode, level) == ("wal", 2)


async def test_an_altered_reply_is_refused(tmp_path):
    journal = Journal(tmp_path / "j.sqlite")
    await journal.put("k", "plan", {"text": "honest"}, Charge(1))
    journal.close()
    database = sqlite3.connect(tmp_path / "j.sqlite")
    database.execute("update replies set body = replace(body, 'honest', 'forged')")
    database.commit()
    database.close()
    journal = Journal(tmp_path / "j.sqlite")
    with pytest.raises(JournalCorruptError):
        await journal.get("k")
    journal.close()


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_journal_is_one_clear_error(tmp_path, content):
    path = tmp_path / "j.sqlite"
    path.write_bytes(content)
    with pytest.raises(StorageError) as caught:
        Journal(path)
    assert str(path) in str(caught.value)


def test_a_folder_in_its_place_is_one_clear_error(tmp_path):
    with pytest.raises(StorageError):
        Journal(tmp_path)


def test_the_sample_index_keeps_equal_requests_apart():
    assert digest({"a": 1, "sample": 0}) != digest({"a": 1, "sample": 1})
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": "\ud800"}) != digest({"a": "?"})
