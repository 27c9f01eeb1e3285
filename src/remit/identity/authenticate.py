"""From the metadata of a call to its principal. Pure: the stored key is given, never looked up here."""

from collections.abc import Iterable
from typing import Final

from remit.errors import (
    CredentialExpiredError,
    CredentialMalformedError,
    CredentialMissingError,
    CredentialNetworkError,
    CredentialRevokedError,
    CredentialScopeError,
    CredentialUnknownError,
)
from remit.identity.model import OPERATOR_TENANT, ApiKey, Principal
from remit.identity.network import lies_within
from remit.identity.pattern import covers

MAX_CREDENTIAL_LENGTH: Final = 8_192
"""Characters; a key has about 50, a signed token with many claims a few thousand."""

_HEADER: Final = "authorization"
_SCHEME: Final = "bearer"


def credential_from_metadata(metadata: Iterable[tuple[str, str | bytes]]) -> str:
    """Return the credential that a call shows: what follows `Bearer ` in its one `authorization` entry.

    Args:
        metadata: keys in lower case and values, as gRPC gives them.

    Raises:
        CredentialMissingError: when there is no such entry.
        CredentialMalformedError: when there are several, or it is not `Bearer <credential>`.
    """
    found = [value for key, value in metadata if key == _HEADER]
    if not found:
        message = "send a credential in the metadata: authorization: Bearer <key>"
        raise CredentialMissingError(message)
    # Two credentials would let a proxy check one and the server take the other.
    if len(found) > 1:
        message = "send exactly one authorization entry in the metadata"
        raise CredentialMalformedError(message)
    return _credential(found[0])


def _credential(value: str | bytes) -> str:
    if isinstance(value, str) and len(value) <= MAX_CREDENTIAL_LENGTH:
        scheme, _, credential = value.partition(" ")
        credential = credential.strip(" ")
        if scheme.lower() == _SCHEME and credential.isascii() and credential.isprintable() and credential:
            return credential
    message = "the authorization entry must be: Bearer <key>"
    raise CredentialMalformedError(message)


def check_key(key: ApiKey | None, tenant: str, *, now: int, peer_ip: str) -> Principal:
    """Return who holds a key, if it may be used at `now` from `peer_ip`.

    Whether its scopes cover the call is for `require_scope`, once the action is known; whether its owner is
    active is for the decision, which answers rather than fails.

    Args:
        key: the row under the credential's SHA-256; None when there is none.
        tenant: the tenant of that row; never one that the request names. Any text when `key` is None.
        now: microseconds since the epoch. From `expires_at` on, that instant included, the key is expired.
        peer_ip: the caller's address without port; empty when it has none, which only a key without networks
            admits.

    Raises:
        CredentialUnknownError: when there is no such key.
        CredentialRevokedError: when it was revoked, even for a later instant: no clock is a reason to wait.
        CredentialExpiredError: when it has expired.
        CredentialNetworkError: when `peer_ip` is in none of its networks.
    """
    if key is None:
        message = "no such key was issued here; ask an administrator for one"
        raise CredentialUnknownError(message)
    if key.revoked_at is not None:
        message = "the key was revoked; ask an administrator for another"
        raise CredentialRevokedError(message)
    if key.expires_at is not None and now >= key.expires_at:
        message = "the key has expired; ask an administrator for another"
        raise CredentialExpiredError(message)
    require_network(key.networks, peer_ip)
    return Principal(
        tenant=tenant,
        subject=key.owner,
        credential=key.key_id,
        scopes=key.scopes,
        expires_at=key.expires_at,
        networks=key.networks,
        operator=tenant == OPERATOR_TENANT,
        key=key.id,
    )


def require_network(networks: tuple[str, ...], peer_ip: str) -> None:
    """Raise unless a credential limited to `networks` may be used from `peer_ip`; none means no limit.

    Raises:
        CredentialNetworkError: when it may not. The message does not repeat the networks: the caller may be a
            thief.
    """
    if not lies_within(peer_ip, networks):
        message = "the credential may not be used from this network"
        raise CredentialNetworkError(message)


def require_behalf(principal: Principal, named: str, *, field: str) -> str:
    """Return on whose behalf a call is made: by its token, else as it says; empty: its own.

    Args:
        principal: who calls.
        named: as the call says; empty when it says nothing.
        field: path of the request field that says it.

    Raises:
        CredentialScopeError: when the token lets it act for one alone, and it names another.
    """
    own = principal.on_behalf_of
    if named and own and named != own:
        message = f"the token lets its holder act on behalf of {own} alone; use another for {named}"
        raise CredentialScopeError(message, field=field)
    return named or own


def require_scope(principal: Principal, action: str) -> None:
    """Raise unless the principal's credential may be used for `action`, such as `decision:authorize`.

    Raises:
        CredentialScopeError: when none of its scopes covers it.
    """
    if not covers(principal.scopes, action):
        message = f"the credential's scopes do not cover {action}; use one that is not limited to others"
        raise CredentialScopeError(message, action=action)
