"""Whether the credential that opened a stream still counts while it is open. Knows no permission."""

from remit.clock import Clock
from remit.decision.catalogs import Catalogs
from remit.errors import CredentialExpiredError
from remit.identity.authenticate import check_key
from remit.identity.model import ApiKey, CredentialKind, Principal, TokenFamily
from remit.identity.token_family import check_family, family_of


async def require_credential(catalogs: Catalogs, clock: Clock, *, principal: Principal, peer_ip: str) -> None:
    """Raise once a caller's credential no longer counts.

    Raises:
        CredentialRevokedError: when it was revoked.
        CredentialExpiredError: when its time is over.
        CredentialNetworkError: when its networks were changed, and the caller is in none of them.
    """
    home = await catalogs.of(principal.home or principal.tenant)
    if principal.kind is CredentialKind.API_KEY:
        key = await catalogs.find(home, ApiKey, identity=principal.key)
        check_key(key, home.tenant, now=clock.now(), peer_ip=peer_ip)
        return
    if principal.kind is CredentialKind.TOKEN:
        family = await catalogs.find(home, TokenFamily, identity=family_of(principal.credential))
        check_family(family, clock.now())
    if principal.expires_at is not None and clock.now() >= principal.expires_at:
        raise CredentialExpiredError(
            "the credential that opened this stream has expired; open it again with another"
        )
