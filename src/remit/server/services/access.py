"""Whether the credential that opened a stream still counts while it is open. Knows no permission."""

from remit.clock import Clock
from remit.decision.catalogs import Catalogs
from remit.identity.authenticate import check_key
from remit.identity.model import ApiKey
from remit.server.call import Call


async def require_credential(catalogs: Catalogs, clock: Clock, *, call: Call) -> None:
    """Raise once the key of a call no longer counts; other credentials end by themselves.

    Raises:
        CredentialRevokedError: when it was revoked.
        CredentialExpiredError: when its time is over.
    """
    principal = call.principal
    if principal.key:
        home = await catalogs.of(principal.home or principal.tenant)
        key = await catalogs.find(home, ApiKey, identity=principal.key)
        check_key(key, home.tenant, now=clock.now(), peer_ip=call.peer_ip)
