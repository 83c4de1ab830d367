"""Which network addresses are public, also when they are written inside another address."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address

_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_LOW_32 = (1 << 32) - 1


def why_not_public(address: str) -> str | None:
    """The reason why `address` (an IP literal) may not be connected to, or `None` for a public one.

    IPv4 inside IPv6 (mapped `::ffff:`, compatible `::`, 6to4 `2002:`, NAT64 `64:ff9b::`) is judged as the IPv4
    address that it leads to; Teredo and scoped addresses are refused. Global IPv6 unicast is 2000::/3 only.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "it is not an IP address"
    if isinstance(parsed, IPv4Address):
        return _why_not_v4(parsed)
    if parsed.scope_id is not None:
        return "it is bound to a network interface"
    inner = _embedded(parsed)
    if inner is not None:
        reason = _why_not_v4(inner)
        return f"it leads to {inner}: {reason}" if reason else None
    if parsed.teredo is not None:
        return "it is a Teredo tunnel"
    if parsed not in _UNICAST or not parsed.is_global or parsed.is_multicast:
        return "it is not a public address"
    return None


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & _LOW_32)
    return None


def _why_not_v4(address: IPv4Address) -> str | None:
    if address.is_multicast:
        return "it is a multicast address"
    return None if address.is_global else "it is not a public address"
