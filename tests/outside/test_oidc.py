"""Signing in with a real provider, a process of its own, and with providers that lie, as none does that could be run."""

import base64
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from remit.errors import (
    BackendUnavailableError,
    CredentialExpiredError,
    CredentialMalformedError,
    CredentialUnknownError,
    RemitError,
)
from remit.identity.trust import Provider, ProviderKind
from remit.identity.vouched import Identity
from remit.outside.oidc import SignInProviders
from remit.outside.provider_kind import name_in_discovery, name_in_token
from tests.backends.oidc import Provider as RealProvider
from tests.backends.oidc import brought_back, oidc_provider
from tests.outside.issuer import TestIssuer
from tests.outside.neighbour import Asked, Neighbour, Reply, said
from tests.outside.signing_in import BACK, CHALLENGE, VERIFIER, exchange, provider_at, url_of

ORGANISATION = "72f988bf-86f1-41af-91ab-2d7cd011db47"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvider]:
    with oidc_provider(tmp_path_factory.mktemp("oidc")) as running:
        yield running


@pytest.fixture
def known(real: RealProvider, tmp_path: Path) -> Provider:
    """The real provider as an operator writes it down; it takes no client without a secret, and any with one."""
    (tmp_path / "the-secret").write_text("the-secret\n")
    return provider_at(real.issuer, client_secret_file=str(tmp_path / "the-secret"))


async def test_somebody_signs_in_with_a_real_provider(
    sign_in: SignInProviders, real: RealProvider, known: Provider
) -> None:
    real.know("ann-1", email="ann@acme.example", email_verified=True, name="Ann")
    url = await url_of(sign_in, known, login_hint="ann@acme.example")
    sent = brought_back(url)
    assert (sent["state"], sent["nonce"], sent["client_id"]) == ("the-state", "the-nonce", "remit")
    assert (sent["code_challenge"], sent["code_challenge_method"]) == (CHALLENGE, "S256")
    assert (sent["redirect_uri"], sent["response_type"], sent["login_hint"]) == (
        BACK,
        "code",
        "ann@acme.example",
    )
    assert sent["scope"] == "openid email profile"
    brought = real.sign_in(url, "ann-1")
    assert brought["state"] == "the-state"
    found = await exchange(sign_in, known, brought["code"])
    assert found == Identity("corp", "ann-1", "ann@acme.example", email_verified=True, display_name="Ann")


async def test_a_real_code_is_good_once_and_for_its_sign_in(
    sign_in: SignInProviders, real: RealProvider, known: Provider
) -> None:
    brought = real.sign_in(await url_of(sign_in, known), "bea")
    with pytest.raises(CredentialUnknownError, match="nonce"):
        await exchange(sign_in, known, brought["code"], nonce="another")
    with pytest.raises(CredentialUnknownError, match="does not take the code"):
        await exchange(sign_in, known, brought["code"])
    with pytest.raises(CredentialUnknownError, match="does not take the code"):
        await exchange(sign_in, known, "made-up")


async def test_an_address_that_a_real_provider_does_not_vouch_for_counts_for_nothing(
    sign_in: SignInProviders, real: RealProvider, known: Provider
) -> None:
    for verified in (False, None):
        real.know("eve", email="ann@acme.example", email_verified=verified)
        brought = real.sign_in(await url_of(sign_in, known), "eve")
        found = await exchange(sign_in, known, brought["code"])
        assert (found.email, found.email_verified) == ("ann@acme.example", False)


async def test_a_provider_that_is_away_is_told(sign_in: SignInProviders, other: Neighbour) -> None:
    for asking in (url_of(sign_in, provider_at(other.url)), exchange(sign_in, provider_at(other.url))):
        with pytest.raises(BackendUnavailableError):
            await asking


class Liar:
    """A provider that answers what a test says."""

    def __init__(self, issuer: TestIssuer) -> None:
        self.issuer = issuer
        self.token: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.kid = "one"
        document = {name: f"{issuer.url}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
        self.document: dict[str, Any] = {**document, "userinfo_endpoint": f"{issuer.url}/me"}
        issuer.publish("one", **self.document)
        issuer.neighbour.replies["/token_endpoint"] = self._answer

    @property
    def provider(self) -> Provider:
        return provider_at(self.issuer.url)

    @property
    def asked(self) -> Asked:
        """How tokens were asked for, the last time."""
        return next(one for one in reversed(self.issuer.neighbour.asked) if one.path == "/token_endpoint")

    def id_token(self) -> str:
        at = int(time.time())
        usual = {
            "aud": "remit",
            "sub": "ann",
            "iat": at,
            "exp": at + 600,
            "nonce": "the-nonce",
            "email": "a@acme.example",
        }
        claims = {name: value for name, value in {**usual, **self.claims}.items() if value is not None}
        return self.issuer.token(claims, self.kid, header=self.header)

    def _answer(self, _: Asked) -> Reply:
        usual = {"access_token": "the-access-token", "token_type": "Bearer", "id_token": self.id_token()}
        return said({name: value for name, value in {**usual, **self.token}.items() if value is not None})


@pytest.fixture
def liar(issuer: TestIssuer) -> Liar:
    return Liar(issuer)


async def test_what_is_asked_is_bound_to_the_sign_in(
    sign_in: SignInProviders, liar: Liar, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("a/se:cret\n")
    for secret in (str(tmp_path / "secret"), ""):
        assert (
            await exchange(sign_in, provider_at(liar.issuer.url, client_secret_file=secret))
        ).subject == "ann"
        form = {name: value[0] for name, value in parse_qs(liar.asked.body).items()}
        assert form["code_verifier"] == VERIFIER
        assert (form["grant_type"], form["code"], form["redirect_uri"]) == (
            "authorization_code",
            "the-code",
            BACK,
        )
        shown = base64.b64encode(b"remit:a/se:cret").decode()
        assert liar.asked.headers.get("authorization") == (f"Basic {shown}" if secret else None)
        # A public client says who it is in the body, for it has nothing to show.
        assert form.get("client_id") == (None if secret else "remit")
        assert "client_secret" not in form


async def test_a_secret_goes_into_the_body_where_the_provider_says_so(
    sign_in: SignInProviders, liar: Liar, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("the-secret\n")
    liar.issuer.publish("one", **liar.document, token_endpoint_auth_methods_supported=["client_secret_post"])
    await exchange(sign_in, provider_at(liar.issuer.url, client_secret_file=str(tmp_path / "secret")))
    asked = liar.asked
    assert parse_qs(asked.body)["client_secret"] == ["the-secret"]
    assert "authorization" not in asked.headers


async def test_a_secret_that_cannot_be_read_is_told_without_it(
    sign_in: SignInProviders, liar: Liar, tmp_path: Path
) -> None:
    provider = provider_at(liar.issuer.url, client_secret_file=str(tmp_path / "absent"))
    with pytest.raises(BackendUnavailableError, match="secret of the provider corp cannot be read"):
        await exchange(sign_in, provider)


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"nonce": "another"}, CredentialUnknownError),
        ({"nonce": None}, CredentialUnknownError),
        ({"nonce": 7}, CredentialUnknownError),
        ({"aud": "another"}, CredentialUnknownError),
        ({"aud": []}, CredentialUnknownError),
        ({"aud": ["remit", "another"]}, CredentialUnknownError),
        ({"aud": ["remit", "another"], "azp": "another"}, CredentialUnknownError),
        ({"azp": "another"}, CredentialUnknownError),
        ({"iss": "https://idp.example"}, CredentialUnknownError),
        ({"exp": 1_600_000_000}, CredentialExpiredError),
        ({"iat": 4_000_000_000, "exp": 4_000_000_100}, CredentialExpiredError),
        ({"exp": None}, CredentialMalformedError),
        ({"sub": None}, CredentialMalformedError),
        ({"sub": 7}, CredentialMalformedError),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, CredentialUnknownError),
        ({"at_hash": 7}, CredentialUnknownError),
    ],
)
async def test_a_token_of_another_sign_in_is_refused(
    sign_in: SignInProviders, liar: Liar, claims: dict[str, Any], error: type[RemitError]
) -> None:
    liar.claims = claims
    with pytest.raises(error):
        await exchange(sign_in, liar.provider)


async def test_what_fits_is_taken(sign_in: SignInProviders, liar: Liar) -> None:
    half = hashlib.sha256(b"the-access-token").digest()[:16]
    liar.claims = {
        "aud": ["remit", "another"],
        "azp": "remit",
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        "name": "Ann",
    }
    assert (await exchange(sign_in, liar.provider)).display_name == "Ann"


@pytest.mark.parametrize(
    "token",
    [
        {"id_token": None},
        {"id_token": "a.b.c"},
        {"id_token": 7},
        {"access_token": None},
        {"access_token": ""},
    ],
)
async def test_an_answer_without_tokens_is_refused(
    sign_in: SignInProviders, liar: Liar, token: dict[str, Any]
) -> None:
    liar.token = token
    with pytest.raises((CredentialUnknownError, CredentialMalformedError, BackendUnavailableError)):
        await exchange(sign_in, liar.provider)


async def test_a_token_of_a_key_that_is_not_published_is_refused(
    sign_in: SignInProviders, liar: Liar
) -> None:
    liar.kid = "secret"
    with pytest.raises(CredentialUnknownError):
        await exchange(sign_in, liar.provider)


@pytest.mark.parametrize(
    "header", [{"jku": "{url}/theirs"}, {"typ": "at+jwt"}, {"crit": ["b64"], "b64": False}]
)
async def test_a_token_that_brings_its_own_key_is_refused(
    sign_in: SignInProviders, liar: Liar, header: dict[str, Any]
) -> None:
    liar.header = header
    with pytest.raises(CredentialMalformedError):
        await exchange(sign_in, liar.provider)


async def test_user_info_is_read_where_the_token_has_no_address_and_is_of_the_same(
    sign_in: SignInProviders, liar: Liar
) -> None:
    liar.claims = {"email": None}
    replies = liar.issuer.neighbour.replies
    replies["/me"] = said({"sub": "ann", "email": "ann@acme.example", "email_verified": True, "name": "Ann"})
    found = await exchange(sign_in, liar.provider)
    assert found == Identity("corp", "ann", "ann@acme.example", email_verified=True, display_name="Ann")
    assert liar.issuer.neighbour.asked[-1].headers["authorization"] == "Bearer the-access-token"
    for other in ({"sub": "bea"}, {}, {"sub": "ann "}):
        replies["/me"] = said({"email": "bea@acme.example", "email_verified": True, **other})
        with pytest.raises(CredentialUnknownError, match="somebody else"):
            await exchange(sign_in, liar.provider)
    # What was signed goes before what was not.
    liar.claims = {"email": None, "email_verified": False}
    replies["/me"] = said({"sub": "ann", "email": "ann@acme.example", "email_verified": True})
    assert not (await exchange(sign_in, liar.provider)).email_verified


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said({"error": "invalid_grant"}, status=400), CredentialUnknownError),
        (said({"error": "invalid_client"}, status=401), BackendUnavailableError),
        (said({"error": "temporarily_unavailable"}, status=503), BackendUnavailableError),
        (Reply(b"<html>", kind="text/html"), BackendUnavailableError),
        (Reply(b"[]"), BackendUnavailableError),
        (Reply(b"x" * 300_000), BackendUnavailableError),
        (Reply(status=302, headers=("Location: /other",)), BackendUnavailableError),
    ],
)
async def test_what_the_token_endpoint_refuses_is_told_apart(
    sign_in: SignInProviders, liar: Liar, reply: Reply, error: type[RemitError]
) -> None:
    liar.issuer.neighbour.replies["/token_endpoint"] = reply
    with pytest.raises(error) as told:
        await exchange(sign_in, liar.provider)
    for secret in ("the-code", VERIFIER, "the-nonce", "<html>"):
        assert secret not in str(told.value)
    assert liar.issuer.neighbour.count("/other") == 0


async def test_a_provider_without_a_door_is_told(sign_in: SignInProviders, issuer: TestIssuer) -> None:
    for asking in (url_of(sign_in, provider_at(issuer.url)), exchange(sign_in, provider_at(issuer.url))):
        with pytest.raises(BackendUnavailableError, match="names no"):
            await asking


def test_an_organisation_of_microsoft_is_named_by_its_token() -> None:
    """Microsoft's document for all organisations calls itself a template; each token names its own."""
    many = provider_at("https://login.microsoftonline.com/organizations/v2.0", ProviderKind.MICROSOFT)
    assert name_in_discovery(many) == "https://login.microsoftonline.com/{tenantid}/v2.0"
    assert name_in_token(many, ORGANISATION) == f"https://login.microsoftonline.com/{ORGANISATION}/v2.0"
    for strange in (None, "", "common", ORGANISATION.upper(), f"{ORGANISATION}/../x", f"{ORGANISATION}\n", 7):
        assert name_in_token(many, strange) == ""
    one = provider_at(f"https://login.microsoftonline.com/{ORGANISATION}/v2.0", ProviderKind.MICROSOFT)
    assert (name_in_discovery(one), name_in_token(one, "anything")) == ("", one.issuer)


async def test_microsofts_address_counts_when_its_domain_was_verified(
    sign_in: SignInProviders, liar: Liar
) -> None:
    provider = provider_at(liar.issuer.url, ProviderKind.MICROSOFT)
    for claims, verified in (
        ({"email_verified": True}, False),
        ({"xms_edov": True}, True),
        ({"xms_edov": "0"}, False),
    ):
        liar.claims = claims
        assert (await exchange(sign_in, provider)).email_verified is verified
