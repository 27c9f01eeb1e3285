"""From a call's metadata to its principal, from memory when the key is known. Knows no RPC."""

from collections.abc import Awaitable

from remit.clock import Clock
from remit.decision.catalog import Catalogs
from remit.errors import CallerPermissionMissingError
from remit.identity.api_key import hash_of, parse
from remit.identity.authenticate import check_key, credential_from_metadata
from remit.identity.model import ApiKey, Principal
from remit.server.call import Metadata

CACHE_LIMIT = 65_536
"""Principals kept ready; beyond it all are forgotten and found again."""


class Authentication:
    """Authenticates and checks permissions of Remit's own calls."""

    def __init__(self, catalogs: Catalogs, clock: Clock) -> None:
        """Look keys up in `catalogs`."""
        self._catalogs = catalogs
        self._clock = clock
        # A principal is kept with the very key that it was made from: another key object means that it changed.
        self._known: dict[str, tuple[ApiKey, Principal]] = {}

    def authenticate(self, metadata: Metadata, peer_ip: str) -> Principal | Awaitable[Principal]:
        """Return who calls, or what finds out; raises CREDENTIAL_… errors."""
        credential = credential_from_metadata(metadata)
        digest = hash_of(credential)
        key = self._catalogs.key_at_hand(digest)
        if key is None:
            parse(credential)
            return self._find(digest, peer_ip)
        known = self._known.get(digest)
        if known is not None and known[0] is key and not key.networks and key.expires_at is None:
            return known[1]
        return self._check(key, self._catalogs.tenant_at_hand(digest), digest=digest, peer_ip=peer_ip)

    async def _find(self, digest: str, peer_ip: str) -> Principal:
        tenant = await self._catalogs.tenant_of_key(digest)
        key = None
        if tenant is not None:
            catalog = await self._catalogs.of(tenant)
            key = await self._catalogs.find(catalog, ApiKey, identity=digest)
        return self._check(key, tenant or "", digest=digest, peer_ip=peer_ip)

    def _check(self, key: ApiKey | None, tenant: str, *, digest: str, peer_ip: str) -> Principal:
        principal = check_key(key, tenant, now=self._clock.now(), peer_ip=peer_ip)
        if key is not None:
            if len(self._known) >= CACHE_LIMIT:
                self._known.clear()
            self._known[digest] = (key, principal)
        return principal

    async def authorize_rpc(self, principal: Principal, permission: str) -> None:
        """Raise PERMISSION_MISSING unless the principal's roles hold the permission.

        An operator who names another tenant is judged by its roles in the operators' own.
        """
        catalog = await self._catalogs.of(principal.home or principal.tenant)
        subject = principal.home_subject or principal.subject
        if not catalog.may(subject, permission, resource="*", at=self._clock.now()):
            message = f"the caller lacks the permission {permission}; bind a role that has it"
            raise CallerPermissionMissingError(message, permission=permission)
