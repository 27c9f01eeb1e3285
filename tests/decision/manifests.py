"""Signed manifests and the key that is trusted for them, registered as the control plane does it."""

import base64
from typing import Any, Final

import orjson

from remit.manifest.document import parse
from remit.manifest.key import generate_key, load_public
from remit.manifest.model import Algorithm, Manifest, TrustedKey
from remit.manifest.signature import sign

PAIR: Final = generate_key(Algorithm.ED25519)

_DOCUMENT: Final = {
    "apiVersion": "remit/v1",
    "kind": "AgentManifest",
    "agent": "agent:r7",
    "version": "1.0.0",
    "serial": "1",
    "issued_at": "2026-01-01T00:00:00Z",
    "expires_at": "2030-01-01T00:00:00Z",
}


def trusted_key(**changes: Any) -> TrustedKey:
    """Return the key that signs here, trusted, with some attributes changed."""
    loaded = load_public(PAIR.public_pem)
    return TrustedKey(loaded.id, PAIR.public_pem, loaded.algorithm, **changes)


def manifest_of(**changes: Any) -> Manifest:
    """Return a registered manifest whose document has some keys changed; `id` and `state` are not part of it."""
    identity = changes.pop("id", "man_1")
    revoked_at = 1 if changes.pop("revoked", False) else None
    payload = orjson.dumps({**_DOCUMENT, **changes})
    document = parse(payload)
    return Manifest(
        identity,
        document.agent,
        base64.b64encode(sign(payload, PAIR.private_pem)).decode(),
        digest="",
        key_id=load_public(PAIR.public_pem).id,
        serial=document.serial,
        expires_at=document.expires_at,
        revoked_at=revoked_at,
    )
