"""An approval: one human decision about one exact action. Pure values; never reads or writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class ApprovalState(StrEnum):
    """Where an approval stands. Only PENDING can be voted on."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    """Not decided, or approved and not used, in time."""
    CANCELLED = "CANCELLED"


class VoteVerdict(StrEnum):
    """What an approver says."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"


@dataclass(frozen=True, slots=True)
class Act:
    """One exact action, in clear: what a digest is made of. Never stored: its arguments may be secret."""

    tenant: str
    subject: str
    """Who would act, such as `agent:researcher-7`."""
    action: str
    resource_type: str
    resource_id: str
    on_behalf_of: str = ""
    """Empty when the subject acts for itself."""
    resource_attributes_json: str = ""
    """One JSON object; empty means none, which is the same as `{}`."""
    arguments_json: str = ""
    """One JSON value; empty means none, which is not the same as `{}` or `null`."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an act may cost at most, or was asked to."""

    money: int = 0
    """Nano-units of the tenant's currency, >= 0."""
    tokens: int = 0
    """Tokens, >= 0."""

    def __post_init__(self) -> None:
        """Refuse amounts below nothing: they would lie within any ceiling."""
        if self.money < 0 or self.tokens < 0:
            message = "a cost is never negative"
            raise ValueError(message)

    def within(self, ceiling: "Cost") -> bool:
        """Tell whether neither amount is above the ceiling's; equality is within."""
        return self.money <= ceiling.money and self.tokens <= ceiling.tokens


@dataclass(frozen=True, slots=True)
class Voter:
    """Who decides, and by which credential: both must be another's than those that asked."""

    subject: str
    """Such as `user:ann`."""
    credential: str
    """`key_…`."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What one approver said, once."""

    approver: str
    """Such as `user:ann`."""
    verdict: VoteVerdict
    at: int
    """Microseconds since the epoch."""
    comment: str = ""
    credential: str = ""
    """By which credential, for the audit log."""


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who may decide, and how many must agree, as it was when the approval was asked for."""

    approvers: tuple[str, ...] = ()
    """`user:ann`, `role:approver`, `group:operators`, `team:x`; empty: whoever has `approval:decide`."""
    quorum: int = 1
    """Approving votes needed, >= 1."""

    def __post_init__(self) -> None:
        """Refuse a quorum that no vote would be needed for."""
        if self.quorum < 1:
            message = "a quorum is at least one vote"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Approval:
    """One question to humans about one exact action, and their answer.

    What is shown is redacted; what is bound is the digest, made from the act in clear.
    """

    kind: ClassVar[str] = "approval"
    id: str
    """`apr_…`."""
    owner: str
    """The requester: the subject in whose name it was asked."""
    requested_by: str
    """The subject of the principal that asked."""
    credential: str
    """`key_…`: the credential by which it was asked."""
    subject: str
    """Who would act."""
    action: str
    resource: str
    """`tool:payments`: as the approver sees it; attributes are in `resource_attributes_shown`."""
    digest: str
    """SHA-256 of the act and the ceiling, hexadecimal: see `digest.py`."""
    created_at: int
    """This and all instants: microseconds since the epoch."""
    decide_by: int
    """From then on, that instant included, an undecided one is expired."""
    use_within: int
    """Microseconds after the deciding vote."""
    on_behalf_of: str = ""
    """Empty when the subject acts for itself."""
    resource_attributes_shown: str = ""
    """JSON text, redacted; empty when there are none."""
    arguments_shown: str = ""
    """JSON text, redacted; empty when there are none."""
    ceiling: Cost = field(default_factory=Cost)
    """The most that each use may hold."""
    reason: str = ""
    """Why the requester wants it, in its own words."""
    rule: Electorate = field(default_factory=Electorate)
    guardrails: tuple[str, ...] = ()
    """Ids of the guardrails that ask for it."""
    uses_allowed: int = 1
    """How often it may be used, >= 1."""
    state: ApprovalState = ApprovalState.PENDING
    votes: tuple[Vote, ...] = ()
    """In the order in which they came; at most one of each approver."""
    decided_at: int | None = None
    """When it was approved or rejected; None while neither."""
    use_by: int | None = None
    """From then on, that instant included, it can no longer be used; None until it is approved."""
    decision_id: str = ""
    """The decision that said NEEDS_APPROVAL; empty when it was asked for without one."""
    closed_by: str = ""
    """Who cancelled it; empty when nobody did."""
    closed_at: int | None = None
    """When it was cancelled, or found expired; None while neither."""
    close_reason: str = ""
    """Why it was cancelled, for a human."""
    labels: Mapping[str, str] = field(default_factory=dict)
    session_id: str = ""
    """These three say where the act waits; empty means nowhere in particular. They are not bound."""
    run_id: str = ""
    step_id: str = ""

    def __post_init__(self) -> None:
        """Refuse one that could never be used."""
        if self.uses_allowed < 1:
            message = "an approval is for at least one use"
            raise ValueError(message)

    @property
    def approving(self) -> tuple[str, ...]:
        """Who said yes, in order."""
        return tuple(vote.approver for vote in self.votes if vote.verdict is VoteVerdict.APPROVE)
