"""What every kind of credential has in common: how it is recognised, what is kept of one that was good."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from remit.decision.catalog import Edition
from remit.errors import RemitError
from remit.identity.model import ApiKey, PeerCertificate, Principal, TokenFamily

NEVER: Final = 2**63 - 1
"""Ends a credential that does not end by itself."""

CERTIFICATE_PREFIX: Final = "\0x5t#S256:"
"""Begins what stands for a client certificate where no credential is shown. Nobody can send it: it is not printable."""


class Peer(Protocol):
    """From where a call comes."""

    @property
    def peer_ip(self) -> str:
        """The caller's address without port; empty when it has none (a Unix socket)."""
        ...

    @property
    def certificate(self) -> PeerCertificate | None:
        """The client certificate that the connection was opened with, verified; None without one."""
        ...


FOREVER: Final = Edition()
"""Of what nothing is written about."""

UNCERTAIN: Final = Edition(current=False)
"""Of what was not held against anything yet."""


@dataclass(slots=True)
class Known:
    """A credential that was good, and what must still be so for it to be good. One object, for each touched costs."""

    principal: Principal
    entity: ApiKey | TokenFamily | None = None
    """What was written about it, as it was: another object in its place means that it changed. None: nothing is."""
    ends: int = NEVER
    """Microseconds since the epoch: the first instant at which it is no good."""
    edition: Edition = UNCERTAIN
    """In which `entity` was found to be as it was."""
    settled: int = 0
    """Microseconds since the epoch: before it, and in that edition, it is good and need not be looked at."""
    noted: int = 0
    """Microseconds since the epoch: before it another use need not be noted."""


class Verifier(Protocol):
    """Finds out who shows one kind of credential."""

    def reads(self, credential: str) -> bool:
        """Tell by its form whether a credential is of this kind; no other verifier is then asked."""
        ...

    async def verify(self, credential: str, *, digest: str, peer: Peer) -> Known:
        """Return who shows it.

        Args:
            credential: as shown.
            digest: its SHA-256, hexadecimal.
            peer: from where the call comes.

        Raises:
            RemitError: CREDENTIAL_… when it is no good, BACKEND_UNAVAILABLE when that cannot be found out.
        """
        ...


def is_bound(thumbprint: str, peer: Peer) -> bool:
    """Tell whether a call comes by a connection that was opened with the client certificate of a thumbprint."""
    return peer.certificate is not None and peer.certificate.thumbprint == thumbprint


@contextmanager
def owned_by(tenant: str, owner: str) -> Iterator[None]:
    """Note on what is raised in a block whose credential is refused. Only for what its owner alone can have had."""
    try:
        yield
    except RemitError as error:
        error.credential_owner = (tenant, owner)
        raise
