"""From a call to its principal, from memory when the credential is known. Knows no RPC.

Credentials that are no good are counted by address and by what was shown; those that are proven somebody's (revoked,
expired, from another network) by their owner as well, from wherever they come. From an address where too many came from,
one that is not known by heart is not even looked up; one that is known and good is taken from anywhere. An owner's count
limits refusals alone, never what is good: else whoever holds an old key of somebody's could lock that one out.
"""

from collections.abc import Awaitable, Sequence
from typing import Final

from remit.clock import Clock
from remit.decision.caller import find_caller
from remit.decision.catalog import KEYS_LIMIT
from remit.decision.catalogs import Catalogs
from remit.decision.refusals import Refusals, network_of
from remit.errors import (
    CallerPermissionMissingError,
    CredentialMalformedError,
    CredentialMissingError,
    Family,
    OverloadedError,
    RemitError,
)
from remit.identity.api_key import digest_of
from remit.identity.authenticate import credential_from_metadata
from remit.identity.last_use import LastUses
from remit.identity.model import CredentialKind, Principal
from remit.identity.network import lies_within
from remit.server.call import Metadata
from remit.server.credentials.api_key import KeyVerifier
from remit.server.credentials.model import CERTIFICATE_PREFIX, FOREVER, NEVER, Known, Peer, Verifier, is_bound
from remit.server.permission import needed_for_others
from remit.shelf import Shelf

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

    def __init__(
        self,
        catalogs: Catalogs,
        clock: Clock,
        *,
        failures: Refusals | None = None,
        verifiers: Sequence[Verifier] = (),
        uses: LastUses | None = None,
    ) -> None:
        """Find out who calls.

        Args:
            catalogs: where credentials, subjects and roles are looked up.
            clock: by which credentials end.
            failures: counts what is no good; None counts nothing.
            verifiers: of credentials other than API keys; the first that reads one is asked.
            uses: takes note of each use of an API key, others are too short-lived to ask after; None: nobody does.
        """
        self._catalogs = catalogs
        self._clock = clock
        self._failures = failures if failures is not None else Refusals(clock, per_minute=0)
        self._verifiers = (KeyVerifier(catalogs, clock), *verifiers)
        self._lookups = 0
        self._uses = uses
        # By the digest as it is: a text of it would be twice as long, and that much more to fetch from memory.
        self._known: Shelf[bytes, Known] = Shelf(KEYS_LIMIT)

    def authenticate(self, metadata: Metadata, peer: Peer) -> Principal | Awaitable[Principal]:
        """Return who calls, or what finds out; raises CREDENTIAL_… errors."""
        hashed = b""
        try:
            credential = _shown_by(metadata, peer)
            hashed = digest_of(credential)
            known = self._known.get(hashed)
            if known is not None:
                now = self._clock.now()
                # Of one of very many, each object that is touched is fetched from memory: as few as can be.
                if (now < known.settled and known.edition.current) or self._holds(known, peer, now=now):
                    return known.principal
            verifier = self._reader_of(credential)
        except RemitError as error:
            raise self._refused(error, hashed.hex(), peer_ip=peer.peer_ip) from None
        return self._find(verifier, credential, hashed=hashed, peer=peer)

    def _holds(self, known: Known, peer: Peer, *, now: int) -> bool:
        """Tell whether a credential that was good is so still, here; when not, its verifier says why."""
        principal = known.principal
        if not known.edition.current:
            edition = self._catalogs.edition(principal.tenant, known.entity) if known.entity else FOREVER
            if edition is None:
                return False
            known.edition = edition
        if now >= known.ends:
            return False
        if principal.networks and not lies_within(peer.peer_ip, principal.networks):
            return False
        if principal.thumbprint and not is_bound(principal.thumbprint, peer):
            return False
        self._note(known, now)
        # One that depends on where it comes from is looked at each time.
        known.settled = 0 if principal.networks or principal.thumbprint else min(known.ends, known.noted)
        return True

    def _note(self, known: Known, now: int) -> None:
        """Take note of a use, once a minute."""
        if now < known.noted:
            return
        principal, uses = known.principal, self._uses
        if uses is None or principal.kind is not CredentialKind.API_KEY:
            known.noted = NEVER
        else:
            known.noted = uses.mark(principal.credential, principal.tenant, at=now)

    def _reader_of(self, credential: str) -> Verifier:
        for verifier in self._verifiers:
            if verifier.reads(credential):
                return verifier
        message = "the credential is neither an API key of Remit nor a token: check that it was copied whole"
        raise CredentialMalformedError(message)

    async def _find(self, verifier: Verifier, credential: str, *, hashed: bytes, peer: Peer) -> Principal:
        failures, digest = self._failures, hashed.hex()
        if failures.shut:
            tenant = self._catalogs.tenant_at_hand(digest)
            failures.require("", network_of(peer.peer_ip), part=digest[:_SHOWN], log=tenant)
        if self._lookups >= LOOKUPS_LIMIT:
            raise OverloadedError("too many credentials are being looked up; retry later", retry_after=0.5)
        self._lookups += 1
        try:
            known = await verifier.verify(credential, digest=digest, peer=peer)
        except RemitError as error:
            raise self._refused(error, digest, peer_ip=peer.peer_ip) from None
        finally:
            self._lookups -= 1
        self._note(known, self._clock.now())
        self._known[hashed] = known
        return known.principal

    def _refused(self, error: RemitError, shown: str, *, peer_ip: str) -> RemitError:
        """Count a credential that is no good, and return what its caller is told."""
        if error.family not in _NO_GOOD:
            return error
        failures, source, part = self._failures, network_of(peer_ip), shown[:_SHOWN] or _NOTHING
        # Whose key it is, if anybody's: then that tenant's log tells of it, else the operators'.
        tenant = self._catalogs.tenant_at_hand(shown)
        try:
            failures.require("", source, part=part, log=tenant, owner=error.credential_owner)
        except RemitError as refused:
            return refused
        failures.count("", source, part=part, owner=error.credential_owner)
        failures.tally(tenant, source, part=part)
        return error

    async def authorize_rpc(self, principal: Principal, permission: str) -> None:
        """Raise PERMISSION_MISSING unless the principal may act, and its roles hold the permission.

        An operator who names another tenant is judged by its roles in the operators' own; who acts for another by its
        token, by the roles of everyone in the chain and by what each grant of it gives. What is needed only for what is
        another's, the service asks for; a stranger has nothing of its own here, and needs it in any case.
        """
        caller, at = await find_caller(self._catalogs, principal), self._clock.now()
        caller.require_standing(at, permission)
        if permission in needed_for_others() and not principal.home:
            return
        if not caller.may(permission, resource="*", at=at):
            behalf = ", or a grant by which it acts does not give it" if principal.on_behalf_of else ""
            message = f"the caller lacks the permission {permission}{behalf}; bind a role that has it"
            raise CallerPermissionMissingError(message, permission=permission)


def _shown_by(metadata: Metadata, peer: Peer) -> str:
    """Return the credential that a call shows, else one that stands for its client certificate."""
    try:
        return credential_from_metadata(metadata)
    except CredentialMissingError:
        if peer.certificate is None:
            raise
        return f"{CERTIFICATE_PREFIX}{peer.certificate.thumbprint}"
