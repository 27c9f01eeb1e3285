"""Signing in with GitHub's shape, written by hand after its pages: there is no GitHub that could run here."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from remit.errors import BackendUnavailableError, CredentialUnknownError
from remit.identity.trust import Provider, ProviderKind
from remit.identity.vouched import Identity
from remit.outside.oidc import SignInProviders
from tests.backends.oidc import brought_back
from tests.outside.neighbour import Asked, Neighbour, Reply, said
from tests.outside.signing_in import VERIFIER, exchange, url_of


class GitHub:
    """GitHub's shape, as GitHub Enterprise Server has it, by hand."""

    def __init__(self, neighbour: Neighbour) -> None:
        self.neighbour = neighbour
        self.user: dict[str, Any] = {"id": 583_231, "login": "octocat", "name": "The Octocat"}
        self.emails: Any = [
            {"email": "old@acme.example", "primary": False, "verified": True},
            {"email": "cat@acme.example", "primary": True, "verified": True},
        ]
        neighbour.replies["/login/oauth/access_token"] = self._token
        neighbour.replies["/api/v3/user"] = lambda _: said(self.user)
        neighbour.replies["/api/v3/user/emails"] = lambda _: said(self.emails)

    @property
    def provider(self) -> Provider:
        return Provider("github", ProviderKind.GITHUB, "acme", "remit", issuer=self.neighbour.url)

    def _token(self, asked: Asked) -> Reply:
        # GitHub answers 200 to a code that is no good.
        if parse_qs(asked.body)["code"] != ["the-code"]:
            return said({"error": "bad_verification_code"})
        return said({"access_token": "gho_secret", "token_type": "bearer", "scope": "read:user"})


@pytest.fixture
def github(other: Neighbour) -> GitHub:
    return GitHub(other)


async def test_somebody_signs_in_with_githubs_shape(sign_in: SignInProviders, github: GitHub) -> None:
    url = await url_of(sign_in, github.provider)
    assert url.startswith(f"{github.neighbour.url}/login/oauth/authorize?")
    sent = brought_back(url)
    assert (sent["scope"], sent["code_challenge_method"]) == ("read:user user:email", "S256")
    assert "nonce" not in sent
    found = await exchange(sign_in, github.provider)
    assert found == Identity(
        "github", "583231", "cat@acme.example", email_verified=True, display_name="The Octocat"
    )
    form = parse_qs(github.neighbour.asked[0].body)
    assert form["code_verifier"] == [VERIFIER]
    assert {one.headers["authorization"] for one in github.neighbour.asked[1:]} == {"Bearer gho_secret"}


async def test_githubs_own_house_is_asked_at_its_own_doors(sign_in: SignInProviders) -> None:
    provider = Provider("github", ProviderKind.GITHUB, "acme", "remit", issuer="https://github.com")
    assert (await url_of(sign_in, provider)).startswith("https://github.com/login/oauth/authorize?")


async def test_a_code_that_github_does_not_take_is_told(sign_in: SignInProviders, github: GitHub) -> None:
    with pytest.raises(CredentialUnknownError):
        await exchange(sign_in, github.provider, "another")


@pytest.mark.parametrize("user", [{}, {"id": "583231"}, {"id": True}, {"id": None, "login": "octocat"}])
async def test_a_name_that_changes_hands_is_nobody(
    sign_in: SignInProviders, github: GitHub, user: dict[str, Any]
) -> None:
    github.user = user
    with pytest.raises(BackendUnavailableError, match="does not say who"):
        await exchange(sign_in, github.provider)


@pytest.mark.parametrize(
    "emails",
    [
        [],
        [{"email": "cat@acme.example", "primary": True, "verified": False}],
        [{"email": "cat@acme.example", "primary": False, "verified": True}],
        [{"email": "cat@acme.example", "primary": True, "verified": "true"}],
    ],
)
async def test_only_a_primary_and_verified_address_of_github_counts(
    sign_in: SignInProviders, github: GitHub, emails: object
) -> None:
    github.emails = emails
    found = await exchange(sign_in, github.provider)
    assert (found.email, found.email_verified) == ("", False)


async def test_nothing_secret_is_shown(sign_in: SignInProviders, github: GitHub) -> None:
    github.neighbour.replies["/api/v3/user"] = Reply(json.dumps({"token": "gho_secret"}).encode(), status=401)
    with pytest.raises(BackendUnavailableError) as told:
        await exchange(sign_in, github.provider)
    assert "gho_secret" not in str(told.value)
