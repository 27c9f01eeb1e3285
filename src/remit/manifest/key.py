"""Keys that sign manifests: made, read, named by fingerprint.

Never keeps a private key, and never takes an algorithm from anything but the key itself.
"""

import hashlib
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from remit.errors import InvalidFieldError
from remit.manifest.model import Algorithm

MIN_RSA_BITS: Final = 2048
"""Least size that NIST SP 800-131A rev. 2 still accepts for signatures."""
MAX_RSA_BITS: Final = 8192
"""Larger keys make each verification slow without making it safer in practice."""
NEW_RSA_BITS: Final = 3072
"""128 bits of strength (NIST SP 800-57 part 1 rev. 5, table 2)."""
_EXPONENT: Final = 65537
_MAX_PEM: Final = 16 * 1024

Private: TypeAlias = RSAPrivateKey | Ed25519PrivateKey
Public: TypeAlias = RSAPublicKey | Ed25519PublicKey


class KeyPair(NamedTuple):
    """A new key: private as PKCS#8 PEM, public as SubjectPublicKeyInfo PEM."""

    private_pem: str
    public_pem: str


class LoadedKey(NamedTuple):
    """A public key ready for use."""

    id: str
    """`sha256:<hex>` of its DER SubjectPublicKeyInfo."""
    algorithm: Algorithm
    public: Public


def generate_key(algorithm: Algorithm, password: str = "") -> KeyPair:
    """Make a key; its private half is encrypted when a password is given, plain when it is empty."""
    private: Private
    if algorithm is Algorithm.ED25519:
        private = Ed25519PrivateKey.generate()
    else:
        private = generate_private_key(_EXPONENT, NEW_RSA_BITS)
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return KeyPair(pem.decode("ascii"), public_pem_of(private.public_key()))


def public_pem_of(public: Public) -> str:
    """Write a public key as PEM."""
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def key_id(public_pem: str) -> str:
    """Return a public key's id: `sha256:<hex>` of its DER SubjectPublicKeyInfo.

    Raises:
        InvalidFieldError: as `load_public`.
    """
    return load_public(public_pem).id


@lru_cache(maxsize=1024)
def load_public(public_pem: str) -> LoadedKey:
    """Read a public key and refuse a weak one.

    Raises:
        InvalidFieldError: on `public_pem`, when it is no PEM of an Ed25519 key or of an RSA key of 2,048 to
            8,192 bits with an exponent of 65,537 or more.
    """
    if len(public_pem) > _MAX_PEM:
        raise _refusal("public_pem", "is too long for a public key")
    try:
        public = load_pem_public_key(public_pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _refusal("public_pem", "is not a public key in PEM (SubjectPublicKeyInfo)") from error
    accepted = _accepted(public, "public_pem")
    algorithm = Algorithm.ED25519 if isinstance(accepted, Ed25519PublicKey) else Algorithm.RSA_PSS_SHA256
    return LoadedKey(fingerprint(accepted), algorithm, accepted)


def load_private(private_pem: str, password: str = "") -> Private:
    """Read a private key; `password` is empty when it is not encrypted.

    Raises:
        InvalidFieldError: on `private_pem` or `password`; never with a word of either in its message.
    """
    try:
        private = load_pem_private_key(private_pem.encode(), password.encode() or None)
    except TypeError as error:
        why = "is not needed: the key is not encrypted" if password else "is missing: the key is encrypted"
        raise _refusal("password", why) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _refusal("private_pem", "is not a private key in PEM, or its password is wrong") from error
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        raise _refusal("private_pem", "is neither RSA nor Ed25519")
    _accepted(private.public_key(), "private_pem")
    return private


def fingerprint(public: Public) -> str:
    """Return `sha256:<hex>` of a public key's DER SubjectPublicKeyInfo."""
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"sha256:{hashlib.sha256(der).hexdigest()}"


def _accepted(public: object, field: str) -> Public:
    if isinstance(public, Ed25519PublicKey):
        return public
    if not isinstance(public, RSAPublicKey):
        raise _refusal(field, "is neither RSA nor Ed25519")
    if not MIN_RSA_BITS <= public.key_size <= MAX_RSA_BITS:
        raise _refusal(
            field, f"is RSA of {public.key_size} bits; {MIN_RSA_BITS} to {MAX_RSA_BITS} are accepted"
        )
    if public.public_numbers().e < _EXPONENT:
        raise _refusal(field, f"is RSA with an exponent below {_EXPONENT}")
    return public


def _refusal(field: str, why: str) -> InvalidFieldError:
    message = f"{field} {why}"
    return InvalidFieldError(message, field=field)
