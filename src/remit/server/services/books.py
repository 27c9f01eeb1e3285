"""What the calls of BudgetService share: the ledger, the counters, and the desk."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from remit.administration.usage import LedgerReader
from remit.budget.model import Standing
from remit.server.call import Call
from remit.server.services.desk import Desk, Service


class Standings(Protocol):
    """Counters in storage."""

    async def standings(
        self, tenant: str, counters: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Standing]:
        """Return counters by (budget id, bucket) as they stand; those never used are absent."""
        ...


class Books(Service):
    """A part of BudgetService."""

    def __init__(self, desk: Desk, *, ledger: LedgerReader, standings: Standings) -> None:
        """Serve from `desk`, `ledger` and `standings`."""
        super().__init__(desk)
        self._ledger = ledger
        self._standings = standings

    async def _currency(self, call: Call) -> str:
        """The currency in which the call's tenant counts."""
        return (await self._desk.catalog(call)).settings.currency
