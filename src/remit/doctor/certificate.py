"""The server's certificate: dates, names, key, chain. Reads its files; shows no key."""

import ipaddress
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from remit.clock import DAY, SECOND
from remit.config import Config, is_loopback, split_address
from remit.doctor.finding import Finding, ok, warn, wrong

SOON: Final = 21 * DAY
"""Before its end a certificate should have a successor: those of 90 days are renewed a month before."""
LEAST_BITS: Final = 2048
"""Of an RSA key that clients still accept."""
NAME: Final = "certificate"
AUTHORITIES: Final = "client authorities"


def certificate(config: Config, now: int) -> Iterator[Finding]:
    """Look at the certificate that the settings name, at an instant in microseconds since the epoch."""
    if config.tls_certificate is None or config.tls_key is None:
        return
    chain = _chain(config.tls_certificate)
    if isinstance(chain, Finding):
        yield chain
        return
    found = [
        *_dates(chain, now, name=NAME),
        *_key(chain[0], config.tls_key),
        *_names(chain[0], split_address(config.listen)[0]),
        *_order(chain),
    ]
    yield from found or [
        ok(NAME, f"for {_shown(chain[0])}, until {chain[0].not_valid_after_utc:%Y-%m-%d}; the key is its own")
    ]
    if config.tls_client_ca is not None:
        yield from _authorities(config.tls_client_ca, now)


def _chain(path: Path, name: str = NAME) -> list[x509.Certificate] | Finding:
    remedy = "give a file of certificates in PEM that this user may read"
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        return wrong(name, f"{path}: {error.strerror}", remedy=remedy)
    except ValueError:
        return wrong(name, f"{path} holds no certificate in PEM", remedy=remedy)


def _authorities(path: Path, now: int) -> Iterator[Finding]:
    chain = _chain(path, AUTHORITIES)
    if isinstance(chain, Finding):
        yield chain
        return
    yield from [*_dates(chain, now, name=AUTHORITIES)] or [ok(AUTHORITIES, f"{len(chain)} in {path}")]


def _dates(chain: list[x509.Certificate], now: int, *, name: str) -> Iterator[Finding]:
    remedy = "renew it; the server reads the files again by itself"
    for one in chain:
        subject = one.subject.rfc4514_string() or "a certificate"
        if now >= _instant(one.not_valid_after_utc):
            yield wrong(name, f"{subject} ended on {one.not_valid_after_utc:%Y-%m-%d}", remedy=remedy)
        elif now < _instant(one.not_valid_before_utc):
            yield wrong(
                name, f"{subject} begins only on {one.not_valid_before_utc:%Y-%m-%d %H:%M} UTC", remedy=remedy
            )
        elif now + SOON >= _instant(one.not_valid_after_utc):
            days = (_instant(one.not_valid_after_utc) - now) // DAY
            yield warn(name, f"{subject} ends in {days} days", remedy=remedy)


def _key(leaf: x509.Certificate, path: Path) -> Iterator[Finding]:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        yield wrong(
            NAME, f"{path}: {error.strerror}", remedy="correct REMIT_TLS_KEY, or who may read the file"
        )
        return
    except (ValueError, TypeError):
        remedy = "give the certificate's private key in PEM, not encrypted"
        yield wrong(NAME, f"{path} holds no private key in PEM without a password", remedy=remedy)
        return
    if _public(key.public_key()) != _public(leaf.public_key()):
        yield wrong(
            NAME, f"{path} is not the key of the certificate", remedy="name the key that belongs to it"
        )
    public = leaf.public_key()
    if isinstance(public, RSAPublicKey) and public.key_size < LEAST_BITS:
        yield wrong(
            NAME,
            f"its RSA key has {public.key_size} bits; clients refuse it",
            remedy=f"use {LEAST_BITS} or more",
        )


def _names(leaf: x509.Certificate, host: str) -> Iterator[Finding]:
    names, addresses = _sans(leaf)
    if not names and not addresses:
        yield wrong(
            NAME,
            "it names no host as clients look for it (subjectAltName)",
            remedy="have it made with the names under which clients reach the server",
        )
    elif _is_one(host) and host not in addresses and not is_loopback(host):
        yield warn(
            NAME,
            f"it is for {_shown(leaf)} and not for {host}, where the server listens",
            remedy="well, if clients reach it under one of those names; else have it made with theirs",
        )


def _order(chain: list[x509.Certificate]) -> Iterator[Finding]:
    for one, issuer in pairwise(chain):
        try:
            one.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            yield wrong(
                NAME,
                f"its file is no chain: {issuer.subject.rfc4514_string()} did not sign what stands before it",
                remedy="put the server's certificate first, then each one's issuer",
            )


def _sans(leaf: x509.Certificate) -> tuple[list[str], list[str]]:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [], []
    return names.get_values_for_type(x509.DNSName), [
        str(one) for one in names.get_values_for_type(x509.IPAddress)
    ]


def _shown(leaf: x509.Certificate) -> str:
    names, addresses = _sans(leaf)
    return ", ".join([*names, *addresses])


def _is_one(host: str) -> bool:
    """Whether it is one address, and not all of this machine's."""
    try:
        return not ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _instant(when: datetime) -> int:
    return round(when.timestamp()) * SECOND


def _public(key: Any) -> bytes:  # noqa: ANN401  one of many types of keys
    encoded: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded
