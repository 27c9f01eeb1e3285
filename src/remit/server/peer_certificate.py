"""The client certificate of a connection, as gRPC verified it: its names, read once. Never decides whom it speaks for."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from remit.clock import SECOND
from remit.identity.model import PeerCertificate

REMEMBERED: Final = 4_096
"""Certificates kept read: each call brings its own again, and reading one takes thirty times as long as a look-up."""

_PEM: Final = "x509_pem_cert"


def certificate_in(context: Mapping[str, Iterable[bytes]]) -> PeerCertificate | None:
    """Return the client's certificate of gRPC's `auth_context()`; None without one, or with one that cannot be read."""
    found = context.get(_PEM)
    return _read(next(iter(found))) if found else None


@lru_cache(maxsize=REMEMBERED)
def _read(pem: bytes) -> PeerCertificate | None:
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        names = _names(certificate)
        return PeerCertificate(
            thumbprint=thumbprint_of(certificate.public_bytes(Encoding.DER)),
            uris=tuple(names.get_values_for_type(x509.UniformResourceIdentifier)) if names else (),
            dns_names=tuple(names.get_values_for_type(x509.DNSName)) if names else (),
            not_after=int(certificate.not_valid_after_utc.timestamp()) * SECOND,
        )
    except ValueError:
        return None


def thumbprint_of(der: bytes) -> str:
    """Return what tokens name a certificate by: SHA-256 of its DER form, base64url (RFC 8705, 3.1)."""
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode("ascii")


def _names(certificate: x509.Certificate) -> x509.SubjectAlternativeName | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
