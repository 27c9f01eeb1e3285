"""The trust file: what an operator writes is taken as meant, or refused by name."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.bootstrap.trust import trust_of
from remit.config import ConfigError, load
from remit.errors import DocumentInvalidError
from remit.identity.trust import (
    CertificateRule,
    Issuer,
    Provider,
    ProviderKind,
    SubjectRule,
    Trust,
    UserRule,
)
from remit.identity.trust_file import read_trust

EXAMPLE = Path(__file__).parents[2] / "docs" / "trust.example.yaml"
ISSUER: dict[str, Any] = {
    "issuer": "https://idp.example",
    "tenant": "acme",
    "audiences": ["https://remit.example"],
    "subject": {"type": "user"},
}
PROVIDER: dict[str, Any] = {
    "id": "corp",
    "kind": "oidc",
    "tenant": "acme",
    "client_id": "remit",
    "issuer": "https://idp.example",
}
CERTIFICATE: dict[str, Any] = {
    "tenant": "acme",
    "uri": "spiffe://acme.example/agent/*",
    "subject": "agent:{1}",
}


def trust_in(tmp_path: Path, text: str, **settings: Any) -> Trust:
    path = tmp_path / "trust.yaml"
    path.write_text(text)
    return trust_of(load(trust_file=path, **settings))


def test_the_example_says_what_the_page_says() -> None:
    trust = trust_of(load(trust_file=EXAMPLE))
    google, github, microsoft, keycloak = trust.providers
    assert google == Provider(
        "google",
        ProviderKind.GOOGLE,
        "acme",
        "1234567890.apps.googleusercontent.com",
        str(EXAMPLE.parent / "secrets/google"),
        "https://accounts.google.com",
        redirect_uris=("https://console.acme.example/signed-in",),
        users=UserRule("email", create=True, roles=("viewer",), email_domains=("acme.example",)),
    )
    assert (github.kind, github.issuer, github.users.prefix) == (
        ProviderKind.GITHUB,
        "https://github.com",
        "github/",
    )
    assert microsoft.issuer.startswith("https://login.microsoftonline.com/")
    assert (keycloak.client_secret_file, keycloak.kind) == ("", ProviderKind.OIDC)
    corporate, pipeline = trust.issuers
    assert corporate == Issuer(
        "https://login.acme.example/realms/staff",
        "acme",
        ("https://remit.acme.example",),
        SubjectRule("user", "email"),
        algorithms=("RS256", "PS256"),
        actor=SubjectRule("agent"),
        scopes_claim="scope",
        max_lifetime=3_600_000_000,
    )
    assert pipeline.subject.ids == {"repo:acme/shop:ref:refs/heads/main": "shop-pipeline"}
    assert pipeline.scopes == ("decision:*", "tool:*")
    assert trust.certificates == (
        CertificateRule("acme", "spiffe://acme.example/agent/*", "", "agent:{1}", ("tool:*",)),
        CertificateRule("acme", "", "gateway.acme.example", "service:gateway"),
    )


@pytest.mark.parametrize("page", ["IDENTITY.md", "SIGN_IN.md"])
def test_what_the_pages_show_is_taken(tmp_path: Path, page: str) -> None:
    shown = re.findall(r"```yaml\n(.*?)```", (EXAMPLE.parent / page).read_text(), re.DOTALL)
    assert len(shown) >= 3
    for number, text in enumerate(shown):
        (tmp_path / str(number)).mkdir()
        assert trust_in(tmp_path / str(number), text) != Trust()


def test_without_a_file_nobody_is_trusted() -> None:
    assert trust_of(load()) == Trust()


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        (None, "the file"),
        ([], "the file"),
        ({"issuer": []}, "issuer"),
        ({"issuers": {}}, "issuers"),
        ({"issuers": [{**ISSUER, "audience": "x"}]}, "issuers[0].audience"),
        ({"issuers": [{**ISSUER, "audiences": []}]}, "issuers[0].audiences"),
        ({"issuers": [{**ISSUER, "audiences": "x"}]}, "issuers[0].audiences"),
        ({"issuers": [{name: ISSUER[name] for name in ISSUER if name != "tenant"}]}, "issuers[0].tenant"),
        ({"issuers": [{**ISSUER, "issuer": "http://idp.example"}]}, "issuers[0].issuer"),
        ({"issuers": [{**ISSUER, "issuer": "https://idp.example?a=b"}]}, "issuers[0].issuer"),
        ({"issuers": [{**ISSUER, "issuer": "file:///etc/passwd"}]}, "issuers[0].issuer"),
        ({"issuers": [{**ISSUER, "algorithms": ["HS256"]}]}, "issuers[0].algorithms[0]"),
        ({"issuers": [{**ISSUER, "algorithms": ["none"]}]}, "issuers[0].algorithms[0]"),
        ({"issuers": [{**ISSUER, "subject": {"type": "system"}}]}, "issuers[0].subject.type"),
        ({"issuers": [{**ISSUER, "subject": {"type": "user", "prefix": "a b"}}]}, "issuers[0].subject.prefix"),
        ({"issuers": [{**ISSUER, "subject": {"type": "user", "ids": {"a": "b c"}}}]}, "issuers[0].subject.ids.a"),
        ({"issuers": [{**ISSUER, "actor": "true"}]}, "issuers[0].actor"),
        ({"issuers": [{**ISSUER, "scopes": ["everything"]}]}, "issuers[0].scopes[0]"),
        ({"issuers": [{**ISSUER, "hosts": ["https://keys.example"]}]}, "issuers[0].hosts[0]"),
        ({"issuers": [{**ISSUER, "max_lifetime_seconds": "a day"}]}, "issuers[0].max_lifetime_seconds"),
        ({"issuers": [{**ISSUER, "max_lifetime_seconds": "0"}]}, "issuers[0].max_lifetime_seconds"),
        ({"issuers": [ISSUER, ISSUER]}, "issuers[1].audiences"),
        ({"issuers": [ISSUER, {**ISSUER, "tenant": "b", "audiences": ["x", *ISSUER["audiences"]]}]}, "issuers[1].audiences"),
        ({"providers": [{**PROVIDER, "kind": "saml"}]}, "providers[0].kind"),
        ({"providers": [{**PROVIDER, "issuer": "https://ann@idp.example"}]}, "providers[0].issuer"),
        ({"providers": [{"id": "ms", "kind": "microsoft", "tenant": "acme", "client_id": "x"}]}, "providers[0].issuer"),
        ({"providers": [{**PROVIDER, "users": {"claim": "name"}}]}, "providers[0].users.claim"),
        ({"providers": [{**PROVIDER, "users": {"create": "yes"}}]}, "providers[0].users.create"),
        ({"providers": [{**PROVIDER, "users": {"email_domains": ["@a.example"]}}]}, "providers[0].users.email_domains[0]"),
        ({"providers": [{**PROVIDER, "redirect_uris": ["http://app.example/"]}]}, "providers[0].redirect_uris[0]"),
        ({"providers": [PROVIDER, PROVIDER]}, "providers[1]"),
        ({"certificates": [{"tenant": "acme", "subject": "agent:a"}]}, "certificates[0]"),
        ({"certificates": [{**CERTIFICATE, "dns": "a.example"}]}, "certificates[0]"),
        ({"certificates": [{**CERTIFICATE, "uri": "spiffe://*/agent/a"}]}, "certificates[0].uri"),
        ({"certificates": [{**CERTIFICATE, "uri": "spiffe://acme.example/agent/a*"}]}, "certificates[0].uri"),
        ({"certificates": [{**CERTIFICATE, "uri": "spiffe://acme.example/agent/**"}]}, "certificates[0].uri"),
        ({"certificates": [{**CERTIFICATE, "uri": "*"}]}, "certificates[0].uri"),
        ({"certificates": [{"tenant": "acme", "dns": "*.example", "subject": "agent:a"}]}, "certificates[0].dns"),
        ({"certificates": [{**CERTIFICATE, "subject": "agent:{2}"}]}, "certificates[0].subject"),
        ({"certificates": [{**CERTIFICATE, "subject": "agent:{0}"}]}, "certificates[0].subject"),
        ({"certificates": [{**CERTIFICATE, "subject": "agent:{}"}]}, "certificates[0].subject"),
        ({"certificates": [{**CERTIFICATE, "subject": "system:{1}"}]}, "certificates[0].subject"),
        ({"certificates": [{**CERTIFICATE, "subject": "{1}"}]}, "certificates[0].subject"),
        ({"certificates": [CERTIFICATE, {**CERTIFICATE, "subject": "agent:x"}]}, "certificates[1]"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_its_path(tree: object, path: str) -> None:
    with pytest.raises(DocumentInvalidError) as refused:
        read_trust(tree)
    assert (refused.value.field or "the file") == path
    assert refused.value.message.startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("issuers: []\nissuers: []", "issuers: line 2"),
        ("issuers: &a []\nproviders: *a", "anchors"),
        ("issuers: !!python/object:os.system []", "tags"),
        ("issuers: [", "not YAML"),
        ("", "empty"),
        ("issuers:\n  - issuer: a\n    isuer: b", "issuers[0]"),
    ],
)
def test_a_start_with_a_wrong_file_names_file_and_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        trust_in(tmp_path, text)
    assert str(refused.value).startswith(f"REMIT_TRUST_FILE {tmp_path / 'trust.yaml'}: ")
    assert said in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"REMIT_TRUST_FILE .*absent\.yaml: No such file"):
        trust_of(load(trust_file=tmp_path / "absent.yaml"))


def test_the_installation_itself_is_no_issuer_of_others(tmp_path: Path) -> None:
    text = "issuers: [{issuer: 'https://remit.example', tenant: acme, audiences: [x], subject: {type: user}}]"
    with pytest.raises(ConfigError, match="this installation itself"):
        trust_in(tmp_path, text, issuer="https://remit.example")
    assert trust_in(tmp_path, text, issuer="https://other.example").issuers


def test_a_secret_of_a_client_is_never_repeated(tmp_path: Path) -> None:
    text = "providers: [{id: a, kind: oidc, tenant: acme, client_id: [hunter2], client_secret: hunter2}]"
    with pytest.raises(ConfigError) as refused:
        trust_in(tmp_path, text)
    assert "hunter2" not in str(refused.value)


@given(
    st.recursive(
        st.text(max_size=8) | st.sampled_from(["issuers", "tenant", "acme", "true", "https://a.example"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["issuers", "providers", "certificates", "tenant", "uri", "id"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_is_written_is_trust_or_a_sentence(tree: object) -> None:
    try:
        assert isinstance(read_trust(tree), Trust)
    except DocumentInvalidError as refused:
        assert refused.message
