"""No connection is made to an address that is not public, however it is written."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangen.errors import ProviderUnreachableError
from plangen.tools.web.addresses import why_not_public
from plangen.tools.web.guard import Guard
from plangen.tools.web.refusals import AddressRefusedError

NAMES = {
    "public.example": ["93.184.215.14"],
    "inner.example": ["10.0.0.7"],
    "mixed.example": ["93.184.215.14", "127.0.0.1"],
    "nowhere.example": [],
}
HOSTILE = [
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/latest/meta-data/",
    "http://inner.example/",
    "http://mixed.example/",
    "file:///etc/passwd",
    "gopher://public.example/",
    "data:text/html,hello",
    "http://user:word@public.example/",
    "http://public.example@127.0.0.1/",
    "http://public.example:22/",
    "http://public.example\\@127.0.0.1/",
    "http:///etc/passwd",
    "http://public.example/\r\nHost: inner.example",
]


async def resolver(host, port):
    if host not in NAMES:
        raise OSError("no such name")
    return NAMES[host]


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_hostile_address_is_refused(url):
    with pytest.raises(AddressRefusedError) as caught:
        await Guard(resolve=resolver).check(url)
    assert caught.value.hint


async def test_a_public_name_is_pinned_to_its_checked_address():
    target = await Guard(resolve=resolver).check("https://public.example/a?b=c")
    assert (target.addresses, target.port, target.url.host) == (("93.184.215.14",), 443, "public.example")


PIECES = [*"/:@[]%.#?\\\t\u3002\u2460a0-", "127.0.0.1", "::1", "0x7f", "10.", "%2e", "xn--", "user@", "::ffff:"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(["http://", "https:", "//", ""]))
def test_whatever_is_written_no_inner_address_passes(text, scheme):
    async def inner(host, port):
        return ["192.168.0.1"]

    with pytest.raises((AddressRefusedError, ProviderUnreachableError)):
        asyncio.run(Guard(resolve=inner).check(scheme + text))


async def test_an_unknown_name_is_no_refusal():
    with pytest.raises(ProviderUnreachableError, match=r"missing\.example is not found"):
        await Guard(resolve=resolver).check("http://missing.example/")


async def test_a_name_without_addresses_is_unreachable():
    with pytest.raises(ProviderUnreachableError, match="has no address"):
        await Guard(resolve=resolver).check("http://nowhere.example/")


async def test_an_allow_entry_opens_one_host_and_port_only():
    guard = Guard(allow=frozenset({"inner.example:8080"}), resolve=resolver)
    assert (await guard.check("http://inner.example:8080/")).addresses == ("10.0.0.7",)
    with pytest.raises(AddressRefusedError):
        await guard.check("http://inner.example:8081/")
    with pytest.raises(AddressRefusedError):
        await guard.check("http://10.0.0.7:8080/")


async def test_a_refusal_shows_no_password():
    with pytest.raises(AddressRefusedError) as caught:
        await Guard(resolve=resolver).check("http://user:hunter2hunter2@public.example/")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"])
def test_a_public_address_passes(address):
    assert why_not_public(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "172.16.0.1", "192.168.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "::", "::1", "::ffff:10.0.0.1", "::127.0.0.1", "fc00::1", "fec0::1", "ff02::1",
        "fe80::1%eth0", "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2002:a00:1::", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "not an address",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_has_a_reason(address):
    assert why_not_public(address)
