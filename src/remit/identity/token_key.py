"""Keys with which Remit signs tokens: made, and which of them signs, is to come, or is over. Never stores one.

A key is published before it signs, so that whoever keeps a copy of the set has it in time, and kept after the next one
has begun to sign, until the last token that it signed has ended.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_public_key,
)

from remit.clock import DAY, HOUR, MINUTE
from remit.identity.jwk import name_of
from remit.identity.token import PrivateKey, SigningKey, VerifyingKey

LONGEST_TOKEN: Final = DAY
"""Microseconds that an access token is good, at most."""

PUBLISHED_AHEAD: Final = HOUR
"""Microseconds for which a key is published before it signs: twelve times as long as the set may be kept."""

KEPT_AFTER: Final = LONGEST_TOKEN + MINUTE
"""Microseconds for which a key verifies after the next one has begun to sign; the minute is for clocks."""

RSA_BITS: Final = 3_072
"""NIST SP 800-57: as strong as the others, 128 bits."""
_RSA_EXPONENT: Final = 65_537


class TokenAlgorithm(StrEnum):
    """By which tokens are signed."""

    EDDSA = "EdDSA"
    """Ed25519: quick, and short."""
    ES256 = "ES256"
    """ECDSA over P-256: for those who verify and do not know the first."""
    RS256 = "RS256"
    """RSA with PKCS #1 v1.5: for those who know nothing else."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key of the installation; kept in the operators' tenant."""

    kind: ClassVar[str] = "token_key"
    id: str
    """Its `kid`, which follows from the public key."""
    algorithm: TokenAlgorithm
    public_pem: str
    sealed_private: str = field(repr=False)
    """The private key, encrypted under the master key; base64."""
    created_at: int = 0
    signs_from: int = 0
    """Microseconds since the epoch: from then on it signs, until the next one does."""


def new_signing_key(algorithm: TokenAlgorithm) -> SigningKey:
    """Make a key. An RSA key takes a tenth of a second and more to find."""
    private: PrivateKey
    if algorithm is TokenAlgorithm.EDDSA:
        private = ed25519.Ed25519PrivateKey.generate()
    elif algorithm is TokenAlgorithm.ES256:
        private = ec.generate_private_key(ec.SECP256R1())
    else:
        private = rsa.generate_private_key(_RSA_EXPONENT, RSA_BITS)
    return SigningKey(name_of(private.public_key(), algorithm), algorithm, private)


def public_pem(key: SigningKey) -> str:
    """Return the public half as PEM."""
    return key.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def private_der(key: SigningKey) -> bytes:
    """Return the private half, in the clear: only to be sealed."""
    return key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def signing_key(key: TokenKey, private: bytes) -> SigningKey:
    """Return a kept key, ready to sign.

    Args:
        key: as kept.
        private: its private half, unsealed.

    Raises:
        ValueError: when it is no such key.
    """
    loaded = load_der_private_key(private, None)
    if not isinstance(loaded, PrivateKey):
        message = "the kept key is of no known kind"
        raise TypeError(message)
    return SigningKey(key.id, key.algorithm, loaded)


def verifying_key(key: TokenKey) -> VerifyingKey:
    """Return a kept key, ready to verify.

    Raises:
        ValueError: when it is no such key.
    """
    loaded = load_pem_public_key(key.public_pem.encode("ascii"))
    if not isinstance(loaded, ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        message = "the kept key is of no known kind"
        raise TypeError(message)
    return VerifyingKey(key.id, key.algorithm, loaded)


def signer_at(keys: Collection[TokenKey], at: int) -> TokenKey | None:
    """Return the key that signs at an instant: the last that has begun to; None when there is no key.

    Where none has begun the first one signs: it was made a moment ago, by a server whose clock is a little ahead.
    """
    begun = [key for key in keys if key.signs_from <= at]
    return max(begun, key=_place, default=min(keys, key=_place, default=None))


def next_wanted(keys: Collection[TokenKey], algorithm: TokenAlgorithm, *, every: int, at: int) -> bool:
    """Tell whether the next key is to be made now.

    Args:
        keys: all that there are; while there is none, none is wanted: the first token makes it.
        algorithm: by which the next one shall sign.
        every: microseconds for which each signs.
        at: microseconds since the epoch.
    """
    last = max(keys, key=_place, default=None)
    if last is None or last.signs_from > at:
        return False
    return last.algorithm is not algorithm or at >= last.signs_from + every - PUBLISHED_AHEAD


def over(keys: Collection[TokenKey], at: int) -> Sequence[TokenKey]:
    """Return the keys of which no token can be good any more."""
    ordered = sorted(keys, key=_place)
    return [key for key, after in pairwise(ordered) if at >= after.signs_from + KEPT_AFTER]


def _place(key: TokenKey) -> tuple[int, str]:
    return key.signs_from, key.id
