"""Sessions with an MCP server that does what no proper one does: it dies, changes, lies, floods."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from plangen.errors import (
    ConfigurationError,
    MissingExtraError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    ToolError,
    UsageError,
)
from plangen.tools.mcp import HttpServer, McpClient, Pins, StdioServer
from plangen.tools.mcp.session import ServerEndedError
from tests.tools.web.site import Site

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

SERVER = str(Path(__file__).parent / "bare_server.py")


def stdio(name="t", **env):
    return StdioServer(name=name, command=sys.executable, args=("-I", "-S", SERVER), env=env)


async def test_a_held_session_answers_many_calls():
    async with McpClient([stdio()]) as client:
        assert await client.call("t__add", {"a": 1, "b": 2}) == 3
        assert [await client.call("t__count", {}) for _ in range(3)] == [1, 2, 3]


async def test_a_tool_carries_schema_and_the_safe_limits():
    async with McpClient([stdio()]) as client:
        tools = {tool.name: tool for tool in client.tools()}
    add, flaky = tools["t__add"], tools["t__flaky"]
    assert set(add.properties) == {"a"}
    assert add.description == "Add two numbers."
    assert (add.taints, add.idempotent, add.side_effects) == (True, False, True)
    assert (flaky.idempotent, flaky.side_effects) == (True, False)
    assert tools["t__version"].description == "[2Jfirst"


async def test_a_name_that_no_model_could_call_is_refused():
    async with McpClient([stdio()]) as client:
        assert list(client.refused) == ["t__no name"]


async def test_a_tool_is_called_through_its_definition():
    async with McpClient([stdio()]) as client:
        (add,) = [tool for tool in client.tools() if tool.name == "t__add"]
        assert await add.call({"a": 2, "b": 2}) == "4"


async def test_an_error_of_the_tool_is_a_failure_and_shows_no_secret():
    async with McpClient([stdio(PASSWORD="hunter2hunter2")]) as client:
        with pytest.raises(ToolError, match=r"t__fail.*no seat \[redacted\]") as caught:
            await client.call("t__fail", {"text": "no seat hunter2hunter2 \x1b[31m"})
        assert "\x1b" not in str(caught.value)


async def test_a_cancelled_call_leaves_the_session_usable():
    async with McpClient([stdio()]) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await client.call("t__wait", {"seconds": 30})
        assert await client.call("t__count", {}) == 1


async def test_a_slow_tool_is_a_timeout():
    async with McpClient([stdio()], timeout_s=0.3) as client:
        with pytest.raises(ProviderTimeoutError, match=r"within 0\.3 s"):
            await client.call("t__wait", {"seconds": 30})


async def test_a_server_that_dies_costs_the_calls_under_way_only():
    async with McpClient([stdio(), stdio("other")]) as client:
        waiting = asyncio.create_task(client.call("t__wait", {"seconds": 30}))
        elsewhere = asyncio.create_task(client.call("other__wait", {"seconds": 0.5}))
        await asyncio.sleep(0.2)
        with pytest.raises(ServerEndedError, match="the disk is on fire"):
            await client.call("t__die", {})
        with pytest.raises(ServerEndedError):
            await waiting
        assert await elsewhere == "waited"
        assert await client.call("t__count", {}) == 1


async def test_an_idempotent_call_is_made_once_more_when_its_server_died(tmp_path):
    async with McpClient([stdio(MARK=str(tmp_path / "mark"))]) as client:
        assert await client.call("t__flaky", {}) == "better now"
        assert client._held["t"].starts == 2


async def test_a_server_that_dies_again_and_again_is_given_up():
    async with McpClient([stdio()]) as client:
        for _ in range(4):
            with pytest.raises(ServerEndedError):
                await client.call("t__die", {})
        with pytest.raises(ToolError, match="has ended 4 times"):
            await client.call("t__add", {"a": 1, "b": 1})


async def test_a_definition_that_changes_during_the_run_is_refused(tmp_path):
    async with McpClient([stdio(MARK=str(tmp_path / "mark"))]) as client:
        await client.call("t__version", {})
        await client.call("t__flaky", {})
        with pytest.raises(ToolError, match="has changed since it was approved"):
            await client.call("t__version", {})
        assert "t__version" not in {tool.name for tool in client.tools()}


async def test_only_approved_definitions_are_offered(tmp_path):
    pins = tmp_path / "pins.json"
    async with McpClient([stdio()], pins=Pins(pins)) as client:
        assert client.tools() == ()
        with pytest.raises(ToolError, match="has not been approved"):
            await client.call("t__add", {"a": 1, "b": 1})
        client.approve("t__add")
        assert await client.call("t__add", {"a": 1, "b": 1}) == 2
    async with McpClient([stdio()], pins=Pins(pins)) as client:
        assert [tool.name for tool in client.tools()] == ["t__add"]


async def test_the_allow_list_of_a_server_hides_the_rest():
    async with McpClient([stdio()], allow={"t": ["add"]}) as client:
        assert [tool.name for tool in client.tools()] == ["t__add"]
        with pytest.raises(UsageError, match="t__add"):
            await client.call("t__die", {})


async def test_the_process_sees_a_small_environment(monkeypatch):
    monkeypatch.setenv("TAVILY_API_KEY", "canary-key-99")
    async with McpClient([stdio(OWN="given")]) as client:
        seen = await client.call("t__environment", {})
    assert seen["OWN"] == "given"
    extra = {"LC_CTYPE"}  # Python's own
    assert {k for k in seen if not k.startswith("LC_")} - extra <= {"HOME", "PATH", "SHELL", "TERM", "OWN"}


async def test_a_message_over_the_limit_ends_the_session_and_is_not_kept():
    async with McpClient([stdio()]) as client:
        assert len(await client.call("t__big", {"size": 100_000})) == 100_000
        with pytest.raises(ServerEndedError, match="more than 8000000 bytes"):
            await client.call("t__big", {"size": 9_000_000})


def _children():
    if not Path("/proc/self/task").exists():
        pytest.skip("the processes are counted in /proc")
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


async def test_no_process_is_left_behind():
    before = _children()
    async with McpClient([stdio()]):
        assert len(_children() - before) == 1
    assert _children() <= before


async def test_a_server_that_cannot_be_started_is_reported_and_ends_nothing_else():
    missing = StdioServer(name="m", command="/nowhere/server")
    silent = StdioServer(name="s", command=sys.executable, args=("-c", "import sys; sys.exit('no licence')"))
    async with McpClient([missing, silent, stdio()]) as client:
        assert isinstance(client.failed["m"], ConfigurationError)
        assert "no licence" in client.failed["s"].message
        assert await client.call("t__add", {"a": 1, "b": 1}) == 2


async def test_a_server_that_never_answers_is_given_up():
    deaf = StdioServer(name="d", command=sys.executable, args=("-c", "import time; time.sleep(60)"))
    started = time.monotonic()
    async with McpClient([deaf], start_s=0.5) as client:
        assert isinstance(client.failed["d"], ProviderTimeoutError)
    assert time.monotonic() - started < 5


async def test_a_start_that_is_cancelled_leaves_no_process():
    before = _children()
    deaf = StdioServer(name="d", command=sys.executable, args=("-c", "import time; time.sleep(60)"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), McpClient([deaf]):
            pass
    assert _children() <= before


async def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(MissingExtraError, match="mcp"):
        async with McpClient([stdio()]):
            pass


def test_a_server_of_a_project_file_needs_consent():
    server = stdio().model_copy(update={"from_project": True})
    with pytest.raises(ConfigurationError, match="not agreed"):
        McpClient([server])
    assert McpClient([server], consented={"t"}).tools() == ()


def test_two_servers_of_one_name_are_refused():
    with pytest.raises(UsageError, match="two MCP servers"):
        McpClient([stdio(), stdio()])


async def test_an_address_where_nobody_listens_is_reported():
    async with McpClient(
        [HttpServer(name="n", url="http://127.0.0.1:9/mcp", headers={"A": "secret-header"})]
    ) as client:
        assert isinstance(client.failed["n"], ProviderUnreachableError)
        assert "secret-header" not in repr(client.failed) + repr(client._held)


async def test_an_endless_answer_over_http_is_cut():
    async def endless(request, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b" " * 65_536)
            await writer.drain()

    async with Site({"/mcp": endless}) as site:
        started = time.monotonic()
        async with McpClient([HttpServer(name="n", url=f"{site.url}/mcp")], start_s=8) as client:
            assert "more than 8000000 bytes" in client.failed["n"].message
    assert time.monotonic() - started < 7
