"""One call under way, as services see it: who asks, from where, and for how long. Knows no service."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

import grpc

from remit.identity.model import PeerCertificate, Principal
from remit.server.peer_certificate import certificate_in

Metadata: TypeAlias = Iterable[tuple[str, str | bytes]]
# Quoted: only the type stubs know these as generic.
Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"

Authenticate: TypeAlias = "Callable[[Metadata, Call], Principal | Awaitable[Principal]]"
"""Given the metadata and from where the call comes, returns who calls, or raises CREDENTIAL_….

Must answer without awaiting when it knows the credential already: that is the hot path.
"""

AuthorizeRpc: TypeAlias = Callable[[Principal, str], Awaitable[None] | None]
"""Raises PERMISSION_MISSING unless the principal's roles hold the permission. Control plane alone."""

Wait: TypeAlias = Callable[[str], float]
"""Given the tenant, returns about how many seconds an answer would take now; 0 when nothing is before it."""

NOBODY: Final = Principal(tenant="", subject="", credential="")
"""The principal of a call that needs no credential; no tenant has an empty name."""


class Call:
    """What a service may know of the call that it answers."""

    __slots__ = (
        "_context",
        "_request_id",
        "drain",
        "given_id",
        "method",
        "peer_ip",
        "permission",
        "principal",
    )

    def __init__(self, context: Context, method: str, *, permission: str, drain: asyncio.Event) -> None:
        """Begin as nobody's call.

        Args:
            context: gRPC's own view of the call.
            method: full name, `remit.v1.PolicyDecisionService.Authorize`.
            permission: what the call needs, `decision:authorize`; empty when nothing.
            drain: set once the server shuts down.
        """
        self._context = context
        self._request_id = ""
        self.given_id = False
        self.method = method
        self.permission = permission
        self.drain = drain
        """Set when the server shuts down: whoever waits, for an approval say, should answer now."""
        self.principal = NOBODY
        self.peer_ip = address_of(context.peer())
        """The caller's address without port; empty when it has none (a Unix socket)."""

    @property
    def certificate(self) -> PeerCertificate | None:
        """The client certificate of the connection; None without one."""
        return certificate_in(self._context.auth_context())

    @property
    def request_id(self) -> str:
        """The caller's `remit-request-id`, else one made here, for logs; no part of idempotency."""
        if not self._request_id:
            self._request_id = f"req_{secrets.token_hex(8)}"
        return self._request_id

    def name(self, request_id: str) -> None:
        """Take the caller's own id, which is given back in the trailing metadata."""
        self._request_id = request_id
        self.given_id = True

    @property
    def anonymous(self) -> bool:
        """Whether no credential was needed, so that there is no principal."""
        return self.principal is NOBODY

    @property
    def metadata(self) -> Metadata:
        """What the caller sent beside the message; it holds the credential."""
        return self._context.invocation_metadata() or ()

    def remaining(self) -> float | None:
        """Return seconds until the caller stops waiting, 0 or more; None when the call has no deadline."""
        return self._context.time_remaining()

    def cancelled(self) -> bool:
        """Tell whether the caller is gone."""
        return self._context.cancelled()


def address_of(peer: str) -> str:
    """Return the IP address in `ipv4:10.0.0.1:5000` or `ipv6:%5B::1%5D:5000`; empty for other peers."""
    if peer.startswith("ipv4:"):
        return peer[5 : peer.rfind(":")]
    if peer.startswith("ipv6:"):
        return unquote(peer[5:]).rpartition(":")[0].strip("[]").partition("%")[0]
    return ""
