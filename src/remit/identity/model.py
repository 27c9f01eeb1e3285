"""Who is asking: subjects, their groups, keys, sessions, runs and delegations. Pure values; never reads or writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final

OPERATOR_TENANT: Final = "platform"
"""The tenant whose administrators operate the platform; only its credentials may name another tenant."""


class State(StrEnum):
    """Whether a subject or tenant may act."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class LifeState(StrEnum):
    """Whether a session or run is open."""

    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


LOST: Final = "LOST"
"""The outcome of a run whose lease ran out without a sign of it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A user, agent, service or system that acts. Its id is written `agent:researcher-7`."""

    kind: ClassVar[str] = "subject"
    id: str
    display_name: str = ""
    state: State = State.ACTIVE
    attributes_json: str = ""
    expires_at: int | None = None
    created_at: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    suspend_reason: str = ""
    """Why it is suspended, for a human."""
    owner: str = ""
    """Who answers for it, such as the user who runs an agent; empty means nobody."""
    updated_at: int = 0


def is_active(subject: Subject, at: int) -> bool:
    """Tell whether a subject may act at an instant: neither suspended nor expired."""
    return subject.state is State.ACTIVE and (subject.expires_at is None or at < subject.expires_at)


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of subjects to which roles can be bound; its id is bare (`operators`)."""

    kind: ClassVar[str] = "group"
    id: str
    display_name: str = ""
    members: tuple[str, ...] = ()
    created_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class Team:
    """A named set of subjects that share budgets; its id is bare (`research`)."""

    kind: ClassVar[str] = "team"
    id: str
    display_name: str = ""
    members: tuple[str, ...] = ()
    created_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A credential. The secret is shown once; here is only its SHA-256, which is also how a key is found."""

    kind: ClassVar[str] = "api_key"
    id: str
    """SHA-256 of the whole secret, hexadecimal: the key's place in storage."""
    key_id: str
    """The public name, `key_…`."""
    owner: str
    """The subject that it speaks for."""
    name: str = ""
    scopes: tuple[str, ...] = ()
    """Actions that it is limited to, as patterns; empty means all that its owner may."""
    networks: tuple[str, ...] = ()
    """CIDR networks that it may be used from; empty means any."""
    created_at: int = 0
    expires_at: int | None = None
    revoked_at: int | None = None
    hint: str = ""
    """The last characters of the secret, so that a person can tell keys apart."""
    replaced_by: str = ""
    """`key_…` of the key that replaces it; empty when it was not rotated."""
    revoke_reason: str = ""
    """Why it was revoked, for a human."""


@dataclass(frozen=True, slots=True)
class Session:
    """A span of an agent's work with its own token budget."""

    kind: ClassVar[str] = "session"
    id: str
    owner: str
    state: LifeState = LifeState.ACTIVE
    started_at: int = 0
    ended_at: int | None = None
    token_limit: int | None = None
    """Tokens that the session may use; None means that only other budgets limit it."""
    labels: Mapping[str, str] = field(default_factory=dict)
    on_behalf_of: str = ""
    """For whom the subject acts; empty means for itself."""
    end_reason: str = ""
    """Why it was ended, for a human."""
    expires_at: int | None = None
    """When it ends by itself; None: it does not."""


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of an agent."""

    kind: ClassVar[str] = "run"
    id: str
    owner: str
    state: LifeState = LifeState.ACTIVE
    session_id: str = ""
    started_at: int = 0
    ended_at: int | None = None
    outcome: str = ""
    """How it ended: `SUCCEEDED`, `FAILED`, `CANCELLED`, or `LOST` without a word; empty while it runs."""
    labels: Mapping[str, str] = field(default_factory=dict)
    on_behalf_of: str = ""
    """For whom the agent acts; empty means for itself."""
    parent_run_id: str = ""
    """The run that started this one; empty when none did."""
    name: str = ""
    manifest_id: str = ""
    """The manifest under which it began, `man_…`; empty when the agent had none."""
    error_code: str = ""
    error_message: str = ""
    """What went wrong; empty when nothing did."""
    lease: int | None = None
    """Microseconds that it lives without a sign; None: until it is ended."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """A recorded, expiring, revocable grant: `delegate` may act on behalf of `owner`, within what it says.

    It is the owner's own, or passes another on: then it counts no longer, and no further, than that one.
    """

    kind: ClassVar[str] = "delegation"
    id: str
    """`<owner>>><delegate>`: one live grant for each pair."""
    owner: str
    """On whose behalf: where the chain begins."""
    delegate: str
    delegation_id: str = ""
    actions: tuple[str, ...] = ("*:*",)
    expires_at: int | None = None
    revoked_at: int | None = None
    created_at: int = 0
    depth: int = 1
    """How often it may be passed on; 1 means not at all."""
    revoke_reason: str = ""
    """Why it was revoked, for a human."""
    resources: tuple[str, ...] = ("*",)
    """Patterns over `type:id`."""
    passed_by: str = ""
    """Who passed it on; empty when the owner granted it."""
    parent_id: str = ""
    """`del_…` of the grant that it passes on, which is the one from the owner to `passed_by`; empty when none."""

    @property
    def grantor(self) -> str:
        """Who granted it."""
        return self.passed_by or self.owner


_HOUR: Final = 3_600_000_000


class CredentialKind(StrEnum):
    """What somebody shows to say who they are."""

    API_KEY = "API_KEY"
    TOKEN = "TOKEN"  # noqa: S105  the name of a kind
    EXTERNAL_TOKEN = "EXTERNAL_TOKEN"  # noqa: S105  as above
    CERTIFICATE = "CERTIFICATE"


@dataclass(frozen=True, slots=True)
class TokenFamily:
    """Tokens that came from one sign-in or one call: an access token, and all that its refresh tokens brought.

    Revoking a family ends all of them. No token and no hash of one is kept: what is shown is signed.
    """

    kind: ClassVar[str] = "token_family"
    id: str
    """`tok_…`; the access tokens of the family have the ids `<id>.1`, `<id>.2` and so on."""
    owner: str
    """The subject that the tokens speak for: who acts."""
    scopes: tuple[str, ...] = ()
    """Actions that they are limited to, as patterns; empty means all that their owner may."""
    audiences: tuple[str, ...] = ()
    """Who may accept them; empty means this installation."""
    on_behalf_of: str = ""
    """For whom the owner acts with them; empty means for itself."""
    thumbprint: str = ""
    """SHA-256 of the client certificate that they are bound to, base64url (RFC 8705); empty means any or none."""
    lifetime: int = 0
    """Microseconds that each access token is good."""
    generation: int = 1
    """How many pairs have been issued; only the refresh token of the last one is good, once."""
    refreshable: bool = False
    provider: str = ""
    """The sign-in provider that vouched for the owner; empty when no sign-in made it."""
    networks: tuple[str, ...] = ()
    """CIDR networks that they may be used from: those of the key that asked for them; empty means any."""
    created_at: int = 0
    expires_at: int = 0
    """Microseconds since the epoch from which no token of it is good, and it may be forgotten."""
    revoked_at: int | None = None
    revoke_reason: str = ""
    """Why it was revoked, for a human."""

    @property
    def state(self) -> str:
        """The hour since the epoch in which it is over, by which storage finds what may be forgotten: `0000478123`."""
        return f"{self.expires_at // _HOUR:010d}"


@dataclass(frozen=True, slots=True)
class ProviderLink:
    """Somebody at a sign-in provider who is a user here. Stays when their address changes."""

    kind: ClassVar[str] = "provider_link"
    id: str
    """`<provider>|<subject there>`; no provider's id holds a `|`."""
    owner: str
    """The user, `user:ann`."""
    provider: str
    subject: str
    """Who it is at the provider (`sub`)."""
    display_name: str = ""
    """What the provider said at the last sign-in, as the two below; empty when it said nothing."""
    email: str = ""
    email_verified: bool = False
    created_at: int = 0
    """When they first signed in with this provider."""
    signed_in_at: int = 0
    """When they last did."""


@dataclass(frozen=True, slots=True)
class PeerCertificate:
    """A client certificate that TLS has verified."""

    thumbprint: str
    """SHA-256 of its DER form, base64url without padding, as `x5t#S256` (RFC 8705)."""
    uris: tuple[str, ...] = ()
    """Its subject alternative names of type URI, such as `spiffe://acme.example/agent/researcher-7`."""
    dns_names: tuple[str, ...] = ()
    """Its subject alternative names of type DNS."""
    not_after: int = 0
    """Microseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who holds the credential of a call."""

    tenant: str
    subject: str
    credential: str
    """Which credential was shown, for the audit log: `key_…`, the id of a token, a certificate's thumbprint."""
    scopes: tuple[str, ...] = ()
    expires_at: int | None = None
    networks: tuple[str, ...] = ()
    operator: bool = False
    home: str = ""
    """The operator's own tenant while it acts in another; empty otherwise."""
    home_subject: str = ""
    """Who the operator is at home; empty otherwise. `subject` is then no subject of the tenant that it acts in."""
    key: str = field(default="", repr=False)
    """SHA-256 of the credential, hexadecimal, by which a long stream asks again whether it still counts."""
    kind: CredentialKind = CredentialKind.API_KEY
    on_behalf_of: str = ""
    """For whom alone it may act, by its token (`act`); empty means for itself, or for whom a grant lets it."""
    thumbprint: str = ""
    """Of the client certificate that its token is bound to (`cnf`); empty means none."""
    signed_in: bool = False
    """Whether a person signed in with a provider: the end of such a token says how long they sit here, not what for."""
    chain: tuple[str, ...] = ()
    """Who vouches for that, when the token itself is the grant: from the one for whom it acts to the subject, as refs.
    Empty: recorded delegations decide."""
