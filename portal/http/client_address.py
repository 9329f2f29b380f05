"""Where a request comes from, as everything that counts by place counts it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from flask_limiter.util import get_remote_address

# One household or office has all of such a network, and may take another address in it each time.
NETWORK_BITS = 64


def client_network() -> str:
    """Return the IPv4 address of a request or the network of its IPv6 address."""
    told = get_remote_address()
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), NETWORK_BITS), strict=False))
