"""Servers made with the real package, spoken to over their pipes and over HTTP."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
import pytest_asyncio

from plangen.errors import BadReplyError, ProviderUnreachableError, ToolError
from plangen.tools.mcp import HttpServer, McpClient, StdioServer

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
pytestmark = pytest.mark.asyncio(loop_scope="module")

SERVER = str(Path(__file__).parent / "real_server.py")


def serving(name):
    process = subprocess.Popen([sys.executable, SERVER, "http"], stdout=subprocess.PIPE, text=True)
    port = int(process.stdout.readline())
    yield HttpServer(name=name, url=f"http://127.0.0.1:{port}/mcp", headers={"X-Key": "k" * 9})
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture(scope="module")
def web():
    yield from serving("web")


@pytest.fixture(scope="module")
def mortal():
    yield from serving("mortal")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(web, mortal):
    pipe = StdioServer(name="pipe", command=sys.executable, args=(SERVER, "stdio"))
    async with McpClient([pipe, web, mortal], timeout_s=10) as client:
        assert client.failed == {}
        yield client


both = pytest.mark.parametrize("name", ["pipe", "web"])


@both
async def test_a_number_comes_back_as_a_number(client, name):
    assert await client.call(f"{name}__add", {"a": 1, "b": 2}) == 3


@both
async def test_structured_content_is_preferred(client, name):
    assert await client.call(f"{name}__trip", {}) == {"from": "Ostholm", "minutes": 25}


@both
async def test_a_single_text_is_that_text(client, name):
    assert await client.call(f"{name}__say", {"text": "grün"}) == "grün"


@both
async def test_one_session_is_held(client, name):
    assert [await client.call(f"{name}__count", {}) for _ in range(3)] == [1, 2, 3]


@both
async def test_an_error_of_the_tool_is_a_failure(client, name):
    with pytest.raises(ToolError, match="no seat"):
        await client.call(f"{name}__fail", {"text": "no seat"})


@both
async def test_arguments_that_do_not_fit_are_a_failure(client, name):
    with pytest.raises((ToolError, BadReplyError)):
        await client.call(f"{name}__add", {"a": "no number"})


@both
async def test_calls_run_side_by_side(client, name):
    started = time.monotonic()
    await asyncio.gather(*(client.call(f"{name}__wait", {"seconds": 0.4}) for _ in range(5)))
    assert time.monotonic() - started < 1.6


@both
async def test_a_cancelled_call_leaves_the_session_usable(client, name):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.call(f"{name}__wait", {"seconds": 30})
    assert await client.call(f"{name}__add", {"a": 1, "b": 2}) == 3


async def test_tools_of_one_name_are_told_apart_by_their_server(client):
    tools = {tool.name: tool for tool in client.tools()}
    assert {"pipe__add", "web__add"} <= set(tools)
    assert set(tools["web__add"].properties) == {"a", "b"}
    assert tools["web__trip"].idempotent
    assert await tools["pipe__add"].call({"a": 2, "b": 2}) == "4"


async def test_a_server_over_http_that_dies_costs_its_own_calls_only(client):
    assert await client.call("mortal__add", {"a": 1, "b": 2}) == 3
    started = time.monotonic()
    with pytest.raises((ProviderUnreachableError, BadReplyError)):
        await client.call("mortal__die", {})
    with pytest.raises(ProviderUnreachableError):
        await client.call("mortal__add", {"a": 1, "b": 2})
    assert time.monotonic() - started < 8
    assert await client.call("web__add", {"a": 1, "b": 2}) == 3
