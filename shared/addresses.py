"""Addresses of clients, as limits see them."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

_IPV6_PREFIX: Final = 64


def network_of(address: str) -> str:
    """The address itself; of IPv6 its /64, of which one client has every address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((parsed, _IPV6_PREFIX), strict=False))
    return str(parsed)
