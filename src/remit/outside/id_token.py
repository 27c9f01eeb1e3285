"""Who a provider's id_token speaks of, once everything in it fits the sign-in that it came from. Fetches nothing itself."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from remit.errors import CredentialUnknownError
from remit.identity.compact_token import OpenedToken, encoded, open_token
from remit.identity.token import Rules, verify_token
from remit.identity.trust import Provider
from remit.outside.jwks import KeySets
from remit.outside.provider_kind import PARTICULARS, name_in_discovery, name_in_token

LEEWAY: Final = 60_000_000
"""Microseconds by which a provider's clock may differ from ours."""
ALGORITHMS: Final = ("EdDSA", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")

_HASHES: Final = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512, "DSA": hashlib.sha512}
"""By the end of the algorithm's name; Ed25519 hashes with SHA-512."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an id_token must fit."""

    nonce: str = field(repr=False)
    access_token: str = field(repr=False)
    """That came with it."""
    now: int
    """Microseconds since the epoch."""


async def read_id_token(
    token: object, provider: Provider, *, keys: KeySets, expected: Expected
) -> Mapping[str, Any]:
    """Return what a provider says of who signed in.

    Source: OpenID Connect Core 1.0, 3.1.3.7 and 3.1.3.8.

    Raises:
        CredentialUnknownError: when it is not for this client, this sign-in and this moment.
        CredentialMalformedError: when it is no token.
        CredentialExpiredError: when its time is over, or has not begun.
        BackendUnavailableError: when the provider's keys cannot be had.
    """
    if not isinstance(token, str):
        raise _refused("it sent no id_token")
    opened = open_token(token)
    issuer = name_in_token(provider, opened.claims.get("tid"))
    if not issuer:
        raise _refused("its id_token names no organisation (tid)")
    rules = Rules(
        issuer=issuer,
        audiences=(provider.client_id,),
        types=("jwt", ""),
        algorithms=ALGORITHMS,
        required=("iss", "sub", "aud", "exp", "iat"),
        leeway=LEEWAY,
        ahead=LEEWAY,
        bare=False,
    )
    claims = await keys.read(
        lambda find: verify_token(opened, keys=find, rules=rules, now=expected.now),
        issuer=provider.issuer,
        hosts=provider.hosts + PARTICULARS[provider.kind].hosts,
        named=name_in_discovery(provider),
    )
    _require_client(claims, provider.client_id)
    _require_nonce(claims, expected.nonce)
    _require_hash(opened, expected.access_token)
    return claims


def _require_client(claims: Mapping[str, Any], client_id: str) -> None:
    audiences = claims["aud"]
    alone = isinstance(audiences, str) or len(audiences) == 1
    if claims.get("azp", client_id if alone else None) != client_id:
        raise _refused("its id_token was made for another client (azp)")


def _require_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    said = claims.get("nonce")
    if not nonce or not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise _refused("its id_token is of another sign-in (nonce)")


def _require_hash(opened: OpenedToken, access_token: str) -> None:
    said = opened.claims.get("at_hash")
    if said is None:
        return
    digest = _HASHES[opened.algorithm[-3:]](access_token.encode()).digest()
    if said != encoded(digest[: len(digest) // 2]):
        raise _refused("its id_token is of another access token (at_hash)")


def _refused(why: str) -> CredentialUnknownError:
    return CredentialUnknownError(f"what the sign-in provider sent is not taken: {why}; sign in again")
