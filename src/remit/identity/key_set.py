"""An issuer's public keys as it publishes them (JWKS), each good for one algorithm alone. Pure; fetches nothing."""

from collections.abc import Mapping
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from remit.identity.token import VerifyingKey

MOST_KEYS: Final = 64
"""Keys of a set that is read; a real one has two or three."""
LEAST_RSA_BITS: Final = 2_048
MOST_RSA_BITS: Final = 8_192
"""Beyond it, verifying one signature takes so long that tokens become a burden."""

_OF_CURVE: Final = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
_OF_RSA: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_USUAL_OF_RSA: Final = "RS256"
"""Of an RSA key that does not say: the one that OpenID Connect presumes."""
_READERS: Final = {
    "EC": ECAlgorithm.from_jwk,
    "OKP": OKPAlgorithm.from_jwk,
    "RSA": RSAAlgorithm.from_jwk,
}
_MAX_KID: Final = 512

KeySet = Mapping[tuple[str, str], VerifyingKey]
"""Keys by `kid` (empty: it has none) and algorithm."""


def read_keys(document: Mapping[str, Any]) -> KeySet:
    """Return the keys of a set that may verify tokens; what is no such key is passed over.

    Passed over are: symmetric keys, and any with a private part; those for encryption (`use`,
    `key_ops`); RSA below 2,048 bits; those whose `alg` is not one of their kind; and two different ones with one name and
    algorithm, for which of them is meant nobody could tell.

    Source: RFC 7517, 4 and 5; RFC 8725, 3.1 and 3.2.

    Raises:
        ValueError: when it is no set, or has more than 64 keys.
    """
    listed = document.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        message = f"it is no set of at most {MOST_KEYS} keys"
        raise ValueError(message)
    found: dict[tuple[str, str], VerifyingKey] = {}
    refused: set[tuple[str, str]] = set()
    for one in listed:
        key = _read_key(one) if isinstance(one, dict) else None
        if key is None:
            continue
        name = (key.kid, key.algorithm)
        if name in found and found[name].key != key.key:
            refused.add(name)
        found[name] = key
    return {name: key for name, key in found.items() if name not in refused}


def find_key(keys: KeySet, kid: str, *, algorithm: str) -> VerifyingKey | None:
    """Return the key that a token names; where it names none, the only one for its algorithm.

    Source: OpenID Connect Core 1.0, 10.1: a signer with one key need not name it.
    """
    if kid:
        return keys.get((kid, algorithm))
    fitting = [key for key in keys.values() if key.algorithm == algorithm]
    return fitting[0] if len(fitting) == 1 else None


def _read_key(jwk: Mapping[str, Any]) -> VerifyingKey | None:
    kid = jwk.get("kid", "")
    if not isinstance(kid, str) or len(kid) > _MAX_KID or not _may_verify(jwk):
        return None
    algorithm = _algorithm_of(jwk)
    key = _public_key(jwk) if algorithm else None
    return VerifyingKey(kid, algorithm, key) if key is not None else None


def _may_verify(jwk: Mapping[str, Any]) -> bool:
    # A private part that was published is a key that anybody has.
    if "d" in jwk or "k" in jwk:
        return False
    operations = jwk.get("key_ops", ["verify"])
    return jwk.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations


def _algorithm_of(jwk: Mapping[str, Any]) -> str:
    """Return the one algorithm of a key; empty when it has none that is taken."""
    kind, said = jwk.get("kty"), jwk.get("alg")
    if kind == "RSA":
        fitting = _OF_RSA
        usual = _USUAL_OF_RSA
    else:
        usual = _OF_CURVE.get(str(jwk.get("crv")), "")
        fitting = frozenset({usual})
        if kind != ("OKP" if usual == "EdDSA" else "EC"):
            return ""
    if said is None:
        return usual
    # RFC 9864 writes the curve into the name.
    name = "EdDSA" if said == "Ed25519" else said
    return name if isinstance(name, str) and name in fitting else ""


def _public_key(
    jwk: Mapping[str, Any],
) -> ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey | None:
    try:
        key = _READERS[jwk["kty"]](dict(jwk))
    except (jwt.InvalidKeyError, ValueError, TypeError, KeyError):
        return None
    if isinstance(key, rsa.RSAPublicKey):
        return key if LEAST_RSA_BITS <= key.key_size <= MOST_RSA_BITS else None
    return key if isinstance(key, ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey) else None
