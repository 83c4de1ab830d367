"""A page is fetched whole and within its limits, or it is a typed error."""

import asyncio
import gzip
import time
import zlib

import pytest

from plangen.errors import (
    BadReplyError,
    ProviderError,
    ProviderTimeoutError,
    ProviderUnreachableError,
    RateLimitError,
    UsageError,
)
from plangen.tools.web.fetch import Limits, fetch
from plangen.tools.web.guard import Guard
from plangen.tools.web.refusals import AddressRefusedError, PageRefusedError, PageTooLargeError
from tests.tools.web.site import Site, answer, moved

GIGABYTE = 1 << 30


def guard_for(*sites):
    return Guard(allow=frozenset(site.host for site in sites))


async def endless(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    for _ in range(GIGABYTE >> 16):
        writer.write(bytes(1 << 16))
        await writer.drain()


async def drip(request, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(1)


async def silent(request, writer):
    await asyncio.sleep(60)


async def test_a_page_comes_with_its_source():
    async with Site({"/a": answer("héllo", "text/plain; charset=utf-8")}) as site:
        found = await fetch(f"{site.url}/a#part", guard=guard_for(site))
    assert (found.url, found.content_type, found.charset, found.body.decode()) == (
        f"{site.url}/a#part", "text/plain", "utf-8", "héllo",
    )  # fmt: skip
    assert site.requests[0].headers["host"] == site.host
    assert "cookie" not in site.requests[0].headers


async def test_redirects_are_followed_and_the_last_address_is_the_source():
    async with Site({"/a": moved("/b"), "/b": moved("c", "308 Permanent Redirect"), "/c": answer("there")}) as site:
        found = await fetch(f"{site.url}/a", guard=guard_for(site))
    assert (found.asked, found.url, found.body) == (f"{site.url}/a", f"{site.url}/c", b"there")


@pytest.mark.parametrize("to", ["http://169.254.169.254/", "file:///etc/passwd", "http://[::1]:1/", "//10.0.0.1/"])
async def test_a_redirect_is_checked_as_the_first_address_was(to):
    async with Site({"/": moved(to)}) as site:
        with pytest.raises(AddressRefusedError):
            await fetch(f"{site.url}/", guard=guard_for(site))


async def test_a_chain_of_redirects_to_loopback_sends_nothing_there():
    async with Site({"/secret": answer("secret")}) as inner:
        async with Site({"/": moved("/1"), "/1": moved(f"{inner.url}/secret")}) as outer:
            with pytest.raises(AddressRefusedError):
                await fetch(f"{outer.url}/", guard=guard_for(outer))
        assert inner.asked() == []


async def test_a_name_that_changes_its_address_after_the_check_changes_nothing():
    answers = iter([["127.0.0.1"], ["10.9.9.9"]])

    async def flipping(host, port):
        return next(answers)

    async with Site({"/": answer("checked")}) as site:
        guard = Guard(allow=frozenset({f"flip.example:{site.port}"}), resolve=flipping)
        found = await fetch(f"http://flip.example:{site.port}/", guard=guard)
    assert found.body == b"checked"
    assert site.requests[0].headers["host"] == f"flip.example:{site.port}"


async def test_a_circle_of_redirects_is_refused():
    async with Site({"/a": moved("/b"), "/b": moved("/a")}) as site:
        with pytest.raises(PageRefusedError, match="circle"):
            await fetch(f"{site.url}/a", guard=guard_for(site))
    assert site.asked() == ["/a", "/b"]


async def test_the_sixth_redirect_is_refused():
    async with Site({f"/{i}": moved(f"/{i + 1}") for i in range(9)}) as site:
        with pytest.raises(PageRefusedError, match="more than 5 times"):
            await fetch(f"{site.url}/0", guard=guard_for(site))
    assert len(site.requests) == 6


async def test_a_body_of_a_gigabyte_is_cut_at_the_cap():
    async with Site({"/": endless}) as site:
        started = time.monotonic()
        with pytest.raises(PageTooLargeError, match="2000000 bytes"):
            await fetch(f"{site.url}/", guard=guard_for(site))
    assert time.monotonic() - started < 2


async def test_an_announced_gigabyte_is_not_begun():
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {GIGABYTE}\r\n\r\n".encode()
    async with Site({"/": head}) as site:
        with pytest.raises(PageTooLargeError):
            await fetch(f"{site.url}/", guard=guard_for(site))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_packed_bomb_is_cut_at_the_cap_of_unpacked_bytes(coding):
    pack = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    bomb = pack.compress(bytes(50_000_000)) + pack.flush()
    assert len(bomb) < 60_000
    async with Site({"/": answer(bomb, "text/plain", Content_Encoding=coding)}) as site:
        with pytest.raises(PageTooLargeError):
            await fetch(f"{site.url}/", guard=guard_for(site))


async def test_a_packed_page_is_unpacked():
    async with Site({"/": answer(gzip.compress(b"hello" * 100), "text/plain", Content_Encoding="gzip")}) as site:
        assert (await fetch(f"{site.url}/", guard=guard_for(site))).body == b"hello" * 100


@pytest.mark.parametrize(
    ("coding", "body"), [("gzip", b"no gzip"), ("gzip", gzip.compress(b"x" * 99)[:-9]), ("br", b"")]
)
async def test_a_body_that_does_not_unpack_is_a_bad_reply(coding, body):
    async with Site({"/": answer(body, "text/plain", Content_Encoding=coding)}) as site:
        with pytest.raises(BadReplyError):
            await fetch(f"{site.url}/", guard=guard_for(site))


@pytest.mark.parametrize("slow", [drip, silent])
async def test_a_slow_page_ends_at_the_deadline(slow):
    async with Site({"/": slow}) as site:
        started = time.monotonic()
        with pytest.raises(ProviderTimeoutError, match=r"within 0\.4 s"):
            await fetch(f"{site.url}/", guard=guard_for(site), limits=Limits(deadline_s=0.4))
    assert 0.35 < time.monotonic() - started < 1.5


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream", ""])
async def test_a_type_that_is_not_read_is_refused(kind):
    async with Site({"/": answer("x", kind)}) as site:
        with pytest.raises(PageRefusedError, match="is of the type"):
            await fetch(f"{site.url}/", guard=guard_for(site))


@pytest.mark.parametrize(
    ("status", "error"),
    [("404 Not Found", PageRefusedError), ("204 No Content", PageRefusedError), ("503 No", ProviderError)],
)
async def test_a_status_that_is_no_page_is_an_error(status, error):
    async with Site({"/": answer("x", status=status)}) as site:
        with pytest.raises(error, match=status[:3]):
            await fetch(f"{site.url}/", guard=guard_for(site))


async def test_a_site_that_asks_to_wait_says_how_long():
    async with Site({"/": answer("x", status="429 Too Many Requests", Retry_After="7")}) as site:
        with pytest.raises(RateLimitError) as caught:
            await fetch(f"{site.url}/", guard=guard_for(site))
    assert caught.value.retry_after == 7


async def test_a_server_that_does_not_speak_http_is_a_bad_reply():
    async with Site({"/": b"hello there\r\n\r\n"}) as site:
        with pytest.raises(BadReplyError):
            await fetch(f"{site.url}/", guard=guard_for(site))


async def test_a_connection_that_breaks_is_an_error_and_no_short_page():
    short = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf"
    async with Site({"/": short}) as site:
        with pytest.raises((BadReplyError, ProviderUnreachableError)):
            await fetch(f"{site.url}/", guard=guard_for(site))


async def test_a_closed_port_is_unreachable():
    async with Site() as site:
        guard = guard_for(site)
    with pytest.raises(ProviderUnreachableError, match="takes no connection"):
        await fetch(f"{site.url}/", guard=guard)


async def test_proxies_of_the_environment_are_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with Site({"/": answer("direct")}) as site:
        assert (await fetch(f"{site.url}/", guard=guard_for(site))).body == b"direct"


async def test_a_cancelled_fetch_leaves_no_task():
    async with Site({"/": silent}) as site:
        before = len(asyncio.all_tasks())
        task = asyncio.create_task(fetch(f"{site.url}/", guard=guard_for(site)))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)
        assert len(asyncio.all_tasks()) <= before + 1


def test_limits_that_are_not_positive_are_refused():
    with pytest.raises(UsageError):
        Limits(deadline_s=0)
