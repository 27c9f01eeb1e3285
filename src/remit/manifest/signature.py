"""Signs documents and checks signatures: DSSE over the exact bytes, RSA-PSS or Ed25519 as the key is.

Never trusts a key because an envelope names it: who calls says which keys count.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from remit.errors import InvalidFieldError
from remit.manifest import envelope as dsse
from remit.manifest.envelope import MANIFEST_TYPE, MAX_SIGNATURES, Envelope, Signature
from remit.manifest.key import (
    KeyPair,
    LoadedKey,
    Private,
    Public,
    fingerprint,
    generate_key,
    key_id,
    load_private,
    load_public,
)
from remit.manifest.model import TrustedKey

__all__ = [
    "KeyPair",
    "countersign",
    "generate_key",
    "key_id",
    "sign",
    "sign_with",
    "signed_by",
    "verify_one",
    "verify_signature",
]

# Salt as long as the digest, MGF1 with the same hash: typical by RFC 8017, section 9.1, and fixed by TLS 1.3.
SALT_BYTES: Final = 32
_PSS: Final = PSS(mgf=MGF1(SHA256()), salt_length=SALT_BYTES)


def sign(payload: bytes, private_pem: str, *, password: str = "") -> bytes:
    """Sign a manifest document and return its envelope as JSON bytes.

    Args:
        payload: the exact bytes of `agent.yaml`; they are not parsed here.
        private_pem: an RSA (2,048 bits or more) or Ed25519 private key.
        password: of the key; empty when it is not encrypted.

    Raises:
        InvalidFieldError: when the key cannot be read or is too weak.
    """
    return sign_with(load_private(private_pem, password), payload, payload_type=MANIFEST_TYPE)


def sign_with(private: Private, payload: bytes, *, payload_type: str) -> bytes:
    """Sign a payload of any type with a loaded key, and return its envelope as JSON bytes."""
    unsigned = Envelope(payload_type, payload, ())
    return dsse.write(Envelope(payload_type, payload, (_signature(private, unsigned),)))


def countersign(envelope: bytes, private_pem: str, *, password: str = "") -> bytes:
    """Add another signature to a manifest's envelope; the signatures that are there stay as they are.

    Raises:
        DocumentInvalidError: when it is no envelope of a manifest.
        InvalidFieldError: when the key cannot be used, has signed already, or the envelope is full.
    """
    opened = dsse.read(envelope, MANIFEST_TYPE)
    added = _signature(load_private(private_pem, password), opened)
    if len(opened.signatures) >= MAX_SIGNATURES or added.key_id in {s.key_id for s in opened.signatures}:
        message = f"the envelope holds this key's signature already, or {MAX_SIGNATURES} of others"
        raise InvalidFieldError(message, field="envelope")
    return dsse.write(Envelope(opened.payload_type, opened.payload, (*opened.signatures, added)))


def verify_signature(envelope: Envelope, key: TrustedKey) -> bool:
    """Tell whether a trusted key signed an envelope.

    The key's time, revocation and agents are not looked at; `verify.verify` looks at all.

    Raises:
        InvalidFieldError: when the key cannot be read or is too weak.
    """
    return signed_by(envelope, load_public(key.public_pem))


def signed_by(envelope: Envelope, key: LoadedKey) -> bool:
    """Tell whether any signature in an envelope that names this key, or names none, is of this key."""
    own = (signature for signature in envelope.signatures if signature.key_id in ("", key.id))
    return any(verify_one(envelope, signature, public=key.public) for signature in own)


def verify_one(envelope: Envelope, signature: Signature, *, public: Public) -> bool:
    """Tell whether one signature over an envelope's type and payload is of this key."""
    covered = envelope.signed_bytes()
    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature.value, covered)
        else:
            public.verify(signature.value, covered, _PSS, SHA256())
    except InvalidSignature:
        return False
    return True


def _signature(private: Private, envelope: Envelope) -> Signature:
    covered = envelope.signed_bytes()
    if isinstance(private, RSAPrivateKey):  # noqa: SIM108  the two keys sign in different ways
        value = private.sign(covered, _PSS, SHA256())
    else:
        value = private.sign(covered)
    return Signature(fingerprint(private.public_key()), value)
