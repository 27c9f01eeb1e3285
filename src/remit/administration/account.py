"""What sessions and runs have used, as the ledger tells it. A Protocol and its values; storage answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from remit.budget.model import TokenUsage


@dataclass(frozen=True, slots=True)
class SessionAccount:
    """What a session has used so far."""

    tokens: TokenUsage = field(default_factory=TokenUsage)
    cost: int | None = None
    """Nano-units of the tenant's currency; None when nothing was priced."""
    calls_allowed: int = 0
    """Decisions that allowed."""
    calls_blocked: int = 0
    """Decisions that refused."""
    open_reservations: int = 0


@dataclass(frozen=True, slots=True)
class RunAccount:
    """What a run has used so far."""

    tokens: TokenUsage = field(default_factory=TokenUsage)
    cost: int | None = None
    """Nano-units of the tenant's currency; None when nothing was priced."""
    last_sequence: int = 0
    """Of its newest step; 0 when it has none."""
    lives_until: int | None = None
    """When it is lost unless it gives a sign; None when it has ended, or lives until it is ended."""


NOTHING_USED = RunAccount()


class Accounts(Protocol):
    """Sums the ledger."""

    async def of_session(self, tenant: str, session_id: str) -> SessionAccount:
        """Return what a session has used; zeros when nothing."""
        ...

    async def of_runs(self, tenant: str, run_ids: Sequence[str]) -> Mapping[str, RunAccount]:
        """Return what runs have used, by id; one that is absent has used nothing."""
        ...

    async def has_entries(self, tenant: str) -> bool:
        """Tell whether anything was ever booked in a tenant: its currency is then fixed."""
        ...
