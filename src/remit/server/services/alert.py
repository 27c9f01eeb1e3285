"""Alerts, and the rules that say who hears of them. A secret of webhooks leaves once, with the answer that made it."""

from collections.abc import Callable

from remit.administration.alert_rule import Ruled, delete_alert_rule
from remit.administration.listing import Query
from remit.budget.model import AlertRule
from remit.decision.alert import AlertFilter
from remit.server.call import Call
from remit.server.convert.alert import FIELDS, from_alert_rule, to_alert, to_alert_rule
from remit.server.convert.mask import merged
from remit.server.convert.money import from_time
from remit.server.services.books import Books
from remit.server.services.desk import mask_of
from remitpb.v1 import budget_service_pb2 as pb


class AlertCalls(Books):
    """Crossed thresholds, and who hears of them."""

    async def ListAlerts(self, request: pb.ListAlertsRequest, call: Call) -> pb.ListAlertsResponse:
        """List alerts that were raised, newest first."""
        desk, part, currency = self._desk, self._desk.part(call, request), await self._currency(call)
        # `from` is a word of Python's own.
        since = from_time(getattr(request, "from")) if request.HasField("from") else None
        wanted = AlertFilter(
            request.budget_id, since, from_time(request.to) if request.HasField("to") else None
        )
        found = await self._alerts.page(call.principal.tenant, wanted, before=part.after, limit=part.size + 1)
        page = found[: part.size]
        last = page[-1].id if len(found) > part.size else ""
        return pb.ListAlertsResponse(
            alerts=[to_alert(one, currency) for one in page],
            next_page_token=desk.token(call, request, last=last),
        )

    async def CreateAlertRule(
        self, request: pb.CreateAlertRuleRequest, call: Call
    ) -> pb.CreateAlertRuleResponse:
        """Create a rule, and show the secret of its webhooks, once."""
        wanted = from_alert_rule(request.alert_rule)
        written = await self._rules.create(self._desk.editor(call, request), wanted)
        return pb.CreateAlertRuleResponse(
            alert_rule=to_alert_rule(written.result.rule),
            webhook_secret=_shown(written.result),
            revision=written.revision,
        )

    async def ListAlertRules(
        self, request: pb.ListAlertRulesRequest, call: Call
    ) -> pb.ListAlertRulesResponse:
        """List rules by id."""
        page, token = await self._desk.page(call, request, query=Query(AlertRule))
        return pb.ListAlertRulesResponse(alert_rules=map(to_alert_rule, page.items), next_page_token=token)

    async def UpdateAlertRule(
        self, request: pb.UpdateAlertRuleRequest, call: Call
    ) -> pb.UpdateAlertRuleResponse:
        """Change a rule; the first webhook brings a secret, which is shown once."""
        written = await self._rules.update(
            self._desk.editor(call, request),
            request.alert_rule.alert_rule_id,
            etag=request.etag,
            change=_change(request),
        )
        return pb.UpdateAlertRuleResponse(
            alert_rule=to_alert_rule(written.result.rule),
            webhook_secret=_shown(written.result),
            revision=written.revision,
        )

    async def DeleteAlertRule(
        self, request: pb.DeleteAlertRuleRequest, call: Call
    ) -> pb.DeleteAlertRuleResponse:
        """Remove a rule; alerts already raised stay."""
        editor = self._desk.editor(call, request)
        written = await delete_alert_rule(editor, request.alert_rule_id, etag=request.etag)
        return pb.DeleteAlertRuleResponse(revision=written.revision)


def _change(request: pb.UpdateAlertRuleRequest) -> Callable[[AlertRule], AlertRule]:
    def change(before: AlertRule) -> AlertRule:
        wanted = merged(to_alert_rule(before), request.alert_rule, mask=mask_of(request), writable=FIELDS)
        return from_alert_rule(wanted, before)

    return change


def _shown(ruled: Ruled) -> str:
    """The secret, on its only way out."""
    return ruled.secret.reveal() if ruled.secret else ""
