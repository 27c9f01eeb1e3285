"""What is particular to each kind of sign-in provider: hosts, scopes, and where GitHub keeps its doors. Values alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from remit.identity.trust import Provider, ProviderKind

_USUAL_SCOPES: Final = ("openid", "email", "profile")
_GITHUB: Final = "https://github.com"
_MICROSOFT_TEMPLATE: Final = re.compile(r"(https://[^/]+/)(common|organizations|consumers)(/v2\.0)").fullmatch
_TENANT: Final = "{tenantid}"
_IS_TENANT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a kind has that others have not."""

    scopes: tuple[str, ...] = _USUAL_SCOPES
    """Asked for where the rule says nothing."""
    hosts: tuple[str, ...] = ()
    """Other hosts that its discovery document names."""
    verified_by: tuple[str, ...] = ("email_verified",)
    """Claims of which one must be true for an address to count as verified."""


PARTICULARS: Final[Mapping[ProviderKind, Particulars]] = {
    ProviderKind.GOOGLE: Particulars(
        hosts=("oauth2.googleapis.com", "openidconnect.googleapis.com", "www.googleapis.com")
    ),
    # Anybody who runs an organisation there writes what addresses they like; `xms_edov` says that one was verified.
    ProviderKind.MICROSOFT: Particulars(hosts=("graph.microsoft.com",), verified_by=("xms_edov",)),
    ProviderKind.GITHUB: Particulars(scopes=("read:user", "user:email")),
    ProviderKind.OIDC: Particulars(),
}


@dataclass(frozen=True, slots=True)
class GitHubDoors:
    """Where GitHub, or a GitHub Enterprise Server, is asked."""

    authorize: str
    token: str
    api: str


def github_doors(issuer: str) -> GitHubDoors:
    """Return the doors of `https://github.com`, or of a server of one's own.

    Source: GitHub's pages on authorizing OAuth apps, and on the REST API of Enterprise Server.
    """
    base = issuer.rstrip("/")
    api = "https://api.github.com" if base == _GITHUB else f"{base}/api/v3"
    return GitHubDoors(f"{base}/login/oauth/authorize", f"{base}/login/oauth/access_token", api)


def name_in_discovery(provider: Provider) -> str:
    """Return what the provider's discovery document calls it, where that is not its own address; else empty."""
    found = _MICROSOFT_TEMPLATE(provider.issuer) if provider.kind is ProviderKind.MICROSOFT else None
    return f"{found[1]}{_TENANT}{found[3]}" if found else ""


def name_in_token(provider: Provider, tenant: object) -> str:
    """Return what the provider's tokens must call it; empty when they cannot be its.

    Args:
        provider: as the operator wrote it down.
        tenant: what the token's `tid` says, unverified: Microsoft puts it into `iss`.
    """
    template = name_in_discovery(provider)
    if not template:
        return provider.issuer
    fits = isinstance(tenant, str) and _IS_TENANT(tenant) is not None
    return template.replace(_TENANT, str(tenant)) if fits else ""
