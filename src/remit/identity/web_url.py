"""Addresses of other people's servers: their form, and on whose host they are. Pure: resolves and fetches nothing."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts that are this machine, whoever runs it."""

MAX_LENGTH: Final = 2_048
"""Characters of an address."""

_PORTS: Final = {"https": 443, "http": 80}
_MAX_PORT: Final = 65_535
_IS_PLAIN: Final = re.compile(r"[!-\[\]-~]+", re.ASCII).fullmatch
"""Printable ASCII without spaces or backslashes, over which readers of addresses disagree."""
_IS_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class WebUrl:
    """An address, taken apart."""

    text: str
    """As it was written."""
    scheme: str
    """`https`, or `http` for loopback alone."""
    host: str
    """In lower case; IPv6 without brackets."""
    port: int

    @property
    def loopback(self) -> bool:
        """Whether it is of this machine."""
        return self.host in LOOPBACK

    @property
    def place(self) -> str:
        """Host and port as rules name them: `login.example`, or `login.example:8443` where the port is not the usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def web_url(text: str) -> WebUrl:
    """Take an address apart.

    Raises:
        ValueError: with the reason, unless it is `https://` and a host, or `http://` and loopback, in lower case, without
            user, fragment, spaces or characters beyond ASCII.
    """
    if len(text) > MAX_LENGTH or not _IS_PLAIN(text):
        raise ValueError("must be an address of printable ASCII without spaces or backslashes")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("must be an address such as https://login.example") from None
    if parts.scheme not in _PORTS or not text.startswith(f"{parts.scheme}://"):
        raise ValueError("must begin with https://")
    if parts.username is not None or parts.password is not None or "#" in text:
        raise ValueError("must have neither user nor fragment")
    if not _IS_HOST(host) or host not in parts.netloc:
        raise ValueError("must name a host, in lower case")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ValueError(
            "must begin with https://; http:// is for loopback alone (127.0.0.1, [::1], localhost)"
        )
    chosen = _PORTS[parts.scheme] if port is None else port
    if not 0 < chosen <= _MAX_PORT:
        raise ValueError("must name a port from 1 to 65535")
    return WebUrl(text, parts.scheme, host, chosen)


def is_on(url: WebUrl, *, issuer: WebUrl, hosts: tuple[str, ...]) -> bool:
    """Tell whether an address that an issuer's document names is on the issuer's own host, or on one that a rule allows.

    Args:
        url: as the document has it.
        issuer: whose document.
        hosts: as `WebUrl.place` writes them.
    """
    if url.scheme not in {issuer.scheme, "https"}:
        return False
    return url.place in hosts or (url.host, url.port) == (issuer.host, issuer.port)
