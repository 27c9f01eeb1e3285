"""Whom a client certificate speaks for: by whole names alone, or nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import CredentialExpiredError, CredentialUnknownError
from remit.identity.certificate import principal_of
from remit.identity.model import CredentialKind, PeerCertificate
from remit.identity.trust import CertificateRule

NOW = 1_800_000_000_000_000
AGENTS = CertificateRule("acme", "spiffe://acme.example/agent/*", "", "agent:{1}")
BOTH = CertificateRule("acme", "spiffe://acme.example/ns/*/sa/*", "", "service:{1}/{2}", ("tool:*",))
GATEWAY = CertificateRule("acme", "", "gateway.acme.example", "service:gateway")
ANY = CertificateRule("acme", "spiffe://acme.example/any/*", "", "service:any")
RULES = (AGENTS, BOTH, GATEWAY, ANY)


def certificate(*uris: str, dns: tuple[str, ...] = ()) -> PeerCertificate:
    return PeerCertificate("thumb", uris, dns, NOW + 1)


def subject(*uris: str, dns: tuple[str, ...] = ()) -> str:
    return principal_of(certificate(*uris, dns=dns), RULES, now=NOW).subject


def test_a_uri_and_a_dns_name_speak_for_their_subject() -> None:
    assert subject("spiffe://acme.example/agent/researcher-7") == "agent:researcher-7"
    assert subject("spiffe://acme.example/ns/prod/sa/shop") == "service:prod/shop"
    assert subject("spiffe://acme.example/any/thing") == "service:any"
    assert subject(dns=("other.example", "gateway.acme.example")) == "service:gateway"
    found = principal_of(certificate("spiffe://acme.example/ns/prod/sa/shop"), RULES, now=NOW)
    assert (found.tenant, found.scopes, found.credential) == ("acme", ("tool:*",), "thumb")
    assert (found.kind, found.expires_at) == (CredentialKind.CERTIFICATE, NOW + 1)


@pytest.mark.parametrize(
    "uri",
    [
        "spiffe://acme.example/agent/a/b",
        "spiffe://acme.example/agent/",
        "spiffe://acme.example/agent",
        "spiffe://acme.example/agent/a/",
        "spiffe://acme.example//agent/a",
        "spiffe://acme.example/Agent/a",
        "spiffe://ACME.example/agent/a",
        "SPIFFE://acme.example/agent/a",
        "spiffe://acme.example.evil.example/agent/a",
        "spiffe://evil-acme.example/agent/a",
        "spiffe://acme.example:8443/agent/a",
        "spiffe://acme.example@evil.example/agent/a",
        "https://acme.example/agent/a",
        "spiffe://acme.example/agent/a%2Fb",
        "spiffe://acme.example/ns//sa/shop",
        "spiffe://acme.example/ns/prod/sa/",
        "spiffe://acme.example/any/a%2Fb",
        "spiffe://acme.example/agent/a?b",
        "spiffe://acme.example/agent/a b",
        "spiffe://acme.example/agent/а",  # noqa: RUF001  a look-alike is the point
        "spiffe://acme.example/agent/" + "a" * 129,
        "",
    ],
)
def test_what_is_not_wholly_the_name_is_nobody(uri: str) -> None:
    with pytest.raises(CredentialUnknownError, match="no rule knows"):
        subject(uri)


@pytest.mark.parametrize(
    "name",
    ["gateway.acme.example.evil.example", "evil-gateway.acme.example", "acme.example", "*.acme.example",
     "GATEWAY.acme.example", "gateway.acme.example.", ""],
)  # fmt: skip
def test_a_look_alike_host_is_nobody(name: str) -> None:
    with pytest.raises(CredentialUnknownError, match="no rule knows"):
        subject(dns=(name,))


def test_names_of_several_subjects_are_refused() -> None:
    with pytest.raises(CredentialUnknownError, match="several subjects"):
        subject("spiffe://acme.example/agent/a", "spiffe://acme.example/agent/b")
    with pytest.raises(CredentialUnknownError, match="rules differ"):
        subject("spiffe://acme.example/agent/a", dns=("gateway.acme.example",))
    # The same one by two names is one.
    assert subject("spiffe://acme.example/agent/a", "spiffe://acme.example/agent/a") == "agent:a"


def test_one_name_in_two_tenants_is_nobody() -> None:
    rules = (GATEWAY, CertificateRule("other", "", "gateway.acme.example", "service:gateway"))
    with pytest.raises(CredentialUnknownError, match="rules differ"):
        principal_of(certificate(dns=("gateway.acme.example",)), rules, now=NOW)


def test_a_certificate_ends() -> None:
    with pytest.raises(CredentialExpiredError):
        principal_of(certificate("spiffe://acme.example/agent/a"), RULES, now=NOW + 1)


@given(st.text(max_size=40))
def test_a_star_is_one_whole_segment(text: str) -> None:
    try:
        found = subject(f"spiffe://acme.example/agent/{text}")
    except CredentialUnknownError:
        return
    assert found == f"agent:{text}"
    assert "/" not in text
