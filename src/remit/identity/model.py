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
    """How it ended: `SUCCEEDED`, `FAILED` or `CANCELLED`; empty while it runs."""
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


@dataclass(frozen=True, slots=True)
class Delegation:
    """A recorded, expiring, revocable grant: `delegate` may act on behalf of `owner`, within `actions`."""

    kind: ClassVar[str] = "delegation"
    id: str
    """`<owner>>><delegate>`: one live grant for each pair."""
    owner: str
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


@dataclass(frozen=True, slots=True)
class Principal:
    """Who holds the credential of a call."""

    tenant: str
    subject: str
    credential: str
    """`key_…`: which credential was shown, for the audit log."""
    scopes: tuple[str, ...] = ()
    expires_at: int | None = None
    networks: tuple[str, ...] = ()
    operator: bool = False
    home: str = ""
    """The operator's own tenant while it acts in another; empty otherwise."""
    home_subject: str = ""
    """Who the operator is at home; empty otherwise. `subject` is then no subject of the tenant that it acts in."""
    key: str = field(default="", repr=False)
    """SHA-256 of the API key, hexadecimal, by which a long stream asks again whether it still counts."""
