"""What `plangen solve` looks up: a folder as a search, and servers from a file."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.running import plangen
from tests.graphs.test_gather import HOURS, QUESTION, REFERS, TEXT

BARE = str(Path(__file__).parents[1] / "tools" / "mcp" / "bare_server.py")


def replies(folder, **said):
    file = folder / "replies.yaml"
    file.write_text(json.dumps({"default": "no", **said}))
    return f"fake:@{file}"


def test_what_stands_in_a_folder_is_looked_up_and_resumed(tmp_path):
    pytest.importorskip("trafilatura", reason="the extra `search` is not installed")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "harbour.md").write_text(f"# Museum\n\n{HOURS}\n")
    asked = {"questions": [{"question": QUESTION, "quote": REFERS}]}
    kinds = [{"kind": kind} for kind in ("length", "blocked", "blocked", "context", "open")]
    model = replies(tmp_path, missing=asked, which={"sentence": 1}, kind=kinds, plan={"steps": []})
    folder = {"PLANGEN_SEARCH_FOLDER": str(tmp_path / "texts")}
    done = plangen(tmp_path, "solve", TEXT, "-m", model, "--search", "local", "--json", **folder)
    result = json.loads(done.stdout)
    assert any("found at local:harbour.md" in one["text"] for one in result["constraints"]), done.stderr
    again = plangen(tmp_path, "resume", result["run_id"], "--json", **folder)
    assert json.loads(again.stdout)["usage"]["calls"] == result["usage"]["calls"]


def test_servers_of_a_file_are_offered(tmp_path):
    pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    (tmp_path / "mcp.json").write_text(json.dumps({"mcpServers": {"b": {"command": sys.executable, "args": [BARE]}}}))
    model = replies(tmp_path, tools={"calls": [{"id": "x", "tool": "b__add", "args": {"a": 1}}]})
    done = plangen(tmp_path, "solve", "Add up the day.", "-m", model, "--mcp", "mcp.json")
    assert "`b__add` gave nothing (denied)" in done.stderr


@pytest.mark.parametrize(
    ("given", "code", "error"),
    [(("--search", "gogle"), 2, "unknown search provider"), (("--mcp", "none.json"), 3, "cannot be read")],
)
def test_what_cannot_be_used_is_said_before_the_first_call(tmp_path, given, code, error):
    done = plangen(tmp_path, "solve", "Plan a day.", "-m", "fake:no", *given)
    assert done.returncode == code
    assert error in done.stderr
