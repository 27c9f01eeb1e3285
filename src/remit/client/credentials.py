"""How a client shows who it is, and to nobody else. Keeps no secret beyond the client's life."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import grpc

AUTHORIZATION: Final = "authorization"
TENANT: Final = "remit-tenant"
_LOCAL_SCHEMES: Final = ("unix:", "unix-abstract:")

Key = str | Callable[[], str]
"""An API key or token, or what returns the present one: asked for each call, so that keys can rotate."""

Metadata = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tls:
    """How a connection is encrypted. `Tls()` trusts the authorities that gRPC comes with."""

    root_certificates: bytes | None = None
    """PEM of the authorities to trust instead."""
    certificate: bytes | None = None
    """PEM of the client's own certificate and its chain, where the server asks for one."""
    private_key: bytes | None = field(default=None, repr=False)
    """PEM of its private key."""
    name: str = ""
    """What the server's certificate must be for, where that is not the host of the address."""

    def channel_options(self) -> tuple[tuple[str, str], ...]:
        """Return what gRPC must know beside credentials."""
        return (("grpc.ssl_target_name_override", self.name),) if self.name else ()

    def channel_credentials(self) -> grpc.ChannelCredentials:
        """Return the same for gRPC."""
        return grpc.ssl_channel_credentials(self.root_certificates, self.private_key, self.certificate)


def is_loopback(address: str) -> bool:
    """Tell whether `host:port`, `[ipv6]:port` or a Unix socket never leaves this machine."""
    if address.startswith(_LOCAL_SCHEMES):
        return True
    host = address.removeprefix("dns:").lstrip("/")
    if not host.endswith("]"):
        host = host.rpartition(":")[0] or host
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def choose_tls(address: str, tls: Tls | None, *, insecure: bool) -> Tls | None:
    """Return how to encrypt; None for not at all, which only loopback gets unless `insecure` says so.

    Raises:
        ValueError: when both TLS and `insecure` are asked for.
    """
    if tls is not None:
        if insecure:
            raise ValueError("insecure means without TLS: give one of them")
        return tls
    return None if insecure or is_loopback(address) else Tls()


def metadata_of(key: Key, tenant: str) -> Metadata:
    """Return what each call carries: the credential, and the tenant that a platform operator names.

    Raises:
        ValueError: when the key cannot be one, such as one copied with a line break; its text is not shown.
    """
    text = (key if isinstance(key, str) else key()).strip()
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("the key holds characters that no key has; was it copied whole, on one line?")
    entries = [(AUTHORIZATION, f"Bearer {text}")] if text else []
    return tuple([*entries, (TENANT, tenant)] if tenant else entries)
