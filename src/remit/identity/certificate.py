"""Whom a client certificate speaks for, by the rules of tenants. Pure; TLS has verified it before.

Only subject alternative names count, whole and bytewise: never a common name, never a part of one.
"""

import re
from collections.abc import Sequence
from typing import Final

from remit.errors import CredentialExpiredError, CredentialUnknownError, RemitError
from remit.identity.entity import split_ref
from remit.identity.model import OPERATOR_TENANT, CredentialKind, PeerCertificate, Principal
from remit.identity.trust import CertificateRule

_PLACEHOLDER: Final = re.compile(r"\{([1-9])\}")
_TYPES: Final = frozenset({"user", "agent", "service"})


def principal_of(certificate: PeerCertificate, rules: Sequence[CertificateRule], *, now: int) -> Principal:
    """Return whom a certificate speaks for.

    Args:
        certificate: verified by TLS when the connection was opened.
        rules: of all tenants.
        now: microseconds since the epoch.

    Raises:
        CredentialExpiredError: when it has ended since its connection was opened.
        CredentialUnknownError: when no rule knows one of its names, or rules differ about whom it speaks for.
    """
    if now >= certificate.not_after:
        message = "the client certificate has expired; open another connection with a new one"
        raise CredentialExpiredError(message)
    found = {
        _principal(certificate, rule, subject=named)
        for rule in rules
        if (named := subject_by(rule, certificate))
    }
    if len(found) != 1:
        said = "no rule knows a name of" if not found else "rules differ about whom to see in"
        message = f"{said} the client certificate; send a key or token, or have the trust file say whom it speaks for"
        raise CredentialUnknownError(message)
    return found.pop()


def subject_by(rule: CertificateRule, certificate: PeerCertificate) -> str:
    """Return the ref of whom a certificate speaks for by a rule; empty when it does not concern it.

    Raises:
        CredentialUnknownError: when several of its names fit the rule, for different subjects.
    """
    if rule.dns:
        return rule.subject if rule.dns in certificate.dns_names else ""
    named = {ref for uri in certificate.uris if (ref := _subject(rule, uri))}
    if len(named) > 1:
        message = "the client certificate has names of several subjects; have it issued for one"
        raise CredentialUnknownError(message)
    return named.pop() if named else ""


def _subject(rule: CertificateRule, uri: str) -> str:
    stars = _stars(rule.uri, uri)
    if stars is None:
        return ""
    ref = _PLACEHOLDER.sub(lambda place: stars[int(place[1]) - 1], rule.subject)
    try:
        split_ref(ref, "subject", types=_TYPES)
    except RemitError:
        return ""
    return ref


def _stars(pattern: str, uri: str) -> Sequence[str] | None:
    """Return what each `*` of a pattern stands for in a URI; None when it does not fit."""
    wanted, given = pattern.split("/"), uri.split("/")
    if len(wanted) != len(given):
        return None
    found = []
    for part, text in zip(wanted, given, strict=True):
        if part == "*" and text and "%" not in text:
            found.append(text)
        elif part != text:
            return None
    return found


def _principal(certificate: PeerCertificate, rule: CertificateRule, *, subject: str) -> Principal:
    return Principal(
        tenant=rule.tenant,
        subject=subject,
        credential=certificate.thumbprint,
        scopes=rule.scopes,
        expires_at=certificate.not_after,
        operator=rule.tenant == OPERATOR_TENANT,
        kind=CredentialKind.CERTIFICATE,
    )
