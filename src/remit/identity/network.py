"""Whether an address lies within networks. IPv4 inside IPv6 is IPv4 here: no list is walked around."""

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

from remit.errors import InvalidFieldError

Network: TypeAlias = IPv4Network | IPv6Network

# Bits before the IPv4 address in an IPv4-mapped IPv6 one (RFC 4291, section 2.5.5.2: ::ffff:0:0/96).
_MAPPED_BITS: Final = 96
# No zone (`%eth0`): it means something on one machine alone, and a caller's is not known. No mask instead of a prefix:
# `/0.0.0.255` is read as either kind.
_IS_CIDR: Final = re.compile(r"[0-9A-Fa-f.:]+(?:/(?:0|[1-9][0-9]{0,2}))?").fullmatch
REMEMBERED_LISTS: Final = 4_096
"""Lists of networks kept parsed; one for each key that has any."""


def parse_network(text: str, field: str) -> Network:
    """Read a CIDR network such as `10.0.0.0/8`; a bare address is a network of one.

    `::ffff:10.0.0.0/104` is `10.0.0.0/8`.

    Raises:
        InvalidFieldError: when it is no network, names a zone, or has bits beyond its prefix (`10.0.0.1/8` is a
            mistake).
    """
    try:
        if _IS_CIDR(text) is not None:
            return _unmapped(ip_network(text))
    except ValueError:
        pass
    message = f"{field} must be networks in CIDR form without bits beyond the prefix, such as 10.0.0.0/8"
    raise InvalidFieldError(message, field=field)


def lies_within(peer_ip: str, networks: Sequence[str]) -> bool:
    """Tell whether an address lies within one of `networks`.

    Args:
        peer_ip: IPv4 or IPv6 without port, its zone ignored; empty when the caller has none (a Unix socket).
        networks: CIDR networks; none means that any caller will do.

    An address or a network that cannot be read is within nothing: closed by default.
    """
    if not networks:
        return True
    try:
        address = ip_address(peer_ip)
    except ValueError:
        return False
    plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    return any(_contains(network, plain) for network in _parsed(tuple(networks)))


def first_beyond(wide: Sequence[str], narrow: Sequence[str]) -> int | None:
    """Return the place of the first network of `narrow` that does not lie in one of `wide`; None: all do.

    No network in `wide` means any. What cannot be read lies in nothing, and holds nothing.
    """
    if not wide:
        return None
    around = _parsed(tuple(wide))
    for place, text in enumerate(narrow):
        inner = _parsed((text,))
        if not inner or not any(_holds(outer, inner[0]) for outer in around):
            return place
    return None


def _holds(outer: Network, inner: Network) -> bool:
    """Tell whether all addresses of `inner` are in `outer`."""
    return _contains(outer, inner.network_address) and outer.prefixlen <= inner.prefixlen


def _contains(network: Network, address: IPv4Address | IPv6Address) -> bool:
    return network.version == address.version and address in network


@lru_cache(maxsize=REMEMBERED_LISTS)
def _parsed(networks: tuple[str, ...]) -> tuple[Network, ...]:
    found = []
    for text in networks:
        try:
            found.append(parse_network(text, "networks"))
        except InvalidFieldError:
            continue
    return tuple(found)


def _unmapped(network: Network) -> Network:
    if isinstance(network, IPv6Network) and network.prefixlen >= _MAPPED_BITS:
        inner = network.network_address.ipv4_mapped
        if inner is not None:
            return IPv4Network((inner, network.prefixlen - _MAPPED_BITS))
    return network
