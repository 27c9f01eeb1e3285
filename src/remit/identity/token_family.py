"""Families of tokens: which one a token is of, and whether it still counts. Pure: the stored family is given."""

from remit.errors import CredentialExpiredError, CredentialRevokedError, CredentialUnknownError
from remit.identity.model import TokenFamily


def token_id(family: str, generation: int) -> str:
    """Return the id (`jti`) of a family's access token: `tok_…` and `3` make `tok_….3`."""
    return f"{family}.{generation}"


def family_of(identity: str) -> str:
    """Return the family of an access token by its id."""
    return identity.rpartition(".")[0]


def check_family(family: TokenFamily | None, now: int) -> TokenFamily:
    """Return a family that still counts.

    Args:
        family: as stored; None when there is none.
        now: microseconds since the epoch. From `expires_at` on, that instant included, no token of it is good.

    Raises:
        CredentialUnknownError: when there is none: it was made by another installation, or is long over.
        CredentialRevokedError: when it was revoked.
        CredentialExpiredError: when it is over.
    """
    if family is None:
        raise CredentialUnknownError("no such token was issued here; ask for another")
    if family.revoked_at is not None:
        raise CredentialRevokedError("the token was revoked; ask for another")
    if now >= family.expires_at:
        raise CredentialExpiredError("the token has expired; refresh it, or ask for another")
    return family
