"""An issuer of tokens at a neighbour's: keys of its own, a discovery document, a key set, and tokens; for tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from remit.identity.jwk import to_jwk
from remit.identity.token import VerifyingKey
from remit.outside.discovery import WELL_KNOWN
from tests.outside.neighbour import Neighbour, said

RSA_KEY = rsa.generate_private_key(65_537, 2_048)
"""One for all: making one takes long."""


@dataclass(slots=True)
class TestIssuer:
    """An issuer that behaves."""

    __test__ = False

    neighbour: Neighbour
    keys: dict[str, ec.EllipticCurvePrivateKey] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its name."""
        return self.neighbour.url

    def publish(self, *kids: str, cache: str = "", **document: Any) -> None:
        """Publish exactly these keys, made if need be; `document` goes over what its discovery says."""
        for kid in kids:
            self.keys.setdefault(kid, ec.generate_private_key(ec.SECP256R1()))
        found = [dict(to_jwk(VerifyingKey(kid, "ES256", self.keys[kid].public_key()))) for kid in kids]
        self.publish_raw({"keys": found}, cache=cache, **document)

    def publish_raw(self, keys: object, *, cache: str = "", **document: Any) -> None:
        """Publish any text as the key set."""
        headers = (f"Cache-Control: {cache}",) if cache else ()
        says = {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **document}
        self.neighbour.replies[WELL_KNOWN] = said(says, headers=headers)
        self.neighbour.replies["/keys"] = said(keys, headers=headers)

    def token(
        self, claims: Mapping[str, Any], kid: str = "one", *, header: Mapping[str, Any] | None = None
    ) -> str:
        """Return a token signed with a key of its own, published or not."""
        key = self.keys.setdefault(kid, ec.generate_private_key(ec.SECP256R1()))
        return jwt.encode({"iss": self.url, **claims}, key, "ES256", headers={"kid": kid, **(header or {})})


def jwk_of(key: Any, algorithm: str, kid: str, /, **members: Any) -> dict[str, Any]:
    """Return a public key as a key set has it, with other members over it; None takes one out."""
    made = {**json.loads(json.dumps(dict(to_jwk(VerifyingKey(kid, algorithm, key))))), **members}
    return {name: value for name, value in made.items() if value is not None}
