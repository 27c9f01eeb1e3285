"""Addresses as settings write them. Resolves no name."""

import ipaddress


def split_address(address: str) -> tuple[str, str]:
    """Return host and port of `host:port` or `[ipv6]:port`; both empty when it is neither."""
    host, colon, port = address.rpartition(":")
    if not colon:
        return "", ""
    if host.startswith("[") and host.endswith("]"):
        return host[1:-1], port
    return ("", "") if ":" in host else (host, port)


def is_loopback(host: str) -> bool:
    """Tell whether an address or name reaches this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
