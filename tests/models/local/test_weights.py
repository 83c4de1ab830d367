import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from plangen.errors import WeightsError
from plangen.models.local.catalog import HubSource
from plangen.models.local.weights import Store, store_root

from .conftest import CONTENT, HUB, OTHER, entry_of

SECOND = HubSource("mirror/repository", "fedcba9876543210")


def left_behind(store):
    return sorted(path.name for path in store.root.rglob("*") if path.is_file() and ".locks" not in path.parts)


def test_pull_delivers_the_bytes_and_says_so_first(hub, store):
    seen = []
    path = store.pull(
        entry_of(HUB), on_progress=lambda done, total, source: seen.append((done, total)), on_notice=seen.append
    )
    assert path.read_bytes() == CONTENT
    assert seen[0] == "Tiny: 3 MB, MIT, by nobody, from hub repository some/repository at 0123456789ab"
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert sorted(seen[1:]) == seen[1:]
    assert hub.asked == [("/some/repository/resolve/0123456789abcdef/tiny.gguf", None)]


def test_second_pull_asks_nobody(hub, store):
    store.pull(entry_of(HUB))
    store.pull(entry_of(HUB))
    assert len(hub.asked) == 1


def test_redirect_is_followed(hub, store):
    hub.script = ["redirect", "ok"]
    assert store.pull(entry_of(HUB)).read_bytes() == CONTENT
    assert [path.startswith("/elsewhere") for path, _ in hub.asked] == [False, True]


def test_cut_transfer_goes_on_where_it_was_cut(hub, store):
    hub.script = ["cut", "ok"]
    assert store.pull(entry_of(HUB)).read_bytes() == CONTENT
    assert hub.asked[1][1] == f"bytes={len(CONTENT) // 2}-"


def test_transfer_cut_for_good_keeps_its_part_for_the_next_pull(hub, store):
    hub.script = ["cut", "503"]
    with pytest.raises(WeightsError, match=r"HTTP 503"):
        store.pull(entry_of(HUB))
    assert store.held(entry_of(HUB)).state == "partial"
    hub.script = ["ok"]
    assert store.pull(entry_of(HUB)).read_bytes() == CONTENT
    assert hub.asked[-1][1] == f"bytes={len(CONTENT) // 2}-"


def test_server_without_ranges_starts_anew(hub, store):
    hub.script = ["cut", "whole"]
    assert store.pull(entry_of(HUB)).read_bytes() == CONTENT


def test_connection_that_is_cut_again_and_again_is_an_error(hub, store):
    hub.script = ["cut"]
    with pytest.raises(WeightsError, match=r"after \d+ of 3000000 bytes"):
        store.pull(entry_of(HUB))
    assert len(hub.asked) == 3


def test_wrong_byte_is_an_error_that_names_source_and_hashes(hub, store):
    hub.script = ["wrong"]
    entry = entry_of(HUB)
    with pytest.raises(WeightsError) as caught:
        store.pull(entry)
    assert HUB.label in caught.value.message
    assert entry.sha256 in caught.value.message
    assert entry_of(HUB, content=OTHER).sha256 in caught.value.message
    assert left_behind(store) == []


@pytest.mark.parametrize(("kind", "reason"), [("long", "more than"), ("short", "cut"), ("404", "HTTP 404")])
def test_unusable_source_is_named(hub, store, kind, reason):
    hub.script = [kind]
    with pytest.raises(WeightsError, match=reason):
        store.pull(entry_of(HUB))
    assert store.held(entry_of(HUB)).state != "present"


@pytest.mark.parametrize("first", ["404", "wrong", "long"])
def test_next_source_serves_when_the_first_fails(hub, store, first):
    hub.script = [first, "ok"]
    notices = []
    assert store.pull(entry_of(HUB, SECOND), on_notice=notices.append).read_bytes() == CONTENT
    assert "mirror/repository" in hub.asked[-1][0]
    assert len(notices) == 3
    assert left_behind(store) == ["tiny.gguf"]


def test_no_network_is_an_error_within_seconds(store, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(WeightsError, match=r"ConnectError"):
        store.pull(entry_of(HUB))


def test_offline_setting_leaves_the_hub_out(hub, store, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(WeightsError, match=r"HF_HUB_OFFLINE"):
        store.pull(entry_of(HUB))
    assert hub.asked == []


def test_no_space_is_seen_before_the_first_byte(hub, store, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 1_000_000))
    with pytest.raises(WeightsError, match=r"no space for tiny .* 1 MB free, 70 MB needed"):
        store.pull(entry_of(HUB))
    assert hub.asked == []


def test_space_that_runs_out_on_the_way_is_an_error(hub, store):
    store.root.mkdir(parents=True)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, limits[1]))
    try:
        with pytest.raises(WeightsError, match=r"no space left in the model store"):
            store.pull(entry_of(HUB))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert store.pull(entry_of(HUB)).read_bytes() == CONTENT


@pytest.fixture
def nobody():
    """Run as a user whom permissions bind, if the tests run as root."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    yield
    if was_root:
        os.seteuid(0)


@pytest.fixture
def closed():
    """A store that holds one file, and that others may read and nobody may write."""
    with tempfile.TemporaryDirectory() as folder:
        path = Store(Path(folder)).path(entry_of())
        path.parent.mkdir()
        path.write_bytes(CONTENT)
        Path(folder).chmod(0o555)
        yield Path(folder)
        Path(folder).chmod(0o755)


def test_read_only_store_is_an_error(hub, closed, nobody):
    with pytest.raises(WeightsError, match=r"cannot be used: Permission denied") as caught:
        Store(closed / "models").pull(entry_of(HUB))
    assert "PLANGEN_MODELS" in caught.value.hint
    assert hub.asked == []


def test_read_only_store_that_holds_the_file_serves_it(closed, nobody):
    assert Store(closed).pull(entry_of()).read_bytes() == CONTENT


def test_store_below_a_file_is_an_error(hub, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WeightsError, match=r"cannot be used: Not a directory"):
        Store(tmp_path / "file" / "models").pull(entry_of(HUB))


def test_stop_ends_a_transfer_and_keeps_its_part(hub, store):
    stop = threading.Event()
    with pytest.raises(WeightsError, match=r"was stopped"):
        store.pull(entry_of(HUB), on_progress=lambda *_: stop.set(), stop=stop)
    assert store.held(entry_of(HUB)).state == "partial"


PULL = """
import sys
from pathlib import Path
from plangen.models.local.catalog import Entry, HubSource
from plangen.models.local.weights import Store
entry = Entry("tiny", "Tiny", "tiny.gguf", int(sys.argv[2]), sys.argv[3], "MIT", "nobody", 64, (HubSource("a/b", "c"),))
print(Store(Path(sys.argv[1])).pull(entry).stat().st_size)
"""


def test_two_processes_at_once_fetch_once(hub, store):
    entry = entry_of(HUB)
    command = [sys.executable, "-c", PULL, str(store.root), str(entry.bytes), entry.sha256]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].split() for process in both] == [[b"3000000"]] * 2
    assert len(hub.asked) == 1


def test_verify_finds_a_changed_byte(hub, store):
    entry = entry_of(HUB)
    path = store.pull(entry)
    assert store.verify(entry) == path
    path.write_bytes(OTHER)
    with pytest.raises(WeightsError, match=entry.sha256):
        store.verify(entry)


def test_verify_of_what_is_not_there_says_how_to_get_it(store):
    with pytest.raises(WeightsError, match=r"plangen models pull tiny"):
        store.verify(entry_of(HUB))


def test_remove_deletes_and_says_whether_there_was_something(hub, store):
    store.pull(entry_of(HUB))
    assert store.remove(entry_of(HUB)) is True
    assert store.remove(entry_of(HUB)) is False
    assert left_behind(store) == []


def test_inventory_holds_every_entry(store):
    assert [held.state for held in store.inventory()] == ["absent"] * 3


def test_root_is_the_named_folder_or_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("PLANGEN_MODELS", raising=False)
    assert store_root() == tmp_path / "plangen" / "models"
    monkeypatch.setenv("PLANGEN_MODELS", "/elsewhere")
    assert str(store_root()) == "/elsewhere"
