"""From a call's metadata to its principal, from memory when the key is known. Knows no RPC.

Credentials that are no good are counted by address and by what was shown. From where too many of them came, one that is
not known by heart is not even looked up; one that is known and good is taken from anywhere.
"""

from collections.abc import Awaitable
from typing import Final

from remit.clock import Clock
from remit.decision.catalogs import Catalogs
from remit.decision.refusals import Refusals, network_of
from remit.errors import CallerPermissionMissingError, Family, OverloadedError, RemitError
from remit.identity.api_key import hash_of, parse
from remit.identity.authenticate import check_key, credential_from_metadata
from remit.identity.model import ApiKey, Principal
from remit.server.call import Metadata

CACHE_LIMIT: Final = 65_536
"""Principals kept ready; beyond it all are forgotten and found again."""

LOOKUPS_LIMIT: Final = 512
"""Credentials that are looked up in storage at once; beyond it calls with one that is not known by heart are refused, so
that whoever tries many cannot make everybody wait."""

_SHOWN: Final = 8
"""Hexadecimal digits by which a credential's SHA-256 is told from others: its owner can find it, nobody can use it."""

_NOTHING: Final = "none"
"""Stands for what could not be read as a credential."""
_NO_GOOD: Final = frozenset({Family.UNAUTHENTICATED, Family.FORBIDDEN})


class Authentication:
    """Authenticates and checks permissions of Remit's own calls."""

    def __init__(self, catalogs: Catalogs, clock: Clock, *, failures: Refusals | None = None) -> None:
        """Look keys up in `catalogs`, and count in `failures` what is no good; None counts nothing."""
        self._catalogs = catalogs
        self._failures = failures if failures is not None else Refusals(clock, per_minute=0)
        self._lookups = 0
        self._clock = clock
        # A principal is kept with the very key that it was made from: another key object means that it changed.
        self._known: dict[str, tuple[ApiKey, Principal]] = {}

    def authenticate(self, metadata: Metadata, peer_ip: str) -> Principal | Awaitable[Principal]:
        """Return who calls, or what finds out; raises CREDENTIAL_… errors."""
        shown = ""
        try:
            credential = credential_from_metadata(metadata)
            shown = digest = hash_of(credential)
            key = self._catalogs.key_at_hand(digest)
            if key is not None:
                known = self._known.get(digest)
                if known is not None and known[0] is key and not key.networks and key.expires_at is None:
                    return known[1]
                return self._check(key, self._catalogs.tenant_at_hand(digest), digest=digest, peer_ip=peer_ip)
            parse(credential)
        except RemitError as error:
            raise self._refused(error, shown, peer_ip=peer_ip) from None
        return self._find(digest, peer_ip)

    async def _find(self, digest: str, peer_ip: str) -> Principal:
        failures = self._failures
        if failures.shut:
            failures.require("", network_of(peer_ip), part=digest[:_SHOWN])
        if self._lookups >= LOOKUPS_LIMIT:
            raise OverloadedError("too many credentials are being looked up; retry later", retry_after=0.5)
        self._lookups += 1
        try:
            tenant = await self._catalogs.tenant_of_key(digest)
            key = None
            if tenant is not None:
                catalog = await self._catalogs.of(tenant)
                key = await self._catalogs.find(catalog, ApiKey, identity=digest)
            return self._check(key, tenant or "", digest=digest, peer_ip=peer_ip)
        except RemitError as error:
            raise self._refused(error, digest, peer_ip=peer_ip) from None
        finally:
            self._lookups -= 1

    def _refused(self, error: RemitError, shown: str, *, peer_ip: str) -> RemitError:
        """Count a credential that is no good, and return what its caller is told."""
        if error.family not in _NO_GOOD:
            return error
        failures, source, part = self._failures, network_of(peer_ip), shown[:_SHOWN] or _NOTHING
        # Whose key it is, if anybody's: then that tenant's log tells of it, else the operators'.
        tenant = self._catalogs.tenant_at_hand(shown)
        try:
            failures.require("", source, part=part, log=tenant)
        except RemitError as refused:
            return refused
        failures.count("", source, part=part)
        failures.tally(tenant, source, part=part)
        return error

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
