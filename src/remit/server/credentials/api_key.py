"""API keys: looked up by their SHA-256."""

from contextlib import nullcontext

from remit.clock import Clock
from remit.decision.catalogs import Catalogs
from remit.identity.api_key import PREFIX, parse
from remit.identity.authenticate import check_key
from remit.identity.model import ApiKey
from remit.server.credentials.model import NEVER, Known, Peer, owned_by


class KeyVerifier:
    """Finds out whose key is shown."""

    def __init__(self, catalogs: Catalogs, clock: Clock) -> None:
        """Look keys up in `catalogs`."""
        self._catalogs = catalogs
        self._clock = clock

    def reads(self, credential: str) -> bool:
        """Tell whether it begins as a key does."""
        return credential.startswith(PREFIX)

    async def verify(self, credential: str, *, digest: str, peer: Peer) -> Known:
        """Return whose key it is."""
        parse(credential)
        tenant = await self._catalogs.tenant_of_key(digest)
        key = None
        if tenant is not None:
            catalog = await self._catalogs.of(tenant)
            key = await self._catalogs.find(catalog, ApiKey, identity=digest)
        with owned_by(tenant, key.owner) if tenant and key else nullcontext():
            principal = check_key(key, tenant or "", now=self._clock.now(), peer_ip=peer.peer_ip)
        return Known(principal, key, NEVER if principal.expires_at is None else principal.expires_at)
