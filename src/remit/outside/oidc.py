"""Signing in with other people's providers: where to send a browser, and who came back. Never decides which user that is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from remit.errors import BackendUnavailableError, CredentialUnknownError
from remit.identity.trust import Provider, ProviderKind
from remit.identity.vouched import Identity
from remit.outside.discovery import Directory, Discovered
from remit.outside.http import Web, refusing
from remit.outside.id_token import Expected, read_id_token
from remit.outside.jwks import KeySets
from remit.outside.provider_kind import PARTICULARS, github_doors, name_in_discovery

_NOT_TAKEN: Final = frozenset(
    {"access_denied", "bad_verification_code", "invalid_grant", "redirect_uri_mismatch"}
)
"""What providers say of a code or verifier that is no good; all else is a fault of theirs, or of the settings."""
_MAX_NAME: Final = 256


class SignInProviders:
    """Speaks OpenID Connect, and GitHub's OAuth 2.0, as a client."""

    def __init__(self, web: Web, directory: Directory, *, keys: KeySets) -> None:
        """Ask over `web`; fetch nothing yet."""
        self._web = web
        self._directory = directory
        self._keys = keys

    async def authorization_url(
        self,
        provider: Provider,
        *,
        redirect_uri: str,
        state: str,
        nonce: str,
        code_challenge: str,
        login_hint: str = "",
    ) -> str:
        """Return where to send the browser. May wait for the provider's discovery document.

        Args:
            provider: as the operator wrote it down.
            redirect_uri: where the browser comes back to, checked already.
            state: comes back with the browser.
            nonce: comes back within the id_token; GitHub has none.
            code_challenge: of PKCE, S256.
            login_hint: the address that the provider may fill in; empty for none.

        Raises:
            BackendUnavailableError: when the provider does not answer as it must.
        """
        extra = {"login_hint": login_hint} if login_hint else {}
        if provider.kind is ProviderKind.GITHUB:
            url = github_doors(provider.issuer).authorize
            extra = {"login": login_hint} if login_hint else {}
        else:
            url = _given((await self._discover(provider)).authorization_endpoint, "authorization_endpoint")
            extra["nonce"] = nonce
        async with self._client(provider, "none", redirect_uri=redirect_uri) as client:
            made, _ = client.create_authorization_url(
                url, state=state, code_challenge=code_challenge, code_challenge_method="S256", **extra
            )
        return str(made)

    async def exchange(
        self, provider: Provider, *, code: str, code_verifier: str, redirect_uri: str, nonce: str, now: int
    ) -> Identity:
        """Turn the provider's code into who signed in.

        Args:
            provider: as the operator wrote it down.
            code: as the browser brought it.
            code_verifier: of PKCE.
            redirect_uri: the one that the sign-in began with.
            nonce: the one that the sign-in began with.
            now: microseconds since the epoch.

        Raises:
            CredentialUnknownError: when the provider does not take the code or verifier, or what it vouches for is not for
                this client, this sign-in and this moment; also CredentialMalformedError and CredentialExpiredError.
            BackendUnavailableError: when the provider does not answer as it must.
        """
        sent = {"code": code, "code_verifier": code_verifier, "redirect_uri": redirect_uri}
        if provider.kind is ProviderKind.GITHUB:
            return await self._from_github(provider, sent)
        discovered = await self._discover(provider)
        method = "client_secret_post" if discovered.secret_in_body else "client_secret_basic"
        url = _given(discovered.token_endpoint, "token_endpoint")
        got = await self._fetch_token(provider, url, method=method, sent=sent)
        access_token = _text(got, "access_token")
        expected = Expected(nonce, access_token, now)
        claims = await read_id_token(got.get("id_token"), provider, keys=self._keys, expected=expected)
        if "email" not in claims and discovered.userinfo_endpoint:
            claims = await self._with_user_info(
                claims, discovered.userinfo_endpoint, access_token=access_token
            )
        return _identity(provider, claims)

    async def _discover(self, provider: Provider) -> Discovered:
        hosts = provider.hosts + PARTICULARS[provider.kind].hosts
        return await self._directory.of(provider.issuer, hosts=hosts, named=name_in_discovery(provider))

    async def _fetch_token(
        self, provider: Provider, url: str, *, method: str, sent: Mapping[str, str]
    ) -> Mapping[str, Any]:
        async with self._client(provider, method, redirect_uri=sent["redirect_uri"]) as client:
            try:
                with refusing(url):
                    found = await client.fetch_token(url, grant_type="authorization_code", **sent)
            except OAuthError as error:
                raise _told(provider, str(error.error)) from None
            except ValueError:
                message = f"the provider {provider.id} does not answer as it must: its tokens are no JSON"
                raise BackendUnavailableError(message, retry_after=1.0) from None
        return dict(found)

    def _client(self, provider: Provider, method: str, *, redirect_uri: str) -> AsyncOAuth2Client:
        secret = _secret(provider) if method != "none" else ""
        return AsyncOAuth2Client(
            provider.client_id,
            secret or None,
            token_endpoint_auth_method=method if secret else "none",
            scope=" ".join(provider.scopes or PARTICULARS[provider.kind].scopes),
            redirect_uri=redirect_uri,
            transport=self._web.transport,
            trust_env=False,
            follow_redirects=False,
        )

    async def _with_user_info(
        self, claims: Mapping[str, Any], url: str, *, access_token: str
    ) -> Mapping[str, Any]:
        found = (await self._web.get(url, {"Authorization": f"Bearer {access_token}"})).body
        # OpenID Connect Core 1.0, 5.3.2: else it could be told of somebody else.
        if found.get("sub") != claims["sub"]:
            message = "what the sign-in provider sent is not taken: its user info is of somebody else; sign in again"
            raise CredentialUnknownError(message)
        return {**found, **claims}

    async def _from_github(self, provider: Provider, sent: Mapping[str, str]) -> Identity:
        doors = github_doors(provider.issuer)
        got = await self._fetch_token(provider, doors.token, method="client_secret_post", sent=sent)
        headers = {
            "Authorization": f"Bearer {_text(got, 'access_token')}",
            "Accept": "application/vnd.github+json",
        }
        user = (await self._web.get(f"{doors.api}/user", headers)).body
        number = user.get("id")
        # Names there change hands; numbers do not.
        if not isinstance(number, int) or isinstance(number, bool):
            raise BackendUnavailableError(
                f"the provider {provider.id} does not say who signed in", retry_after=1.0
            )
        email = ""
        for one in await self._web.list_of(f"{doors.api}/user/emails", headers):
            if isinstance(one, dict) and one.get("primary") is True and one.get("verified") is True:
                email = _text(one, "email")
        name = user.get("name") or user.get("login")
        return Identity(provider.id, str(number), email, bool(email), _name(name))


def _identity(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    email = claims.get("email")
    verified = any(claims.get(name) in (True, "true") for name in PARTICULARS[provider.kind].verified_by)
    return Identity(
        provider.id,
        claims["sub"],
        email if isinstance(email, str) else "",
        verified and isinstance(email, str),
        _name(claims.get("name") or claims.get("preferred_username")),
    )


def _name(text: object) -> str:
    return text[:_MAX_NAME] if isinstance(text, str) and text.isprintable() else ""


def _text(found: Mapping[str, Any], name: str) -> str:
    text = found.get(name)
    if not isinstance(text, str) or not text:
        message = f"the sign-in provider does not answer as it must: it sent no {name}"
        raise BackendUnavailableError(message, retry_after=1.0)
    return text


def _given(url: str, name: str) -> str:
    if not url:
        message = f"the sign-in provider's discovery document names no {name}"
        raise BackendUnavailableError(message, retry_after=30.0)
    return url


def _told(provider: Provider, error: str) -> CredentialUnknownError | BackendUnavailableError:
    if error in _NOT_TAKEN:
        return CredentialUnknownError(
            f"the provider {provider.id} does not take the code or its verifier; sign in again"
        )
    message = f"the provider {provider.id} gives no tokens ({ascii(error)[1:-1][:64]}); are its client_id and secret right?"
    return BackendUnavailableError(message, retry_after=1.0)


def _secret(provider: Provider) -> str:
    """Return the client's secret; empty for a public client. Read each time, so that a new one needs no restart."""
    if not provider.client_secret_file:
        return ""
    try:
        return Path(provider.client_secret_file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        message = f"the secret of the provider {provider.id} cannot be read; see its client_secret_file"
        raise BackendUnavailableError(message, retry_after=30.0) from None
