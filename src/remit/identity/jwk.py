"""Public keys as JSON Web Keys (RFC 7517), and their names (RFC 7638). Never reads or writes a private one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jwt import get_algorithm_by_name

from remit.identity.compact_token import encoded
from remit.identity.token import PublicKey, VerifyingKey

_NAMING: Final = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}
"""Members that name a key, by `kty`, in order."""


def to_jwk(key: VerifyingKey) -> Mapping[str, Any]:
    """Return a key as others read it: what it is, its name, its one algorithm, and that it is for signatures."""
    return {**_bare(key.key, key.algorithm), "kid": key.kid, "alg": key.algorithm, "use": "sig"}


def to_jwks(keys: Iterable[VerifyingKey]) -> bytes:
    """Return a set of keys as JSON, in order of their names."""
    found = [dict(to_jwk(key)) for key in sorted(keys, key=lambda key: key.kid)]
    return json.dumps({"keys": found}, separators=(",", ":")).encode("ascii")


def name_of(key: PublicKey, algorithm: str) -> str:
    """Return the name (`kid`) that follows from a key alone: its thumbprint, SHA-256, base64url.

    Source: RFC 7638.
    """
    members = _bare(key, algorithm)
    naming = {name: members[name] for name in _NAMING[members["kty"]]}
    return encoded(hashlib.sha256(json.dumps(naming, separators=(",", ":")).encode("ascii")).digest())


def _bare(key: PublicKey, algorithm: str) -> dict[str, Any]:
    """Return what a key is, without what it is for."""
    members: dict[str, Any] = dict(get_algorithm_by_name(algorithm).to_jwk(key, as_dict=True))
    return {name: members[name] for name in _NAMING[members["kty"]]}
