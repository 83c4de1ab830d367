import json

import pytest

from plangen.errors import StorageError
from plangen.tracing import Trace, read_trace
from plangen.tracing.events import CallProgress, CandidateCancelled, CandidateFailed, Noted


def test_events_are_numbered_written_and_handed_on(tmp_path):
    seen = []
    trace = Trace("run1", tmp_path / "t.jsonl", (seen.append,))
    trace.emit(CandidateCancelled(candidate="c1"))
    trace.emit(CallProgress(call="x", role="generation", text="piece"))
    trace.emit(Noted(kind="arm", data={"arm": "rebase"}))
    trace.close()
    read = list(read_trace(tmp_path / "t.jsonl"))
    assert [(event.seq, event.type) for event in read] == [(1, "candidate_cancelled"), (2, "noted")]
    assert [event.type for event in seen] == ["candidate_cancelled", "call_progress", "noted"]
    assert {event.run_id for event in read} == {"run1"}


def test_half_a_last_line_is_cut_and_the_numbers_go_on(tmp_path):
    path = tmp_path / "t.jsonl"
    first = Trace("run1", path)
    first.emit(CandidateCancelled(candidate="c1"))
    first.close()
    with path.open("ab") as file:
        file.write(b'{"type": "candidate_canc')
    second = Trace("run1", path)
    second.emit(CandidateCancelled(candidate="c2"))
    second.close()
    assert [event.seq for event in read_trace(path)] == [1, 2]


def test_secrets_never_reach_the_file_and_every_line_stays_json(tmp_path, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", 'canary-"quoted"-0123456789')
    trace = Trace("run1", tmp_path / "t.jsonl")
    message = 'refused canary-"quoted"-0123456789 ?key=abc\\" sk-abcdefghijklmnop1234 -----BEGIN PRIVATE KEY-----x'
    trace.emit(CandidateFailed(candidate="c1", code="world", message=message, hint='see "docs"'))
    trace.close()
    text = (tmp_path / "t.jsonl").read_text()
    assert "canary" not in text
    assert "sk-abc" not in text
    assert json.loads(text)["hint"] == 'see "docs"'


def test_a_line_that_is_no_event_is_one_clear_error(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"type": "noted", "kind": "a", "data": {}}\n{"type": "exec"}\n')
    with pytest.raises(StorageError, match="line 2"):
        list(read_trace(path))


def test_a_folder_that_is_missing_is_one_clear_error(tmp_path):
    with pytest.raises(StorageError):
        Trace("run1", tmp_path / "missing" / "t.jsonl")
