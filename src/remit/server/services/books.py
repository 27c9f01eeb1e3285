"""What the calls of BudgetService share: the ledger, the counters, alerts, and the desk."""

from remit.administration.alert_rule import AlertRules
from remit.administration.usage import LedgerReader
from remit.decision.alert import Alerts
from remit.decision.check_budget import Standings
from remit.server.call import Call
from remit.server.services.desk import Desk, Service


class Books(Service):
    """A part of BudgetService."""

    def __init__(
        self, desk: Desk, *, ledger: LedgerReader, standings: Standings, alerts: Alerts, rules: AlertRules
    ) -> None:
        """Serve from `desk`, `ledger`, `standings` and `alerts`; write their `rules`."""
        super().__init__(desk)
        self._ledger = ledger
        self._standings = standings
        self._alerts = alerts
        self._rules = rules

    async def _currency(self, call: Call) -> str:
        """The currency in which the call's tenant counts."""
        return (await self._desk.catalog(call)).settings.currency
