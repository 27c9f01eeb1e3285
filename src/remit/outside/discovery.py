"""OpenID Connect discovery: what an issuer says of itself. Takes nothing that leads away from the issuer's own host."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from remit.clock import monotonic
from remit.errors import BackendUnavailableError
from remit.identity.web_url import is_on, web_url
from remit.outside.http import Web
from remit.outside.kept import Kept

WELL_KNOWN: Final = "/.well-known/openid-configuration"
COOL_DOWN: Final = 25.0
"""Seconds between two fetches of one document: fewer than of what it leads to, so that who tries that again finds it so."""

_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What an issuer says of itself, as far as it matters here. Texts are empty where it says nothing."""

    issuer: str
    """As it names itself."""
    jwks_uri: str
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    userinfo_endpoint: str = ""
    secret_in_body: bool = False
    """Whether clients show their secret in the body (`client_secret_post`), since it does not take it in the header."""


class Directory:
    """The documents of all issuers that are asked for."""

    def __init__(self, web: Web, elapsed: Callable[[], float] = monotonic) -> None:
        """Fetch nothing yet."""
        self._web = web
        self._elapsed = elapsed
        self._kept: dict[tuple[str, str, tuple[str, ...]], Kept[Discovered]] = {}

    async def of(self, issuer: str, *, hosts: tuple[str, ...] = (), named: str = "") -> Discovered:
        """Return what an issuer says of itself.

        Source: OpenID Connect Discovery 1.0, 4.3.

        Args:
            issuer: where its document is: `https://idp.example`.
            hosts: other hosts that its endpoints may be on, as `WebUrl.place` writes them.
            named: the name that it must give itself, where that is not where its document is; else empty.

        Raises:
            BackendUnavailableError: when its document cannot be had, or is not to be trusted.
        """
        name = named or issuer
        key = (issuer, name, hosts)
        if key not in self._kept:
            self._kept[key] = Kept(
                f"the discovery document of {issuer}",
                lambda: self._fetch(issuer, named=name, hosts=hosts),
                cool_down=COOL_DOWN,
                elapsed=self._elapsed,
            )
        return await self._kept[key].get()

    async def _fetch(
        self, issuer: str, *, named: str, hosts: tuple[str, ...]
    ) -> tuple[Discovered, float | None]:
        answer = await self._web.get(issuer.rstrip("/") + WELL_KNOWN)
        return read_discovery(answer.body, issuer, named=named, hosts=hosts), answer.max_age


def read_discovery(body: Mapping[str, Any], issuer: str, *, named: str, hosts: tuple[str, ...]) -> Discovered:
    """Return what a discovery document says.

    Raises:
        BackendUnavailableError: when it is another issuer's, has no keys, or names an endpoint elsewhere.
    """
    if body.get("issuer") != named:
        raise _refused(issuer, "it is another issuer's")
    found = {name: _endpoint(body, name, issuer=issuer, hosts=hosts) for name in _ENDPOINTS}
    if not found["jwks_uri"]:
        raise _refused(issuer, "it names no jwks_uri")
    methods = body.get("token_endpoint_auth_methods_supported")
    in_body = (
        isinstance(methods, list) and "client_secret_basic" not in methods and "client_secret_post" in methods
    )
    return Discovered(named, secret_in_body=in_body, **found)


def _endpoint(body: Mapping[str, Any], name: str, *, issuer: str, hosts: tuple[str, ...]) -> str:
    text = body.get(name, "")
    if text == "":
        return ""
    try:
        fits = isinstance(text, str) and is_on(web_url(text), issuer=web_url(issuer), hosts=hosts)
    except ValueError:
        fits = False
    if not fits:
        raise _refused(
            issuer, f"its {name} is elsewhere; if it should be, name that host in the rule's hosts"
        )
    return str(text)


def _refused(issuer: str, why: str) -> BackendUnavailableError:
    return BackendUnavailableError(
        f"the discovery document of {issuer} is not taken: {why}", retry_after=30.0
    )
