"""An isolated customer and its settings: what every room is told of it, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final

from remit.clock import DAY
from remit.identity.model import State
from remit.privacy.model import Setting

DEFAULT_ESTIMATE: Final = 1_000
"""Tokens held for an action that says nothing of its cost."""


class ExpiryCharge(StrEnum):
    """What a reservation that nobody settled is charged when it expires."""

    NOTHING = "NOTHING"
    INPUT = "INPUT"
    ESTIMATE = "ESTIMATE"


class OnOutage(StrEnum):
    """What rates and concurrency say when their backend is away. Nothing else can ever be set to allow."""

    DENY = "DENY"
    ALLOW = "ALLOW"


@dataclass(frozen=True, slots=True)
class FallbackPrice:
    """What tokens of an unknown model cost, in nano-units per million; so nothing is ever priced at zero by accident."""

    input: int
    output: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What a tenant may set. Changes are felt by the next decision."""

    zone: str = "UTC"
    """IANA time zone in which its days, weeks and months turn."""
    currency: str = "USD"
    default_estimate: int = DEFAULT_ESTIMATE
    action_estimates: tuple[tuple[str, int], ...] = ()
    """Tokens assumed for an action that gives no estimate: (action, tokens)."""
    expiry_charge: ExpiryCharge = ExpiryCharge.NOTHING
    on_outage: OnOutage = OnOutage.DENY
    lateness: int = 7 * DAY
    """Microseconds after which usage that no reservation explains counts when it arrives, not when it happened."""
    fallback_price: FallbackPrice | None = None
    """None refuses what has no price."""
    retention: int = 0
    """Microseconds for which steps are kept; 0 keeps them."""
    retention_decisions: int = 0
    """The same of decisions and closed reservations, but never shorter than `lateness`."""
    retention_ledger: int = 0
    """The same of the ledger and the evidence of usage."""
    retention_audit: int = 0
    """The same of all other audit entries."""
    tier: str = ""
    inspection: Setting = Setting.OFF
    manifests_required: bool = False
    """Whether an agent without a verified manifest is refused."""
    max_delegation_depth: int = 3
    """How many grants long a chain of delegations may be, 1 to 10."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant."""

    kind: ClassVar[str] = "tenant"
    id: str
    display_name: str = ""
    state: State = State.ACTIVE
    settings: Settings = field(default_factory=Settings)
    created_at: int = 0
    updated_at: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    suspend_reason: str = ""
    """Why it is suspended, for a human."""
