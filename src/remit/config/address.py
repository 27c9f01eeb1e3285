"""Addresses as settings write them. Resolves no name."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

_IS_ISSUER: Final = re.compile(r"https?://[a-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~\-]+)*").fullmatch
MAX_ISSUER_LENGTH: Final = 200
MAX_PORT: Final = 65_535


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


def is_issuer(url: str) -> bool:
    """Tell whether a URL can name an issuer of tokens: https, or http to loopback, and nothing superfluous."""
    if not _IS_ISSUER(url) or len(url) > MAX_ISSUER_LENGTH:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname
    if not host or (port is not None and not 0 < port <= MAX_PORT):
        return False
    return parts.scheme == "https" or is_loopback(host)
