"""Whom an installation trusts besides its own keys: sign-in providers, issuers of tokens, client certificates.

Values alone; `trust_file.py` reads them from what an operator writes. Never fetches anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProviderKind(StrEnum):
    """What a sign-in provider speaks."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    GITHUB = "github"
    """OAuth 2.0 without OpenID Connect: who signed in is read from its API."""
    OIDC = "oidc"
    """Any provider of OpenID Connect, found by discovery at its issuer."""


@dataclass(frozen=True, slots=True)
class UserRule:
    """Which user of the tenant somebody is who signed in at a provider."""

    claim: str = "sub"
    """The claim that makes the id: `sub`, or `email` where the provider has verified it."""
    prefix: str = ""
    """Put before the claim's text: `github/` makes `user:github/1234`."""
    create: bool = False
    """Whether somebody new becomes a user at the first sign-in; else who is not there is refused."""
    roles: tuple[str, ...] = ()
    """Roles that a user made so is bound to."""
    email_domains: tuple[str, ...] = ()
    """Only with a verified address of one of these domains; empty means any."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One sign-in provider of one tenant."""

    id: str
    """As `GetAuthorizationUrl` names it: `google`."""
    kind: ProviderKind
    tenant: str
    client_id: str
    client_secret_file: str = ""
    """Path of the file that holds the client's secret; empty for a public client, which PKCE alone protects."""
    issuer: str = ""
    """`https://login.example`; empty for the kinds whose issuer is known."""
    scopes: tuple[str, ...] = ()
    """Asked for; empty means those that the kind needs."""
    redirect_uris: tuple[str, ...] = ()
    """Where the browser may be sent, besides loopback addresses."""
    hosts: tuple[str, ...] = ()
    """Hosts other than the issuer's that its discovery document may name for keys, codes and user info."""
    users: UserRule = field(default_factory=UserRule)


@dataclass(frozen=True, slots=True)
class SubjectRule:
    """Which subject of the tenant a verified token or certificate speaks for."""

    type: str
    """`user`, `agent` or `service`."""
    claim: str = "sub"
    """The claim whose text makes the id."""
    prefix: str = ""
    """Put before it."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """From the claim's text to the id, for what has no good text; when not empty, nobody else is known."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer whose tokens a tenant accepts."""

    issuer: str
    """Exactly as in `iss`: `https://idp.example`."""
    tenant: str
    audiences: tuple[str, ...]
    """One of these must be in `aud`."""
    subject: SubjectRule
    algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA")
    """Taken at all; each key of the issuer is besides good for its own algorithm alone."""
    scopes_claim: str = ""
    """A claim (text with spaces, or a list) of action patterns that the token is limited to. Empty: none is read."""
    scopes: tuple[str, ...] = ()
    """Action patterns that every token of the issuer is limited to. Empty: no limit."""
    actor: SubjectRule | None = None
    """Who acts by a token's `act.sub`, for the token's subject and without a recorded delegation; each further `act`
    within it likewise. None: tokens with `act` are refused, since whoever shows one is not its subject."""
    hosts: tuple[str, ...] = ()
    """Hosts other than the issuer's that its discovery document may name for keys."""
    max_lifetime: int = 86_400_000_000
    """Microseconds from `iat` to `exp`, at most; longer ones are refused. A day."""


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """Which subject a client certificate speaks for, by one of its subject alternative names."""

    tenant: str
    uri: str = ""
    """A URI such as `spiffe://acme.example/agent/*`; `*` stands for one whole path segment. Empty: `dns` counts."""
    dns: str = ""
    """A DNS name, exactly. Empty: `uri` counts."""
    subject: str = ""
    """The ref, such as `agent:{1}`, where `{1}` is what the first `*` stands for."""
    scopes: tuple[str, ...] = ()
    """Action patterns that it is limited to. Empty: no limit."""


@dataclass(frozen=True, slots=True)
class Trust:
    """All of it; by itself, nobody."""

    providers: tuple[Provider, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    certificates: tuple[CertificateRule, ...] = ()
