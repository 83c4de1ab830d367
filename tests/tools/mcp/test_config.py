"""The file of MCP servers, as other clients read it."""

import json

import pytest

from plangen.errors import ConfigurationError, ToolError
from plangen.tools.mcp import HttpServer, Pins, StdioServer, read_servers
from plangen.tools.mcp.pins import fingerprint
from plangen.tools.mcp.results import value_of


def read(tmp_path, entries, key="mcpServers", **given):
    path = tmp_path / "mcp.json"
    path.write_text(entries if isinstance(entries, str) else json.dumps({key: entries}))
    return read_servers(path, **given)


@pytest.mark.parametrize("key", ["mcpServers", "servers"])
def test_both_kinds_are_read(tmp_path, key):
    entries = {
        "files": {"command": "npx", "args": ["-y", "server"], "env": {"A": "1"}, "cwd": "/tmp", "autoApprove": []},
        "web": {"type": "http", "url": "https://a.example/mcp", "headers": {"Authorization": "Bearer x"}},
        "short": {"url": "https://b.example/mcp"},
        "off": {"command": "x", "disabled": True},
    }
    assert read(tmp_path, entries, key) == (
        StdioServer(name="files", command="npx", args=("-y", "server"), env={"A": "1"}, cwd="/tmp"),
        HttpServer(name="web", url="https://a.example/mcp", headers={"Authorization": "Bearer x"}),
        HttpServer(name="short", url="https://b.example/mcp"),
    )


def test_variables_are_filled_in(tmp_path):
    entries = {"s": {"command": "${BIN:-run}", "args": ["${env:DIR}/x", "$DIR"], "env": {"TOKEN": "${T}"}}}
    (server,) = read(tmp_path, entries, environment={"DIR": "/d", "T": "secret ${DIR}"})
    assert (server.command, server.args, server.env) == ("run", ("/d/x", "$DIR"), {"TOKEN": "secret ${DIR}"})


def test_a_variable_that_is_not_set_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="TOKEN is not set"):
        read(tmp_path, {"s": {"command": "x", "env": {"A": "${TOKEN}"}}}, environment={})


@pytest.mark.parametrize(
    "entries",
    [
        "no json", "[]", "{}", "[" * 100_000, {"s": 1}, {"s": {}}, {"s": {"command": 3}}, {"s": {"url": "file:///x"}},
        {"s": {"type": "sse", "url": "https://a.example/"}}, {"a__b": {"command": "x"}}, {"": {"command": "x"}},
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_a_configuration_error(tmp_path, entries):
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, entries)
    assert caught.value.hint


def test_an_error_and_a_representation_show_no_secret(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, {"s": {"command": "x", "env": {"A": ["canary-secret"]}}})
    assert "canary-secret" not in str(caught.value)
    (server,) = read(tmp_path, {"s": {"url": "https://a.example/canary-secret", "headers": {"A": "canary-secret"}}})
    assert "canary-secret" not in repr(server)


def test_a_process_inherits_little():
    server = StdioServer(name="s", command="x", env={"OWN": "1"})
    parent = {"PATH": "/bin", "HOME": "/h", "LC_ALL": "C", "OPENAI_API_KEY": "k", "PYTHONPATH": "/p"}
    assert server.environment(parent) == {"PATH": "/bin", "HOME": "/h", "LC_ALL": "C", "OWN": "1"}


TOOL = {"name": "t", "description": "d", "inputSchema": {"type": "object"}}


@pytest.mark.parametrize("change", [{"description": "D"}, {"inputSchema": {}}, {"annotations": {"readOnlyHint": True}}])
def test_any_change_of_a_definition_changes_its_fingerprint(change):
    assert fingerprint(TOOL) != fingerprint(TOOL | change)


def test_an_approval_is_read_back(tmp_path):
    Pins(tmp_path / "p.json").approve("s__t", "aa")
    pins = Pins(tmp_path / "p.json")
    assert (pins.why_not("s__t", "aa"), pins.why_not("s__u", "aa")) == (None, "it has not been approved")
    assert "changed" in pins.why_not("s__t", "bb")


@pytest.mark.parametrize("text", ["no json", "[]", '{"a": 1}'])
def test_a_broken_file_of_approvals_approves_nothing(tmp_path, text):
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(ConfigurationError):
        Pins(tmp_path / "p.json")


@pytest.mark.parametrize(
    ("result", "value"),
    [
        ({"content": [{"type": "text", "text": "a"}]}, "a"),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, ["a", "b"]),
        ({"content": [{"type": "text", "text": "a"}], "structuredContent": {"x": 1}}, {"x": 1}),
        ({"content": [], "structuredContent": {"result": [1]}}, [1]),
        ({"content": []}, []),
        ({"content": [{"type": "image", "mimeType": "image/png", "data": "AAAA"}]}, "[image, image/png, left out]"),
        ({"content": [{"type": "resource", "resource": {"uri": "u", "text": "t"}}]}, {"uri": "u", "text": "t"}),
    ],
)
def test_the_value_of_a_result(result, value):
    assert value_of(result, name="s__t") == value


def test_a_result_that_says_it_is_an_error_is_one():
    with pytest.raises(ToolError, match="`s__t` failed: no \\[redacted\\]"):
        value_of(
            {"isError": True, "content": [{"type": "text", "text": "no\n\x1b hunter2hunter2"}]},
            name="s__t",
            secrets=frozenset({"hunter2hunter2"}),
        )
