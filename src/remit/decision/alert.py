"""What is kept of an alert that a booking raised, and what must be remembered of alerts. Raises none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from remit.decision.model import StandingLine


@dataclass(frozen=True, slots=True)
class Alert:
    """A line that was crossed, once in its bucket."""

    id: str
    percent: int
    line: StandingLine
    """The budget as it stood."""
    at: int
    rules: tuple[str, ...]
    """Ids of those that passed it on."""


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts are wanted; what is empty or None says nothing."""

    budget_id: str = ""
    since: int | None = None
    """Raised at this instant or later."""
    until: int | None = None
    """Raised before it."""


class Alerts(Protocol):
    """Alerts in storage."""

    async def page(self, tenant: str, wanted: AlertFilter, *, before: str, limit: int) -> Sequence[Alert]:
        """Return alerts, newest first, of ids below `before`; empty: from the newest on."""
        ...

    async def find(self, tenant: str, alert_id: str) -> Alert | None:
        """Return an alert; None when there is none."""
        ...

    async def pass_on(self, tenant: str, alert_id: str, *, rules: Sequence[str]) -> None:
        """Note which rules pass an alert on."""
        ...
