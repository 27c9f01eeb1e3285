"""Client certificates, where a call shows no other credential: by their names and the trust file. Verifies no chain."""

from collections.abc import Sequence
from dataclasses import replace

from remit.clock import Clock
from remit.errors import CredentialMissingError
from remit.identity.certificate import principal_of
from remit.identity.trust import CertificateRule
from remit.server.credentials.model import CERTIFICATE_PREFIX, Known, Peer, is_bound


class CertificateVerifier:
    """Finds out whom a connection's certificate speaks for."""

    def __init__(self, rules: Sequence[CertificateRule], clock: Clock) -> None:
        """Go by `rules`."""
        self._rules = rules
        self._clock = clock

    def reads(self, credential: str) -> bool:
        """Tell whether it stands for a certificate; whoever calls cannot write such a one."""
        return credential.startswith(CERTIFICATE_PREFIX)

    async def verify(self, credential: str, *, digest: str, peer: Peer) -> Known:
        """Return whom it speaks for."""
        certificate = peer.certificate
        if certificate is None or not is_bound(credential.removeprefix(CERTIFICATE_PREFIX), peer):
            raise CredentialMissingError("send a credential in the metadata: authorization: Bearer <key>")
        principal = principal_of(certificate, self._rules, now=self._clock.now())
        return Known(replace(principal, key=digest), ends=certificate.not_after)
